import type { Cache, CachedObject, HistoryEntry } from '../cache/index.ts';
import { type AppliedRecord, type Clock, type Kind, messageOf, type Reason } from '../model/index.ts';
import { OxError } from '../ox/index.ts';
import { sightingOf } from './bulk-look.ts';
import { cacheOutageOf } from './cache-outage.ts';
import { isWrite, type Step } from './deed.ts';
import { DeedBook } from './deed-book.ts';
import { wakeKey } from './dependencies.ts';
import { isAnothersName, isContradicted, isDoubtful, isGrantLost, isHearsay, mayBeUnseen, withNameToWrite } from './lagging-reads.ts';
import { KINDS_WITH_MEMBERS } from './members.ts';
import type { ObjectController, Operation, Subject, Unfinished } from './object-controller.ts';
import type { OutageTarget, Outcome, Waiting } from './outcome.ts';
import { isRecordedOf, isSuccessors, wantsPlaceOf } from './successor.ts';

const MISSING: Readonly<Record<string, Kind>> = { user: 'User', group: 'Group', context: 'Context', resource: 'Resource' };

/** A plan that leads to another one comes to its end after a move there and what remained of it. */
const MOST_PLANS = 4;

const UNCHANGED: Unfinished = {
  reason: 'Observing',
  message: 'it differs from its entry, and is not changed: mode CreateOnly',
  waitingFor: wakeKey.source,
};

const UNSEEN = 'it was not found in OX, whose reads may lag behind: it is looked for again';

const OVERTAKEN = 'nothing was written: it has left its source, or has come back, a moment ago';

export interface ReconcilerNews {
  /** Objects have become pending by what was found. */
  readonly onWork: () => void;
  /** OX was written to; at once, before the outcome of the whole is known. */
  readonly onStep?: ((step: Step) => void) | undefined;
  readonly onDeed?: ((entry: HistoryEntry) => void) | undefined;
}

/** What one reconcile came to. `book` is to be kept with the outcome. */
export interface Reconciled {
  readonly outcome: Outcome;
  readonly book: Pick<DeedBook, 'keep'>;
}

/** Brings one object in step with OX: observe when needed, plan, apply. It reads and notes in the cache, but records no outcome. */
export class Reconciler {
  private readonly cache: Cache;
  private readonly controllers: ReadonlyMap<Kind, ObjectController>;
  private readonly clock: Clock;
  private readonly news: ReconcilerNews;

  constructor(parts: { readonly cache: Cache; readonly clock: Clock }, controllers: readonly ObjectController[], news: ReconcilerNews) {
    this.cache = parts.cache;
    this.clock = parts.clock;
    this.news = news;
    this.controllers = new Map(controllers.map((controller) => [controller.kind, controller]));
  }

  controllerOf(kind: Kind): ObjectController {
    const controller = this.controllers.get(kind);
    if (controller === undefined) throw new Error(`no controller for ${kind}`);
    return controller;
  }

  /** With `waiting` it only looks. Never rejects: every error is an outcome. */
  async reconcile(subject: Subject, waiting?: Waiting): Promise<Reconciled> {
    const { cache, clock, news } = this;
    const book = new DeedBook({ cache, clock, onDeed: news.onDeed }, subject.object.applied);
    const attempt = new Attempt(this.controllerOf(subject.object.kind), subject, { cache, book, ...news });
    const outcome = attempt.withWrites(
      await (waiting === undefined ? attempt.run() : attempt.lookOnly(waiting)).catch((error: unknown) => attempt.failure(error)),
    );
    book.end(subject, { isForGood: outcome.type === 'gone', known: attempt.recorded(outcome) });
    return { outcome, book };
  }
}

interface Surroundings extends ReconcilerNews {
  readonly cache: Cache;
  readonly book: DeedBook;
}

/** One reconcile, with the baseline it has reached so far. */
class Attempt {
  private readonly controller: ObjectController;
  private subject: Subject;
  private readonly cache: Cache;
  private readonly book: DeedBook;
  private readonly news: ReconcilerNews;
  private readonly done: string[] = [];
  private baseline: AppliedRecord | undefined;
  private lookFirst: boolean;
  private observed = false;
  /** The look did not find it, and no write has said so before. */
  private isUnseen = false;
  /** What is known of it is what a bulk look saw. */
  private isTakenOver = false;

  constructor(controller: ObjectController, subject: Subject, { cache, book, ...news }: Surroundings) {
    this.controller = controller;
    this.subject = subject;
    this.cache = cache;
    this.book = book;
    this.news = news;
    this.baseline = subject.object.applied;
    this.lookFirst = subject.object.lookFirst;
  }

