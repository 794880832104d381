import type { Cache, CachedObject, HistoryEntry, ObjectResult } from '../cache/index.ts';
import { type CancelTimer, type Clock, OperatorError, type Random, type Reason } from '../model/index.ts';
import { OxError } from '../ox/index.ts';
import { cacheOutageOf, isOfCache } from './cache-outage.ts';
import type { Step } from './deed.ts';
import type { DeedBook } from './deed-book.ts';
import { type DependencyView, isOpenContext, wakeKey } from './dependencies.ts';
import { Foresight } from './foresight.ts';
import { Lanes } from './lanes.ts';
import { membersOf } from './members.ts';
import type { ObjectController, Subject } from './object-controller.ts';
import { nextProgress, type ObjectEvent } from './object-machine.ts';
import { objectResult } from './object-result.ts';
import { type Outage, OutageGate } from './outage-gate.ts';
import type { OutageTarget, Outcome, Waiting } from './outcome.ts';
import type { OwnerPolicy } from './owner-policy.ts';
import { type Quarantine, type QuarantineChange, Quarantines } from './quarantines.ts';
import { outageTarget, Reconciler } from './reconciler.ts';
import { stageOf } from './staged-deletion.ts';
import { Surveys } from './surveys.ts';
import { wakeOthers } from './wake-others.ts';
import { isUnclear } from './without-ox.ts';

/** What happened to one object, for status, metrics, history and the demo. */
export interface OutcomeReport {
  readonly object: CachedObject;
  readonly outcome: Outcome;
}

export interface EngineOptions {
  readonly cache: Cache;
  readonly controllers: readonly ObjectController[];
  readonly dependencies: Omit<DependencyView, 'cache'>;
  readonly clock: Clock;
  readonly random: Random;
  readonly maxConcurrency: number;
  readonly maxConcurrencyPerContext: number;
  readonly policyOf: (owner: string) => OwnerPolicy;
  /** Proves that OX answers the master admin; rejects otherwise. */
  readonly probe: () => Promise<void>;
  readonly explainOutage: (error: unknown) => Omit<Outage, 'since'> | undefined;
  readonly onOutcome?: (report: OutcomeReport) => void;
  /** One write to OX was answered. */
  readonly onStep?: ((step: Step) => void) | undefined;
  /** A whole context could not be looked at; it is tried again, or everybody in it is looked at on his own. */
  readonly onSurveyFailed?: (contextId: number, error: unknown) => void;
  /** Each entry of the history, right before it is kept. */
  readonly onDeed?: ((entry: HistoryEntry) => void) | undefined;
  readonly onOutage?: (outage: Outage | undefined) => void;
  /** The quarantine of a directory began or ended. */
  readonly onQuarantine?: ((owner: string, change: QuarantineChange) => void) | undefined;
}

interface Finishing {
  readonly book?: Pick<DeedBook, 'keep'>;
  readonly isOutdated?: boolean;
}

/** As long as the cache is left alone before it is tried again. */
const CACHE_PAUSE_MS = 5_000;

/**
 * Takes pending objects out of the cache, in order of work and in turns between contexts, has each reconciled, and records the outcome.
 * It is the only one that moves objects on; sources only say what should be and `poke` it.
 */
export class Engine {
  private readonly options: EngineOptions;
  private readonly cache: Cache;
  private readonly reconciler: Reconciler;
  private readonly lanes: Lanes;
  private readonly quarantines: Quarantines;
  private readonly gate: OutageGate;
  private readonly surveys: Surveys;
  private readonly suspended = new Set<string>();
  private readonly suspendedResources = new Set<string>();
  private readonly foresight: Foresight;
  /** Owners whose source has to be read before anything is done. */
  private readonly unread = new Set<string>();
  private halted = new Set<string>();
  private isRunning = false;
  private isPumpPlanned = false;
  private cancelTimer: CancelTimer | undefined;
  private whenDrained: (() => void) | undefined;

