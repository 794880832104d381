import type { Cache, DriftPlace } from '../cache/index.ts';
import { type CancelTimer, type Clock, messageOf, sleep } from '../model/index.ts';
import { OxError } from '../ox/index.ts';
import { type Comparison, compareAll } from './drift-comparison.ts';
import type { ObjectController } from './object-controller.ts';

/** What becomes of objects that somebody changed in OX. */
export interface DriftPolicy {
  readonly policy: 'Correct' | 'Report' | 'Ignore';
  readonly intervalMs: number;
}

/** One look at everything that an owner has in OX. */
export interface DriftReport {
  /** Name of the OXDirectory; empty for custom resources. */
  readonly owner: string;
  readonly policy: DriftPolicy['policy'];
  /** How many objects are not as they were written. */
  readonly drifted: number;
  /** The first of them. */
  readonly first: readonly Comparison[];
}

interface DriftChecksOptions {
  readonly cache: Cache;
  readonly controllers: readonly ObjectController[];
  readonly clock: Clock;
  /** Those whose objects are compared. */
  readonly owners: () => readonly string[];
  /** `undefined`: not now; what was found so far is kept. */
  readonly driftOf: (owner: string) => DriftPolicy | undefined;
  /** What the owner's mode lets be changed; nothing else is compared. */
  readonly isEnforced: (owner: string, place: DriftPlace) => boolean;
  /** `out`: OX cannot be asked; `busy`: with work that is more urgent. */
  readonly load: () => 'out' | 'busy' | 'free';
  /** Whether a context is there and its admin can work. */
  readonly canLookAt: (contextId: number) => boolean;
  /** Objects have become pending. */
  readonly onWork: () => void;
  readonly onFound: (found: Comparison, policy: DriftPolicy['policy']) => void;
  readonly onChecked: (report: DriftReport) => void;
  readonly onError: (owner: string, message: string) => void;
}

const PAGE = 100;

/** What was written so shortly before may not be seen yet in OX, whose reads may lag behind. */
const LAG_MS = 15_000;

/** What is due is looked at so often at least. */
const LONGEST_TICK_MS = 600_000;

const PATIENCE_MS = 1_000;

/** A page waits so often for more urgent work, so that a look comes to its end in the longest resync. */
const MOST_WAITS = 60;

/** Pages are spread over a part of the interval, with no longer pauses than this. */
const LONGEST_PAUSE_MS = 10_000;
const SPREAD = 4;

/** As long a pause after a look that could not be brought to its end, or an interval if that is shorter. */
const RETRY_MS = 60_000;

/** As many objects as a report names. */
const NAMED = 10;

/**
 * Compares what was written with what OX has, owner by owner, every so often, one page of objects after the other, behind all other work. When
 * the next look is due is in the cache, so that a restart forgets nothing. Objects that the operator has not written or taken over are never
 * among them.
 */
export class DriftChecks {
  private readonly options: DriftChecksOptions;
  private readonly notBefore = new Map<string, number>();
  private readonly stopping = new AbortController();
  private cancel: CancelTimer | undefined;
  private current: Promise<void> | undefined;
  private isStarted = false;

  constructor(options: DriftChecksOptions) {
    this.options = options;
  }

  start(): void {
    this.isStarted = true;
    this.tick();
  }

  /** An admin wants to know now. */
  hasten(owner: string): void {
    this.options.cache.drift.hasten(owner);
    this.reconsider();
  }

  /** Policies or intervals are others than before. */
  reconsider(): void {
    if (!this.isStarted || this.stopping.signal.aborted) return;
    this.cancel?.();
    this.tick();
  }

  /** Nothing new begins; resolves when nothing is asked any more. */
  async stop(): Promise<void> {
    this.stopping.abort();
    this.cancel?.();
    await this.current;
  }

  private tick(): void {
    this.current ??= this.checkDue()
      .catch((error: unknown) => this.options.onError('', messageOf(error)))
      .finally(() => {
        this.current = undefined;
        if (!this.stopping.signal.aborted) this.cancel = this.options.clock.after(this.untilNext(), () => this.tick());
      });
  }

  private untilNext(): number {
    const now = this.options.clock.now();
    const waits = this.options.owners().flatMap((owner) => {
      const due = this.dueAt(owner);
      return due === undefined ? [] : [due - now];
    });
    return Math.max(Math.min(LONGEST_TICK_MS, ...waits), PATIENCE_MS);
  }

  private async checkDue(): Promise<void> {
    for (const owner of this.options.owners()) {
      const due = this.dueAt(owner);
      if (due !== undefined && due <= this.options.clock.now() && !this.stopping.signal.aborted) await this.check(owner);
    }
  }

