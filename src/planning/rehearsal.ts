import type { Cache, ListedObject, ObjectState } from '../cache/index.ts';
import { type Engine, type Mode, type OutcomeReport, type OwnerPolicy, type Step, wakeKey } from '../engine/index.ts';
import { type Kind, OperatorError, remedyFor } from '../model/index.ts';
import type { OxGateway } from '../ox/index.ts';
import { countObjects } from './counts.ts';
import { estimateOf, type Speed } from './estimate.ts';
import { ImaginedOx } from './imagined/imagined-ox.ts';
import type { OxPlan, PlannedWait, PlanProblem } from './plan.ts';
import { type OriginOf, PlanBook } from './plan-book.ts';
import { SkippingClock } from './skipping-clock.ts';

export interface RehearsalOptions {
  /** A copy, which is the rehearsal's own. */
  readonly cache: Cache;
  /** OX as it is; it is only read. */
  readonly gateway: OxGateway;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly policyOf: (owner: string) => OwnerPolicy;
  readonly originOf: OriginOf;
  /** Names of all OXDirectories. */
  readonly directories: () => readonly string[];
  /** Those of them that cannot be read. */
  readonly problems: () => readonly PlanProblem[];
  readonly speed: Speed;
  /** Lets time pass in which OX answers. */
  readonly pause: () => Promise<void>;
}

/** As long as an object ever waits for its next try: whatever backs off is tried now. */
const LONGEST_BACKOFF_MS = 31 * 60_000;

/** So long waits are skipped that come up during the rehearsal, for reads that are doubted above all. */
const HORIZON_MS = 10 * 60_000;

/** One lost connection is no outage; one that lasts so long is. */
const OUTAGE_MS = 3_000;

const UNDONE: readonly ObjectState[] = ['pending', 'waiting', 'backingOff', 'parked', 'halted', 'discarded'];
const REFUSED: ReadonlySet<string> = new Set(['parked', 'halted', 'discarded']);

const PAGE = 1_000;

/**
 * The work of the engine on a copy of the cache, with an OX that is read as it is and written to in imagination only: what is done there is
 * what would be done. When it has come to rest, mode Observe is lifted to see what that keeps from being done.
 */
export class Rehearsal {
  readonly gateway: ImaginedOx;
  readonly clock: SkippingClock;
  /** What an engine is made with, beside gateway and clock. Mode Observe holds until the rest is done. */
  readonly hooks = {
    policyOf: (owner: string): OwnerPolicy => this.policyOf(owner),
    onStep: (step: Step): void => this.book.step(step),
    onOutcome: (report: OutcomeReport): void => this.book.outcome(report),
  };
  private readonly options: RehearsalOptions;
  private readonly planned: PlanBook;
  private readonly observed: PlanBook;
  private isLifted = false;

  constructor(options: RehearsalOptions) {
    this.options = options;
    this.gateway = new ImaginedOx((contextId) => options.cache.summary.primaryAddresses(contextId), options.gateway);
    this.clock = new SkippingClock(options.now);
    const { objects } = options.cache;
    const { imagination } = this.gateway;
    const known = {
      originOf: options.originOf,
      nameOf: (contextId: number, oxId: number) =>
        objects.load(objects.ownerOfOxId('User', contextId, oxId) ?? 0)?.name ?? imagination.namesOfGone.get(`${contextId} ${oxId}`),
      membersBefore: (contextId: number, id: number) => imagination.membersBefore.get(`${contextId} ${id}`),
    };
    this.planned = new PlanBook(known);
    this.observed = new PlanBook(known);
  }