  constructor(options: EngineOptions) {
    this.options = options;
    this.cache = options.cache;
    this.reconciler = new Reconciler(options, options.controllers, {
      onWork: () => this.poke(),
      onStep: options.onStep,
      onDeed: options.onDeed,
    });
    this.foresight = new Foresight({
      ...options,
      controllerOf: (kind) => this.reconciler.controllerOf(kind),
      suspended: this.suspendedResources,
    });
    this.lanes = new Lanes(options.cache, options);
    this.surveys = new Surveys({
      cache: options.cache,
      controllers: options.controllers,
      clock: options.clock,
      random: options.random,
      canLookAt: (contextId) => this.canLookAt(contextId),
      onEnd: (contextId, error) => this.surveyed(contextId, error),
    });
    this.quarantines = new Quarantines({
      ...options,
      onChange: (owner, change) => this.quarantineChanged(owner, change),
    });
    this.gate = new OutageGate({
      clock: options.clock,
      random: options.random,
      probe: () => this.probe(),
      explain: (error) => this.explain(error),
      onChange: (outage) => this.outageChanged(outage),
    });
  }

  get outage(): Outage | undefined {
    return this.gate.current;
  }

  get controllers(): readonly ObjectController[] {
    return this.options.controllers;
  }

  /** Whether a context is there, its admin can work, and OX can be asked. */
  canLookAt(contextId: number): boolean {
    return (
      this.isRunning && this.gate.isOpenFor(contextId) && isOpenContext(contextId, { cache: this.cache, ...this.options.dependencies })
    );
  }

  quarantineOf(owner: string): Quarantine | undefined {
    return this.quarantines.of(owner);
  }

  /** The directory is gone. */
  forgetQuarantine(owner: string): void {
    this.quarantines.forget(owner);
  }

  get inFlight(): number {
    return this.lanes.inFlight;
  }

  /** OX is being asked, for an object or for a whole context. */
  get isAtWork(): boolean {
    return this.lanes.inFlight > 0 || this.surveys.isUnderWay;
  }

  /** Directories that stand still at a halted object. */
  get haltedOwners(): ReadonlySet<string> {
    return this.halted;
  }

  /** Owners of whom nothing is begun. */
  get suspendedOwners(): ReadonlySet<string> {
    return this.suspended;
  }

  start(): void {
    this.isRunning = true;
    this.halted = new Set(this.cache.summary.haltedOwners());
    // What goes on while nobody looked, goes on now.
    this.cache.objects.wake(wakeKey.resumption);
    this.poke();
  }

  /** There may be new work. Cheap, and any number of calls make one look. */
  poke(): void {
    // The object that a directory stands still at may have been mended at its source.
    if (this.halted.size > 0) this.guarded(() => this.refreshHalted());
    this.lanes.invalidate();
    this.surveys.refresh();
    this.planPump();
  }

  /** Nothing of a suspended owner is begun. */
  suspend(owner: string, isSuspended: boolean): void {
    if (isSuspended === this.suspended.has(owner)) return;
    if (isSuspended) this.suspended.add(owner);
    else this.suspended.delete(owner);
    this.poke();
  }

  /** Somebody else led who knew more of what the source says: nothing of the owner is begun before it was read. */
  waitForRead(owner: string): void {
    this.unread.add(owner);
  }

  wasRead(owner: string): void {
    if (!this.unread.delete(owner)) return;
    if (this.unread.size === 0) this.cache.term.noteRead();
    this.poke();
  }

  /** Nothing is begun for a custom resource that is suspended; what had begun comes to its end. */
  suspendResource(uid: string, isSuspended: boolean): void {
    if (isSuspended === this.suspendedResources.has(uid)) return;
    if (isSuspended) this.suspendedResources.add(uid);
    else this.suspendedResources.delete(uid);
    // Those that are suspended still are told so again.
    if (!isSuspended && this.cache.objects.wake(wakeKey.resumption) > 0) this.poke();
  }

  /** Nothing is begun of what the other engine begins nothing of. */
  holdLike(other: Engine): void {
    for (const owner of other.suspended) this.suspended.add(owner);
    for (const uid of other.suspendedResources) this.suspendedResources.add(uid);
  }

  /** An admin mended something outside: whatever stands parked or halted is tried again. */
  retryFaulty(owner: string): void {
    this.cache.objects.retryFaulty(owner);
    this.quarantines.hurry(owner);
    this.refreshHalted();
    this.poke();
  }

  /** An admin wants one object tried again; with `lookFirst` it is looked at in OX. */
  retry(id: number, lookFirst: boolean): void {
    this.cache.objects.retry(id, lookFirst);
    this.refreshHalted();
    this.poke();
  }

  /** An admin puts aside what stands in the way of its directory. False while it is being worked on: ask again after its outcome. */
  putAside(id: number): boolean {
    return this.moveOn(id, { type: 'PUT_ASIDE' }, () => this.cache.objects.putAside(id));
  }