  /** What became of a write without an answer is found out although nothing more can be done now. */
  async lookOnly(waiting: Waiting): Promise<Outcome> {
    await this.look();
    if (this.isUncertain()) return this.later('BackingOff', UNSEEN);
    const { object } = this.subject;
    // What was found for the first time may be what a read that lags behind still shows: it is written by its id.
    const isNew = this.baseline !== undefined && !isRecordedOf(object, this.baseline);
    return { ...waiting, applied: this.baseline, lookFirst: object.hasOtherLed && isNew };
  }

  async run(): Promise<Outcome> {
    if (this.takeOver()) this.lookFirst = false;
    else if (this.lookFirst || this.controller.mustObserve(this.subject)) {
      const stranger = await this.look();
      if (stranger !== undefined) return stranger;
    }
    try {
      return await this.carryOut();
    } catch (error) {
      await this.searchLost(error);
      if (this.observed || !this.contradictsTheRecord(error)) throw error;
      // What we believed of OX was wrong: it was deleted there, or is there already. Look, and plan upon what is seen.
      this.renew();
      const stranger = await this.look();
      this.isUnseen &&= !this.isGone(error);
      if (stranger !== undefined) return stranger;
      return await this.carryOut();
    }
  }

  /** What a look at the whole context saw of it answers its first look. */
  private takeOver(): boolean {
    const { object } = this.subject;
    const seen = sightingOf(object, this.cache);
    if (seen === undefined) return false;
    const found = this.controller.recognise?.(seen, this.subject) ?? seen;
    // Whoever has it: what was seen is no news to a second look.
    this.cache.sightings.match(object, [], true);
    if (this.isSuccessors(found) || !this.claim(found)) return false;
    this.baseline = found;
    this.isTakenOver = true;
    return true;
  }

  private async complete(): Promise<void> {
    if (this.baseline === undefined || this.mayNotChange()) return;
    this.baseline = (await this.controller.complete?.(this.subject, this.baseline)) ?? this.baseline;
    if (!this.isTakenOver) return;
    const differences = this.controller.differences?.(this.subject, this.baseline) ?? [];
    this.cache.sightings.match(this.subject.object, differences, true);
  }

  /** Members who were deleted in OX by somebody else are looked for on their own; the others need not wait for them. */
  private async searchLost(error: unknown): Promise<void> {
    if (this.isGone(error) || !this.isMissing(error)) return;
    const lost = (await this.controller.lostMembers?.(this.subject)) ?? [];
    this.cache.transaction(() => {
      for (const oxId of lost) this.lose(this.cache.objects.ownerOfOxId('User', this.subject.object.contextId, oxId));
      this.book.keep();
    });
    if (lost.length > 0) this.news.onWork();
  }

  /** What was recorded of another object is not so. In a transaction. */
  private lose(id: number | undefined): void {
    const other = id === undefined ? undefined : this.cache.objects.load(id);
    if (other !== undefined && this.cache.objects.noteLost(other.id)) this.book.lost(other);
  }

  /** What was written before the error is known as well. */
  private renew(): void {
    if (this.done.length === 0) return;
    const { object } = this.subject;
    const attempted = { attemptedIn: object.contextId, attemptedName: object.name.toLowerCase() };
    this.subject = { ...this.subject, object: { ...object, ...attempted, applied: this.baseline, lookFirst: true } };
  }

  private async look(): Promise<Outcome | undefined> {
    const { object } = this.subject;
    const found = await this.controller.observe(this.subject, (each) => this.isSuccessors(each) || !this.mayClaim(each));
    this.observed = true;
    this.isTakenOver = false;
    this.lookFirst = false;
    const isAnothers = found !== undefined && this.isSuccessors(found);
    const isOurs = found !== undefined && !isAnothers && this.claim(found);
    this.isUnseen = !isOurs;
    this.baseline = isOurs ? withNameToWrite(object, found) : undefined;
    if (found === undefined || isOurs) return undefined;
    // Whoever has its name, what was to be deleted or was moved is not there.
    return object.desired === undefined || (isAnothers && !wantsPlaceOf(object, found)) ? undefined : this.refuse(found);
  }

  /** What another entry has is not ours; if it is not the name we want either, ours does not exist. */
  private refuse(found: AppliedRecord): Outcome | undefined {
    const { object } = this.subject;
    if (found.contextId !== object.contextId || found.name.toLowerCase() !== object.name.toLowerCase()) return undefined;
    // Nothing is known of ours by that: it may live elsewhere.
    if (object.applied?.contextId !== found.contextId) this.baseline = object.applied;
    const message = `"${object.name}" in context ${object.contextId} already belongs to another entry`;
    // Without that doubt it would be taken the next time.
    this.lookFirst = object.hasOtherLed;
    return this.faulty('NameTaken', message);
  }

