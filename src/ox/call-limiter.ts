import type { CancelTimer, Clock } from '../model/index.ts';
import { Fifo } from './fifo.ts';
import { TokenBucket } from './token-bucket.ts';

export interface CallLimits {
  readonly maxConcurrency: number;
  readonly maxConcurrencyPerContext: number;
  /** Calls per second; no limit when left out. */
  readonly maxRate?: number | undefined;
}

interface Waiter {
  readonly start: () => void;
  readonly refuse: (reason: unknown) => void;
}

/** The calls of one context, in the order they came. */
interface Lane {
  readonly contextId: number;
  readonly waiting: Fifo<Waiter>;
  running: number;
  /** In `ready`: it has somebody waiting and room for one more. */
  isReady: boolean;
}

/**
 * Holds calls back until a place is free, overall and in their context. Calls of one context start in the order they came;
 * contexts take turns, so that a context with thousands of calls does not hold up one with a single call.
 * Every step takes constant time.
 */
export class CallLimiter {
  private readonly limits: CallLimits;
  private readonly clock: Clock;
  private readonly bucket: TokenBucket | undefined;
  private readonly lanes = new Map<number, Lane>();
  private readonly ready = new Fifo<Lane>();
  private cancelTimer: CancelTimer | undefined;
  private closedBecause: { readonly reason: unknown } | undefined;
  private whenIdle: (() => void)[] = [];
  private runningCount = 0;
  private waitingCount = 0;

  constructor(limits: CallLimits, clock: Clock) {
    this.limits = limits;
    this.clock = clock;
    this.bucket = limits.maxRate === undefined ? undefined : new TokenBucket(limits.maxRate, clock);
  }

  /** Calls that have not started yet. */
  get waiting(): number {
    return this.waitingCount;
  }

  get running(): number {
    return this.runningCount;
  }

  /** Runs `task` when its turn has come. Settles as `task` does. */
  async run<T>(contextId: number, task: () => Promise<T>): Promise<T> {
    const lane = await this.enter(contextId);
    try {
      return await task();
    } finally {
      this.leave(lane);
    }
  }

  /** Rejects everything that waits or comes later with `reason`; what runs goes on. */
  close(reason: unknown): void {
    this.closedBecause = { reason };
    this.cancelTimer?.();
    for (const lane of this.lanes.values()) {
      for (let waiter = lane.waiting.shift(); waiter !== undefined; waiter = lane.waiting.shift()) waiter.refuse(reason);
    }
    this.waitingCount = 0;
  }

  /** Resolves when nothing runs. */
  idle(): Promise<void> {
    return this.runningCount === 0 ? Promise.resolve() : new Promise((resolve) => this.whenIdle.push(resolve));
  }

  private enter(contextId: number): Promise<Lane> {
    return new Promise((resolve, reject) => {
      if (this.closedBecause !== undefined) {
        reject(this.closedBecause.reason);
        return;
      }
      const lane = this.laneOf(contextId);
      lane.waiting.push({ start: () => resolve(lane), refuse: reject });
      this.waitingCount += 1;
      this.markReady(lane);
      this.startWaiting();
    });
  }

  private leave(lane: Lane): void {
    lane.running -= 1;
    this.runningCount -= 1;
    this.markReady(lane);
    if (lane.running === 0 && lane.waiting.size === 0) this.lanes.delete(lane.contextId);
    this.startWaiting();
    if (this.runningCount > 0) return;
    const resolvers = this.whenIdle;
    this.whenIdle = [];
    for (const resolve of resolvers) resolve();
  }

  private startWaiting(): void {
    while (this.closedBecause === undefined && this.runningCount < this.limits.maxConcurrency && this.ready.size > 0) {
      if (this.bucket?.take() === false) {
        this.startWaitingAfter(this.bucket.waitMs);
        return;
      }
      const lane = this.ready.shift();
      if (lane !== undefined) this.startNextOf(lane);
    }
  }

  private startWaitingAfter(delayMs: number): void {
    this.cancelTimer ??= this.clock.after(delayMs, () => {
      this.cancelTimer = undefined;
      this.startWaiting();
    });
  }

  private startNextOf(lane: Lane): void {
    lane.isReady = false;
    const waiter = lane.waiting.shift();
    if (waiter === undefined) return;
    lane.running += 1;
    this.runningCount += 1;
    this.waitingCount -= 1;
    this.markReady(lane);
    waiter.start();
  }

  private markReady(lane: Lane): void {
    if (lane.isReady || lane.waiting.size === 0 || lane.running >= this.limits.maxConcurrencyPerContext) return;
    lane.isReady = true;
    this.ready.push(lane);
  }

  private laneOf(contextId: number): Lane {
    const known = this.lanes.get(contextId);
    if (known !== undefined) return known;
    const lane: Lane = { contextId, waiting: new Fifo(), running: 0, isReady: false };
    this.lanes.set(contextId, lane);
    return lane;
  }
}