  /** An admin wants an object left as it is until it changes; what is to be deleted stays in OX. False while it is being worked on. */
  discard(id: number): boolean {
    const object = this.cache.objects.load(id);
    if (object === undefined || object.state === 'pending' || object.desired !== undefined) return this.moveOn(id, { type: 'DISCARDED' });
    this.finish(object, { type: 'gone', operations: [] });
    this.poke();
    return true;
  }

  private moveOn(id: number, event: ObjectEvent, note: () => void = () => undefined): boolean {
    const object = this.cache.objects.load(id);
    if (object?.state === 'pending') return false;
    if (object === undefined || object.state === 'settled' || object.state === 'discarded') return true;
    this.cache.transaction(() => {
      this.cache.objects.moveOn(id, nextProgress(object, event));
      note();
    });
    this.refreshHalted();
    this.poke();
    return true;
  }

  /** Wakes whoever waits for a context: its credentials came, for instance. */
  wakeContext(contextId: number): void {
    if (this.cache.objects.wake(wakeKey.context(contextId)) > 0) this.poke();
    this.guarded(() => this.surveys.observe(contextId));
  }

  /** Nothing new begins; resolves when nothing is in flight. */
  async stop(): Promise<void> {
    this.isRunning = false;
    this.cancelTimer?.();
    this.gate.stop();
    await this.surveys.stop();
    if (this.lanes.inFlight === 0) return;
    await new Promise<void>((resolve) => {
      this.whenDrained = resolve;
    });
  }

  private planPump(): void {
    if (this.isPumpPlanned || !this.isRunning) return;
    this.isPumpPlanned = true;
    queueMicrotask(() => {
      this.isPumpPlanned = false;
      if (this.isRunning) this.guarded(() => this.pump());
    });
  }

  /**
   * An error is about the cache file: nothing more is begun until that can be written again. What was under way is looked at then, for its
   * write was noted before. False for any other error.
   */
  cacheFailed(error: unknown): boolean {
    const outage = cacheOutageOf(error);
    if (outage !== undefined && this.isRunning) this.gate.shut(outage, CACHE_PAUSE_MS);
    return outage !== undefined;
  }

  private explain(error: unknown): Omit<Outage, 'since'> | undefined {
    if (this.outage?.reason === 'CacheDamaged') return this.outage;
    return cacheOutageOf(error) ?? this.options.explainOutage(error);
  }

  private guarded(work: () => void): void {
    try {
      work();
    } catch (error) {
      if (!this.cacheFailed(error)) throw error;
    }
  }

  /** A damaged file does not come right. */
  private async probe(): Promise<void> {
    const { outage } = this;
    if (outage?.reason === 'CacheDamaged') throw new OperatorError(outage.reason, outage.message);
    if (isOfCache(outage)) this.cache.proveWritable();
    await this.options.probe();
  }

  private pump(): void {
    if (isOfCache(this.outage)) return;
    if (this.cache.objects.releaseTimers(this.options.clock.now()) > 0) this.lanes.invalidate();
    if (!this.quarantines.isEmpty) {
      this.quarantines.bringProbes();
      this.lanes.invalidate();
    }
    while (this.lanes.inFlight < this.options.maxConcurrency) {
      const next = this.lanes.take((lane) => this.gate.isOpenFor(lane) && !this.surveys.holdsUp(lane), this.blocked());
      if (next === undefined) break;
      this.begin(next.id, next.lane);
    }
    this.armTimer();
  }

  private blocked(): string[] {
    return [...this.suspended, ...this.unread, ...this.halted, ...this.quarantines.blocked()];
  }

  private armTimer(): void {
    this.cancelTimer?.();
    const nextAt = Math.min(this.cache.objects.nextTimer() ?? Infinity, this.quarantines.nextProbe() ?? Infinity);
    if (nextAt === Infinity) return;
    this.cancelTimer = this.options.clock.after(Math.max(nextAt - this.options.clock.now(), 0), () => this.planPump());
  }

  /** What can be said without OX is said at once, so that no wake-up falls between the check and the record. */
  private begin(id: number, lane: number): void {
    let isUnderWay = false;
    try {
      isUnderWay = this.beginWork(id, lane);
    } finally {
      if (!isUnderWay) this.lanes.release(lane, id);
    }
  }