  /** Two entries that look at the same moment must not both take what they find. */
  private claim(found: AppliedRecord): boolean {
    if (!this.mayClaim(found)) return false;
    // What is known of it already is newer than a read that lags behind.
    if (!isRecordedOf(this.subject.object, found)) this.take(found);
    return true;
  }

  /** Nobody else has it, or only by a record that OX belies. */
  private mayClaim(found: AppliedRecord): boolean {
    const owner = this.ownerOf(found);
    return owner === undefined || (isRecordedOf(owner, found) && isSuccessors(owner, found, this.subject.object));
  }

  /** Another object that has it by what is known. What OX gives no id of its own belongs to whoever has its name. */
  private ownerOf({ oxId, contextId }: AppliedRecord): CachedObject | undefined {
    const { kind, id } = this.subject.object;
    const owner = oxId === 0 ? undefined : this.cache.objects.ownerOfOxId(kind, contextId, oxId);
    return owner === undefined || owner === id ? undefined : this.cache.objects.load(owner);
  }

  private isSuccessors(found: AppliedRecord): boolean {
    return this.heirsOf(found).some((heir) => isSuccessors(this.subject.object, found, heir));
  }

  /** Other objects that want the name which was found, or may have it. */
  private heirsOf({ name, contextId }: AppliedRecord): CachedObject[] {
    const { id, kind, hasOtherLed } = this.subject.object;
    return hasOtherLed ? this.cache.objects.allRivals({ id, kind, name, contextId }) : [];
  }

  private take(found: AppliedRecord): void {
    const owner = this.ownerOf(found);
    const { id } = this.subject.object;
    if (this.cache.objects.load(id)?.applied === undefined) this.book.forget();
    this.cache.transaction(() => {
      this.lose(owner?.id);
      this.cache.objects.noteFound(id, found);
      this.book.found(this.subject, found);
      this.book.keep();
    });
  }

  private async carryOut(): Promise<Outcome> {
    await this.complete();
    for (let round = 0; round < MOST_PLANS; round += 1) {
      const plan = this.controller.plan(this.subject, this.baseline);
      if (plan.type === 'refused') return this.faulty(plan.reason, plan.message);
      const { operations, again = false } = plan;
      if (this.mayNotChange()) return this.finish(operations.length > 0 ? UNCHANGED : undefined);
      if (this.doubts(operations)) return this.later('BackingOff', UNSEEN);
      for (const operation of operations) await this.apply(operation);
      if (!again) return this.finish(plan.pending);
    }
    throw new Error(`the plan for ${this.subject.object.kind} ${this.subject.object.name} does not come to an end`);
  }

  private mayNotChange(): boolean {
    return this.subject.mode === 'CreateOnly' && this.baseline !== undefined;
  }

  private async apply(operation: Operation): Promise<void> {
    this.prepare(operation);
    const step = { subject: this.subject, operation, before: this.baseline };
    const begun = this.book.now();
    try {
      this.baseline = await this.controller.apply(operation, this.subject, this.baseline);
    } catch (error) {
      if (isWrite(operation)) this.book.failed(step, begun, error);
      throw error;
    }
    this.done.push(operation.type);
    if (isWrite(operation)) this.written({ ...step, after: this.baseline }, begun);
  }

  /** What was reached is kept before the next call: a crash during that must not forget it. The end of all is kept with the outcome. */
  private prepare(operation: Operation): void {
    const { objects } = this.cache;
    this.cache.transaction(() => {
      if (this.done.length > 0) {
        objects.noteStep(this.subject.object.id, this.baseline);
        this.book.keep();
      }
      // A question leaves nothing in OX that anybody would have to mind.
      if (operation.type !== 'reserve' && !objects.noteWrite(this.subject.object)) throw new Error(OVERTAKEN);
    });
  }

  private written(step: Step, begun: number): void {
    this.book.done(step, begun);
    this.news.onStep?.(step);
  }

  private finish(pending: Unfinished | undefined): Outcome {
    const operations = this.done;
    if (pending !== undefined) return { type: 'waitingFor', ...pending, applied: this.baseline, operations, lookFirst: false };
    const { object, stage } = this.subject;
    if (object.desired === undefined) {
      if (stage === undefined || this.baseline === undefined) return { type: 'gone', operations };
      return { type: 'waitingFor', ...stage, applied: this.baseline, operations, lookFirst: false };
    }
    return { type: 'settled', applied: this.baseline, operations };
  }