  /** When the owner's objects are to be compared; `undefined`: nobody wants it. */
  private dueAt(owner: string): number | undefined {
    const { cache, clock, driftOf } = this.options;
    const drift = driftOf(owner);
    if (drift === undefined) return undefined;
    const { policy, intervalMs } = drift;
    if (policy === 'Ignore') {
      if (cache.drift.count(owner) > 0) cache.drift.forget(owner);
      return undefined;
    }
    const last = cache.drift.lastCheck(owner);
    if (last === undefined) cache.drift.begin(owner, clock.now());
    return Math.max((last?.at ?? clock.now()) + intervalMs, this.notBefore.get(owner) ?? 0);
  }

  private async check(owner: string): Promise<void> {
    const { cache, clock } = this.options;
    const look = new Look(owner, this.options, this.stopping.signal);
    try {
      if (!(await look.run())) return;
      this.notBefore.delete(owner);
      cache.drift.noteCheck(owner, clock.now());
      this.options.onChecked(look.report);
    } catch (error) {
      this.notBefore.set(owner, clock.now() + Math.min(RETRY_MS, this.options.driftOf(owner)?.intervalMs ?? RETRY_MS));
      this.options.onError(owner, messageOf(error));
    }
  }
}

/** One look at what an owner has in OX. */
class Look {
  private readonly owner: string;
  private readonly options: DriftChecksOptions;
  private readonly signal: AbortSignal;
  private readonly first: Comparison[] = [];
  private drifted = 0;

  constructor(owner: string, options: DriftChecksOptions, signal: AbortSignal) {
    this.owner = owner;
    this.options = options;
    this.signal = signal;
  }

  get report(): DriftReport {
    const { owner, drifted, first } = this;
    return { owner, policy: this.policy, drifted, first };
  }

  /** It may be changed while the look goes on. */
  private get policy(): DriftPolicy['policy'] {
    return this.options.driftOf(this.owner)?.policy ?? 'Ignore';
  }

  /** False when it was broken off. */
  async run(): Promise<boolean> {
    const places = this.options.cache.drift.places(this.owner);
    const pages = places.reduce((sum, { count }) => sum + Math.ceil(count / PAGE), 0);
    const { intervalMs = 0 } = this.options.driftOf(this.owner) ?? {};
    const pauseMs = Math.min(intervalMs / SPREAD / Math.max(pages, 1), LONGEST_PAUSE_MS);
    for (const place of places) {
      if (this.options.isEnforced(this.owner, place)) await this.lookAt(place, pauseMs);
      if (this.isOver) return false;
    }
    return true;
  }

  private get isOver(): boolean {
    return this.signal.aborted || this.policy === 'Ignore';
  }

  private async lookAt(place: DriftPlace, pauseMs: number): Promise<void> {
    const { cache, clock, controllers, canLookAt } = this.options;
    const controller = controllers.find(({ kind }) => kind === place.kind);
    const limit = place.kind === 'User' ? PAGE : place.count;
    for (let after = 0; ; ) {
      await this.waitForRoom();
      if (this.isOver || controller === undefined) return;
      if (place.kind !== 'Context' && !canLookAt(place.contextId)) return;
      const ids = cache.drift.page(place, { owner: this.owner, after, limit, untouchedSince: clock.now() - LAG_MS });
      const last = ids.at(-1);
      if (last === undefined) return;
      for (const comparison of await this.compare(controller, ids)) this.take(comparison);
      after = last;
      await sleep(clock, pauseMs, this.signal);
    }
  }

  /** What an OX has no service for any more cannot be compared, and keeps nothing else from it. */
  private async compare(controller: ObjectController, ids: readonly number[]): Promise<Comparison[]> {
    try {
      return await compareAll(controller, ids, this.options.cache);
    } catch (error) {
      if (error instanceof OxError && error.reason === 'FeatureUnsupported') return [];
      throw error;
    }
  }

  private async waitForRoom(): Promise<void> {
    const { clock, load } = this.options;
    for (let waits = 0; !this.signal.aborted; waits += 1) {
      const now = load();
      if (now === 'free' || (now === 'busy' && waits >= MOST_WAITS)) return;
      await sleep(clock, PATIENCE_MS, this.signal);
    }
  }

  private take(comparison: Comparison): void {
    const { cache, clock, onFound, onWork } = this.options;
    const { object, fields, isGone } = comparison;
    if (fields.length === 0 && !isGone) {
      cache.drift.clear(object.id);
      return;
    }
    const { policy } = this;
    this.drifted += 1;
    if (this.first.length < NAMED) this.first.push(comparison);
    if (policy === 'Report') cache.drift.put(object, fields, isGone, clock.now());
    if (policy === 'Correct') {
      cache.drift.clear(object.id);
      cache.drift.correct(object.id);
      onWork();
    }
    onFound(comparison, policy);
  }
}