  private beginWork(id: number, lane: number): boolean {
    const object = this.cache.objects.load(id);
    if (object === undefined || object.state !== 'pending') return false;
    const known = this.foresight.outcomeOf(object);
    const waiting = known !== undefined && isUnclear(object, known) ? known : undefined;
    if (known !== undefined && waiting === undefined) {
      this.finish(object, known);
      return false;
    }
    if (!this.quarantines.admits(object)) return false;
    const policy = this.options.policyOf(object.owner);
    const stage = stageOf(object, policy, this.options.clock.now());
    void this.work({ object, members: membersOf(object, this.cache), mode: policy.modeOf(object.kind), stage }, lane, waiting);
    return true;
  }

  private async work(subject: Subject, lane: number, waiting: Waiting | undefined): Promise<void> {
    const { outcome, book } = await this.reconciler.reconcile(subject, waiting);
    this.lanes.release(lane, subject.object.id);
    this.guarded(() => this.quarantines.note(subject.object, outcome));
    this.guarded(() => this.finish(subject.object, outcome, { book, isOutdated: waiting !== undefined }));
    if (this.lanes.inFlight === 0) this.whenDrained?.();
  }

  /** @param isOutdated what it waits for was found out before OX was asked, and may have come meanwhile */
  private finish(object: CachedObject, outcome: Outcome, { book, isOutdated = false }: Finishing = {}): void {
    if (outcome.type === 'outage' && outcome.target.scope === 'cache') {
      this.gate.shut({ scope: 'everything', reason: outcome.reason, message: outcome.message }, CACHE_PAUSE_MS);
      return;
    }
    this.cache.transaction(() => {
      book?.keep();
      if (outcome.type === 'gone') this.cache.objects.recordGone(object);
      else this.cache.objects.record(object, this.resultOf(object, outcome));
      const woken = wakeOthers(this.cache.objects, object, outcome);
      const isWaiting = isOutdated && outcome.type === 'waitingFor';
      if (isWaiting) this.cache.objects.touch(object.id, false);
      // Whatever became of a context, its lane is open now.
      if (woken > 0 || isWaiting || object.kind === 'Context') this.lanes.invalidate();
    });
    this.surveys.take(object, outcome);
    if (outcome.type === 'faulty' || this.halted.has(object.owner)) this.refreshHalted();
    if (outcome.type === 'outage') this.meetOutage(outcome.target, outcome);
    this.options.onOutcome?.({ object, outcome });
    this.planPump();
  }

  private surveyed(contextId: number, error: unknown): void {
    if (error instanceof OxError && (error.errorClass === 'outage' || error.errorClass === 'dependency'))
      this.meetOutage(outageTarget(error), error);
    if (error === undefined) this.guarded(() => this.surveys.observe(contextId));
    else if (!this.cacheFailed(error)) this.options.onSurveyFailed?.(contextId, error);
    this.poke();
  }

  private resultOf(object: CachedObject, outcome: Exclude<Outcome, { type: 'gone' }>): ObjectResult {
    const { clock, random, policyOf } = this.options;
    const isAside = outcome.type === 'faulty' && this.cache.objects.isPutAside(object.id);
    const errorPolicy = isAside ? 'Park' : policyOf(object.owner).errorPolicy;
    return objectResult(object, outcome, { errorPolicy, now: clock.now(), random });
  }

  private meetOutage(target: OutageTarget, said: { reason: Reason; message: string }): void {
    if (target.scope !== 'context') {
      const scope = target.scope === 'masterAdmin' ? 'masterAdmin' : 'everything';
      this.gate.shut({ scope, reason: said.reason, message: said.message });
      return;
    }
    // Its admin was refused: the context itself is looked at, re-created if need be, and wakes those who wait for it.
    const context = this.cache.objects.context(target.contextId);
    if (context !== undefined && context.state === 'settled') {
      this.cache.objects.touch(context.id, true);
      this.lanes.invalidate();
    }
  }

  private quarantineChanged(owner: string, change: QuarantineChange): void {
    this.options.onQuarantine?.(owner, change);
    if (change.type === 'ended') this.poke();
  }

  private outageChanged(outage: Outage | undefined): void {
    if (outage === undefined) this.guarded(() => this.outageEnded());
    // Shut again by that: it was told then.
    if (this.outage !== outage) return;
    this.options.onOutage?.(outage);
    this.poke();
  }

  private outageEnded(): void {
    this.cache.objects.releaseOutage(undefined);
    for (const contextId of this.cache.sightings.observedContexts()) this.surveys.observe(contextId);
  }

  private refreshHalted(): void {
    this.halted = new Set(this.cache.summary.haltedOwners());
    this.lanes.invalidate();
  }
}