  /** What is known of it from now on. */
  recorded(outcome: Outcome): AppliedRecord | undefined {
    return outcome.type === 'gone' ? this.baseline : outcome.applied;
  }

  /** The object that the call named is missing, or one of that name exists although none was recorded, or under another id. */
  private contradictsTheRecord(error: unknown): boolean {
    if (!(error instanceof OxError)) return false;
    if (this.isMissing(error)) return true;
    if (this.subject.object.kind === 'DeputyPermission') return isGrantLost(error);
    // An account of that address: OX says so for each user who has it.
    if (error.reason === 'MailAddressTaken') return this.subject.object.kind === 'FunctionalAccount';
    if (isAnothersName(this.subject.object, this.baseline, error)) return true;
    return error.reason === 'NameTaken' && this.baseline === undefined;
  }

  /** Who is written with the ids of users is out of date as well when one of them is gone. */
  private isMissing(error: unknown): boolean {
    const isOfUsers = KINDS_WITH_MEMBERS.has(this.subject.object.kind);
    return this.isGone(error) || (isOfUsers && error instanceof OxError && error.missing === 'user');
  }

  /** It is not there itself. */
  private isGone(error: unknown): boolean {
    return error instanceof OxError && error.missing !== undefined && MISSING[error.missing] === this.subject.object.kind;
  }

  /** What a failed attempt has written before is news to others all the same: a name or an address may be free. */
  withWrites(outcome: Outcome): Outcome {
    return this.done.length === 0 || 'operations' in outcome ? outcome : { ...outcome, hasWritten: true };
  }

  failure(error: unknown): Outcome {
    const outage = cacheOutageOf(error);
    if (outage !== undefined) {
      const { reason, message } = outage;
      return { type: 'outage', reason, message, target: { scope: 'cache' }, applied: this.known(), lookFirst: true };
    }
    if (!(error instanceof OxError)) return this.later('BackingOff', messageOf(error));
    // It vanished between two calls.
    if (this.isMissing(error)) return this.mistaken(error.message);
    const look = { isUnseen: this.isUnseen, found: this.baseline };
    if (this.observed && isContradicted(this.subject.object, look, error)) return this.mistaken(error.message);
    return this.refusal(error);
  }

  private refusal(error: OxError): Outcome {
    const said = { reason: error.reason, message: error.message, applied: this.known(), lookFirst: this.mustLook(error) };
    if (isHearsay(this.subject.object, error)) return { type: 'retryAfter', ...said };
    switch (error.errorClass) {
      case 'outage':
        return { type: 'outage', ...said, target: outageTarget(error) };
      case 'dependency':
        return { type: 'outage', ...said, target: contextTarget(error) };
      case 'transient':
        return this.later(error.reason, error.message);
      case 'invalid':
        return this.faulty(error.reason, error.message);
    }
  }

  /** What was known before a look that may have missed it stays known. */
  private later(reason: Reason, message: string): Outcome {
    return { type: 'retryAfter', reason, message, applied: this.known(), lookFirst: true };
  }

  /** What was known before a look that OX contradicts stays known as well. */
  private mistaken(message: string): Outcome {
    const isDiscredited = this.observed && this.done.length === 0;
    return { ...this.later('BackingOff', message), ...(isDiscredited ? { applied: this.subject.object.applied } : {}) };
  }

  /** A write of unknown outcome is known only when another one has come through. */
  private mustLook({ outcomeUnknown }: OxError): boolean {
    return this.lookFirst || outcomeUnknown || this.isUncertain() || this.subject.object.attemptedIn !== undefined;
  }

  private known(): AppliedRecord | undefined {
    return this.isUncertain() ? this.subject.object.applied : this.baseline;
  }

  private doubts(operations: readonly Operation[]): boolean {
    return this.isUnseen && this.baseline === undefined && isDoubtful(this.subject.object, operations);
  }

  private isUncertain(): boolean {
    return this.isUnseen && this.baseline === undefined && mayBeUnseen(this.subject.object);
  }

  /** A fault of a context is never put aside: everything in it waits for it. */
  private faulty(reason: Reason, message: string): Outcome {
    const type = this.subject.object.kind === 'Context' ? 'retryAfter' : 'faulty';
    return { type, reason, message, applied: this.baseline, lookFirst: this.lookFirst };
  }
}

export function outageTarget(error: OxError): OutageTarget {
  if (error.reason === 'OxUnreachable') return { scope: 'everything' };
  return error.target === 'context' ? contextTarget(error) : { scope: 'masterAdmin' };
}

function contextTarget(error: OxError): OutageTarget {
  return error.contextId === undefined ? { scope: 'masterAdmin' } : { scope: 'context', contextId: error.contextId };
}
