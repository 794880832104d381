import type { Cache } from '../cache/index.ts';
import { type Engine, type Mode, type OutcomeReport, type OwnerPolicy, type Step, wakeKey } from '../engine/index.ts';
import { type Kind, OperatorError } from '../model/index.ts';
import type { OxGateway } from '../ox/index.ts';
import { countObjects } from './counts.ts';
import { estimateOf, type Speed } from './estimate.ts';
import { ImaginedOx } from './imagined/imagined-ox.ts';
import type { PlanFilter } from './narrow.ts';
import type { HeldSet, OxPlan, PlannedWait, PlanProblem } from './plan.ts';
import { type OriginOf, PlanBook } from './plan-book.ts';
import { SkippingClock } from './skipping-clock.ts';
import { isRefused, type Undone, undoneOf, withoutMode } from './undone.ts';

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
  /** What the deletion guards hold in a cache. */
  readonly heldIn: (cache: Cache) => readonly HeldSet[];
  /** Judges in a cache, as in mode Enforce, what left a directory in mode Observe, and lets go what may go. */
  readonly judgeObserved: (cache: Cache) => Promise<void>;
  readonly speed: Speed;
  /** Whose changes are asked for. Everything else is planned as well, but told in short. */
  readonly filter?: PlanFilter | undefined;
  /** Lets time pass in which OX answers. */
  readonly pause: () => Promise<void>;
}

/** As long as an object ever waits for its next try: whatever backs off is tried now. */
const LONGEST_BACKOFF_MS = 31 * 60_000;

/** So long waits are skipped that come up during the rehearsal, for reads that are doubted above all. */
const HORIZON_MS = 10 * 60_000;

/** One lost connection is no outage; one that lasts so long is. */
const OUTAGE_MS = 3_000;

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
      filter: options.filter ?? {},
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
    const { cache, speed, now, heldIn, directories, problems } = this.options;
    cache.objects.releaseTimers(now + LONGEST_BACKOFF_MS);
    engine.start();
    await this.settle(engine);
    const undone = undoneOf({ cache, engine, policyOf: this.options.policyOf });
    const held = heldIn(cache);
    const estimate = estimateOf(this.gateway.imagination.tally.all(), speed);
    await this.lift(engine);
    await engine.stop();
    const waits = undone.flatMap((one) => this.staying(one));
    const [refused, waiting] = [waits.filter(isRefused), waits.filter((wait) => !isRefused(wait))];
    const plan = { objects: this.planned.objects(), observed: this.observed.objects(), waiting, refused };
    return { madeAt: now, directories: directories(), problems: problems(), ...plan, held, ...countObjects(plan), estimate };
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
    await this.options.judgeObserved(this.options.cache);
    this.options.cache.objects.wake(wakeKey.source);
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

  /** Mode Observe is not all that keeps it; else it is told by what would be done. */
  private staying({ id, isObserved, wait }: Undone): PlannedWait[] {
    // What is told of him is that he is disabled.
    if (wait.reason === 'Disabled' && this.planned.knows(id)) return [];
    if (!isObserved) return [wait];
    const now = this.options.cache.list.one(id);
    return now === undefined || now.state === 'settled' || this.observed.knows(id) ? [] : [withoutMode(wait, now)];
  }
}

function liftedMode(mode: Mode): Mode {
  return mode === 'Observe' ? 'Enforce' : mode;
}
