import type { Cache } from '../cache/index.ts';
import { type AppliedRecord, type Kind, messageOf, type Reason } from '../model/index.ts';
import { OxError } from '../ox/index.ts';
import type { ObjectController, Operation, Subject, Unfinished } from './object-controller.ts';
import type { OutageTarget, Outcome } from './outcome.ts';

const MISSING: Readonly<Record<string, Kind>> = { user: 'User', group: 'Group', context: 'Context', resource: 'Resource' };

const OF_USERS: ReadonlySet<Kind> = new Set(['Group', 'FunctionalAccount', 'DeputyPermission']);

/** A plan that leads to another one comes to its end after a move there and what remained of it. */
const MOST_PLANS = 4;

/** Brings one object in step with OX: observe when needed, plan, apply. It reads and notes in the cache, but records no outcome. */
export class Reconciler {
  private readonly cache: Cache;
  private readonly controllers: ReadonlyMap<Kind, ObjectController>;

  constructor(cache: Cache, controllers: readonly ObjectController[]) {
    this.cache = cache;
    this.controllers = new Map(controllers.map((controller) => [controller.kind, controller]));
  }

  controllerOf(kind: Kind): ObjectController {
    const controller = this.controllers.get(kind);
    if (controller === undefined) throw new Error(`no controller for ${kind}`);
    return controller;
  }

  /** Never rejects: every error is an outcome. */
  async reconcile(subject: Subject): Promise<Outcome> {
    const attempt = new Attempt(this.controllerOf(subject.object.kind), subject, this.cache);
    try {
      return await attempt.run();
    } catch (error) {
      return attempt.failure(error);
    }
  }
}

/** One reconcile, with the baseline it has reached so far. */
class Attempt {
  private readonly controller: ObjectController;
  private readonly subject: Subject;
  private readonly cache: Cache;
  private readonly done: string[] = [];
  private baseline: AppliedRecord | undefined;
  private lookFirst: boolean;
  private observed = false;

  constructor(controller: ObjectController, subject: Subject, cache: Cache) {
    this.controller = controller;
    this.subject = subject;
    this.cache = cache;
    this.baseline = subject.object.applied;
    this.lookFirst = subject.object.lookFirst;
  }

  async run(): Promise<Outcome> {
    if (this.lookFirst || this.controller.mustObserve(this.subject)) {
      const stranger = await this.look();
      if (stranger !== undefined) return stranger;
    }
    try {
      return await this.carryOut();
    } catch (error) {
      if (this.observed || !this.contradictsTheRecord(error)) throw error;
      // What we believed of OX was wrong: it was deleted there, or is there already. Look, and plan upon what is seen.
      const stranger = await this.look();
      if (stranger !== undefined) return stranger;
      return await this.carryOut();
    }
  }

  private async look(): Promise<Outcome | undefined> {
    const { object } = this.subject;
    const found = await this.controller.observe(this.subject);
    this.observed = true;
    this.lookFirst = false;
    if (found === undefined || this.claim(found)) {
      this.baseline = found;
      return undefined;
    }
    this.baseline = undefined;
    // What another entry has is not ours; if it is not the name we want either, ours does not exist.
    if (found.name.toLowerCase() !== object.name.toLowerCase()) return undefined;
    return this.faulty('NameTaken', `"${object.name}" in context ${object.contextId} already belongs to another entry`);
  }

  /** Two entries that look at the same moment must not both take what they find. */
  private claim(found: AppliedRecord): boolean {
    const { object } = this.subject;
    // What OX gives no id of its own belongs to whoever has its name.
    const owner = found.oxId === 0 ? undefined : this.cache.objects.ownerOfOxId(object.kind, found.contextId, found.oxId);
    if (owner !== undefined && owner !== object.id) return false;
    this.cache.objects.noteFound(object.id, found);
    return true;
  }

  private async carryOut(): Promise<Outcome> {
    for (let round = 0; round < MOST_PLANS; round += 1) {
      const plan = this.controller.plan(this.subject, this.baseline);
      if (plan.type === 'refused') return this.faulty(plan.reason, plan.message);
      if (this.subject.mode === 'CreateOnly' && this.baseline !== undefined) return this.finish(undefined);
      for (const operation of plan.operations) await this.apply(operation, operation !== plan.operations.at(-1) || plan.again === true);
      if (plan.again !== true) return this.finish(plan.pending);
    }
    throw new Error(`the plan for ${this.subject.object.kind} ${this.subject.object.name} does not come to an end`);
  }

  /** What is reached between two writes is kept: a crash before the second must not forget the first. */
  private async apply(operation: Operation, isStep: boolean): Promise<void> {
    // A question leaves nothing in OX that anybody would have to mind.
    if (operation.type !== 'reserve') this.cache.objects.noteWrite(this.subject.object);
    this.baseline = await this.controller.apply(operation, this.subject, this.baseline);
    this.done.push(operation.type);
    if (isStep) this.cache.objects.noteStep(this.subject.object.id, this.baseline);
  }

  private finish(pending: Unfinished | undefined): Outcome {
    const operations = this.done;
    if (pending !== undefined) return { type: 'waitingFor', ...pending, applied: this.baseline, operations, lookFirst: false };
    if (this.subject.object.desired === undefined) return { type: 'gone', operations };
    return { type: 'settled', applied: this.baseline, operations };
  }

  /** The object that the call named is missing, or one of that name exists although none was recorded. */
  private contradictsTheRecord(error: unknown): boolean {
    if (!(error instanceof OxError)) return false;
    if (this.isMissing(error)) return true;
    // An account of that address: OX says so for each user who has it.
    if (error.reason === 'MailAddressTaken') return this.subject.object.kind === 'FunctionalAccount';
    return error.reason === 'NameTaken' && this.baseline === undefined;
  }

  /** Who is written with the ids of users is out of date as well when one of them is gone. */
  private isMissing(error: OxError): boolean {
    const { kind } = this.subject.object;
    return error.missing !== undefined && (MISSING[error.missing] === kind || (error.missing === 'user' && OF_USERS.has(kind)));
  }

  failure(error: unknown): Outcome {
    const said = { message: messageOf(error), applied: this.baseline };
    if (!(error instanceof OxError)) return { type: 'retryAfter', reason: 'BackingOff', ...said, lookFirst: true };
    // It vanished between two calls.
    if (this.isMissing(error)) return { type: 'retryAfter', reason: 'BackingOff', ...said, lookFirst: true };
    const lookFirst = this.lookFirst || error.outcomeUnknown;
    switch (error.errorClass) {
      case 'outage':
        return { type: 'outage', reason: error.reason, ...said, target: outageTarget(error), lookFirst };
      case 'dependency':
        return { type: 'outage', reason: error.reason, ...said, target: contextTarget(error), lookFirst };
      case 'transient':
        return { type: 'retryAfter', reason: error.reason, ...said, lookFirst: true };
      case 'invalid':
        return this.faulty(error.reason, said.message);
    }
  }

  /** A fault of a context is never put aside: everything in it waits for it. */
  private faulty(reason: Reason, message: string): Outcome {
    const type = this.subject.object.kind === 'Context' ? 'retryAfter' : 'faulty';
    return { type, reason, message, applied: this.baseline, lookFirst: this.lookFirst };
  }
}

function outageTarget(error: OxError): OutageTarget {
  if (error.reason === 'OxUnreachable') return { scope: 'everything' };
  return error.target === 'context' ? contextTarget(error) : { scope: 'masterAdmin' };
}

function contextTarget(error: OxError): OutageTarget {
  return error.contextId === undefined ? { scope: 'masterAdmin' } : { scope: 'context', contextId: error.contextId };
}
