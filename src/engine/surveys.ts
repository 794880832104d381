import type { Cache } from '../cache/index.ts';
import { type CancelTimer, type Clock, errorClassOf, type Random } from '../model/index.ts';
import { OxError } from '../ox/index.ts';
import { backoffDelay, PROBE_BACKOFF } from './backoff.ts';
import type { ObjectController } from './object-controller.ts';

interface SurveysOptions {
  readonly cache: Cache;
  readonly controllers: readonly ObjectController[];
  readonly clock: Clock;
  readonly random: Random;
  /** Whether the context is there and its admin can work: else nobody in it is written anyway. */
  readonly canLookAt: (contextId: number) => boolean;
  /** A look ended, with an error or without: the context may be entered now. */
  readonly onEnd: (contextId: number, error: unknown) => void;
}

/** One look at everything costs a call for a hundred users, one at each up to three calls for every one. */
const MANY = 20;

/** After so many failures in a row everybody is looked at on his own; what is wrong shows there. */
const MOST_FAILURES = 3;

/**
 * Looks at whole contexts, each once: at first sight, after the loss of the cache, and when somebody else led meanwhile. Nobody is written
 * there before it is done. What was seen is in the cache and answers the looks of those whom the operator knows nothing of.
 */
export class Surveys {
  private readonly options: SurveysOptions;
  /** The looks that are under way. */
  private readonly running = new Map<number, Promise<void>>();
  /** What was found out about contexts since the last new work: whether a look is due. */
  private readonly verdicts = new Map<number, boolean>();
  private readonly failures = new Map<number, number>();
  private readonly timers = new Map<number, CancelTimer>();
  private isStopped = false;

  constructor(options: SurveysOptions) {
    this.options = options;
  }

  get isUnderWay(): boolean {
    return this.running.size > 0;
  }

  /** There may be new work. */
  refresh(): void {
    this.verdicts.clear();
  }

  /** Whether nobody may be written in the context yet; begins the look that is due. Lane 0 are contexts themselves. */
  holdsUp(lane: number): boolean {
    if (lane === 0 || this.isStopped) return false;
    if (this.running.has(lane) || this.timers.has(lane)) return true;
    if (!this.isDue(lane)) return false;
    this.running.set(lane, this.survey(lane));
    return true;
  }

  /** A context that we made: everything in it is our own. */
  contextCreated(contextId: number): void {
    const { sightings } = this.options.cache;
    sightings.begin(contextId);
    sightings.complete(contextId, this.options.clock.now());
    this.verdicts.delete(contextId);
  }

  contextGone(contextId: number): void {
    this.options.cache.sightings.begin(contextId);
    this.verdicts.delete(contextId);
  }

  /** Nothing new begins; resolves when no look is under way. */
  async stop(): Promise<void> {
    this.isStopped = true;
    for (const cancel of this.timers.values()) cancel();
    await Promise.all(this.running.values());
  }

  private isDue(contextId: number): boolean {
    const known = this.verdicts.get(contextId);
    if (known !== undefined) return known;
    const verdict = this.judge(contextId);
    this.verdicts.set(contextId, verdict);
    return verdict;
  }

  private judge(contextId: number): boolean {
    const { cache, canLookAt } = this.options;
    if (cache.sightings.isSurveyed(contextId) || (this.failures.get(contextId) ?? 0) >= MOST_FAILURES) return false;
    return canLookAt(contextId) && cache.sightings.hasManyUnknown(contextId, MANY);
  }

  private async survey(contextId: number): Promise<void> {
    try {
      await this.lookAt(contextId);
      this.failures.delete(contextId);
      this.end(contextId, undefined);
    } catch (error) {
      this.failed(contextId, error);
    }
  }

  private async lookAt(contextId: number): Promise<void> {
    const { cache, controllers, clock } = this.options;
    const seenAt = clock.now();
    cache.sightings.begin(contextId);
    for (const { kind, survey } of controllers.map((controller) => ({
      kind: controller.kind,
      survey: controller.survey?.bind(controller),
    }))) {
      if (survey === undefined || !cache.sightings.isKindWanted(kind, contextId)) continue;
      for await (const records of survey(contextId)) {
        if (this.isStopped) return;
        cache.sightings.put(kind, records);
      }
    }
    cache.sightings.complete(contextId, seenAt);
    cache.sightings.wakeObservers(contextId);
  }

  /** OX cannot be had: that is told, and the look waits. Anything else is tried again twice. */
  private failed(contextId: number, error: unknown): void {
    const isOutage = error instanceof OxError && errorClassOf(error.reason) === 'outage';
    const failures = isOutage ? 1 : (this.failures.get(contextId) ?? 0) + 1;
    this.failures.set(contextId, failures);
    if (failures < MOST_FAILURES && !this.isStopped) {
      const { clock, random } = this.options;
      const again = (): void => {
        this.timers.delete(contextId);
        this.end(contextId, undefined);
      };
      this.timers.set(contextId, clock.after(backoffDelay(failures, PROBE_BACKOFF, random), again));
    }
    this.end(contextId, error);
  }

  private end(contextId: number, error: unknown): void {
    this.running.delete(contextId);
    this.verdicts.delete(contextId);
    this.options.onEnd(contextId, error);
  }
}