  /** Lets the engine, which was made with the parts above, do its work. Rejects with an OperatorError when OX cannot be asked. */
  async run(engine: Engine): Promise<OxPlan> {
    const { cache, speed, now } = this.options;
    cache.objects.releaseTimers(now + LONGEST_BACKOFF_MS);
    engine.start();
    await this.settle(engine);
    const undone = this.undone(engine);
    const estimate = estimateOf(this.gateway.imagination.tally.byContext(), speed);
    await this.lift(engine);
    await engine.stop();
    const waits = undone.filter((one) => !one.isObserved || this.staysAnyway(one.id)).map(({ wait }) => wait);
    const plan = {
      objects: this.planned.objects(),
      observed: this.observed.objects(),
      waiting: waits.filter(({ state }) => !REFUSED.has(state)),
      refused: waits.filter(({ state }) => REFUSED.has(state)),
    };
    const { directories, problems } = this.options;
    return { madeAt: now, directories: directories(), problems: problems(), ...plan, counts: countObjects(plan), estimate };
  }

  private policyOf(owner: string): OwnerPolicy {
    const policy = this.options.policyOf(owner);
    return this.isLifted ? { ...policy, modeOf: (kind: Kind): Mode => liftedMode(policy.modeOf(kind)) } : policy;
  }

  private get book(): PlanBook {
    return this.isLifted ? this.observed : this.planned;
  }

  private async lift(engine: Engine): Promise<void> {
    this.isLifted = true;
    if (this.options.cache.objects.wake(wakeKey.source) === 0) return;
    engine.poke();
    await this.settle(engine);
  }

  private async settle(engine: Engine): Promise<void> {
    const end = this.clock.now() + HORIZON_MS;
    do {
      do await this.options.pause();
      while (engine.isAtWork);
      const { outage } = engine;
      if (outage !== undefined && this.clock.now() - outage.since > OUTAGE_MS) {
        await engine.stop();
        throw new OperatorError(outage.reason, `nothing can be planned while OX cannot be asked: ${outage.message}`);
      }
    } while (this.clock.skip(end));
  }

  private undone(engine: Engine): Undone[] {
    const { list } = this.options.cache;
    const found: Undone[] = [];
    let after: number | undefined = 0;
    while (after !== undefined) {
      const page = list.page({ states: UNDONE }, PAGE, after);
      for (const object of page.items) found.push({ id: object.id, isObserved: this.isObserved(object), wait: waitOf(object, engine) });
      after = page.next;
    }
    return found;
  }

  private isObserved({ owner, kind, reason }: ListedObject): boolean {
    return reason === 'Observing' && this.options.policyOf(owner).modeOf(kind) === 'Observe';
  }

  /** Mode Observe was not all that kept it; else it is told by what would be done. */
  private staysAnyway(id: number): boolean {
    const state = this.options.cache.objects.load(id)?.state;
    return state !== undefined && state !== 'settled' && !this.observed.knows(id);
  }
}

interface Undone {
  /** Row id. */
  readonly id: number;
  readonly isObserved: boolean;
  readonly wait: PlannedWait;
}

function liftedMode(mode: Mode): Mode {
  return mode === 'Observe' ? 'Enforce' : mode;
}

function waitOf(object: ListedObject, engine: Engine): PlannedWait {
  const { kind, name, contextId, sourceId, owner, state } = object;
  const reason = state === 'pending' ? whyPending(object, engine) : (object.reason ?? 'Progressing');
  const message = state === 'pending' ? PENDING[reason] : object.message;
  const remedy = remedyFor(reason);
  const told = { reason, message: message ?? '', ...(remedy === undefined ? {} : { remedy }) };
  return { kind, name, contextId, sourceId, directory: owner, state, ...told };
}

const PENDING: Readonly<Record<string, string>> = {
  Halted: 'its directory stands still at a faulty object',
  Suspended: 'its directory is suspended',
  WaitingForContext: 'waits until its context is set up',
};

/** Nothing was begun of it although everything else was done. */
function whyPending({ owner }: ListedObject, engine: Engine): 'Halted' | 'Suspended' | 'WaitingForContext' {
  if (engine.haltedOwners.has(owner)) return 'Halted';
  return engine.suspendedOwners.has(owner) ? 'Suspended' : 'WaitingForContext';
}
