import type { Cache, CachedObject } from '../cache/index.ts';
import { type CancelTimer, type Clock, errorClassOf, type Random } from '../model/index.ts';
import { OxError } from '../ox/index.ts';
import { backoffDelay, PROBE_BACKOFF } from './backoff.ts';
import { KINDS_WITH_MEMBERS } from './members.ts';
import type { ObjectController, Subject } from './object-controller.ts';
import type { Outcome } from './outcome.ts';

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

  /** What came of an object: a context may be looked at now; what is only observed is compared with what was seen. */
  take(object: CachedObject, outcome: Outcome): void {
    if (object.kind === 'Context') this.contextTold(object.contextId, outcome);
    if (outcome.type !== 'waitingFor' || outcome.reason !== 'Observing' || object.desired === undefined) return;
    this.observe(object.contextId);
    this.compare({ object, members: [], mode: 'Observe' });
  }

  /** Who only observes is told what there is, however few they are: nothing else would look. */
  observe(contextId: number): void {
    const isDone = this.isStopped || this.running.has(contextId) || this.timers.has(contextId) || !this.mayLookAt(contextId);
    if (isDone || !this.options.cache.sightings.hasObservers(contextId)) return;
    this.running.set(contextId, this.survey(contextId));
  }

  /** What was seen of an object that is only observed, and in what it is not as it should be. Nothing is taken over. */
  private compare(subject: Subject): void {
    const { object } = subject;
    const { sightings } = this.options.cache;
    const seen = sightings.find(object);
    const controller = this.options.controllers.find(({ kind }) => kind === object.kind);
    if (seen === undefined || controller?.differences === undefined) return;
    const members = KINDS_WITH_MEMBERS.has(object.kind) ? sightings.members(object.id) : [];
    const whole = { ...subject, members };
    const found = controller.recognise?.(seen, whole) ?? seen;
    sightings.match(object, controller.differences(whole, found), false);
  }

  private contextTold(contextId: number, outcome: Outcome): void {
    const { sightings } = this.options.cache;
    if (outcome.type === 'gone') sightings.begin(contextId);
    // Everything in a context that we made is our own.
    if ('operations' in outcome && outcome.operations.includes('create')) sightings.noteOurs(contextId);
    this.verdicts.delete(contextId);
    this.observe(contextId);
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
    return this.mayLookAt(contextId) && this.options.cache.sightings.hasManyUnknown(contextId, MANY);
  }

  private mayLookAt(contextId: number): boolean {
    const { cache, canLookAt } = this.options;
    if (cache.sightings.isSurveyed(contextId) || (this.failures.get(contextId) ?? 0) >= MOST_FAILURES) return false;
    return canLookAt(contextId);
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
    for (const controller of controllers) {
      if (!cache.sightings.isKindWanted(controller.kind, contextId)) continue;
      for await (const records of controller.survey?.(contextId) ?? []) {
        if (this.isStopped) return;
        cache.sightings.put(controller.kind, records);
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
