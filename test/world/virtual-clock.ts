import type { CancelTimer, Clock } from '../../src/model/index.ts';

interface Timer {
  readonly at: number;
  readonly order: number;
  readonly callback: () => void;
}

/** Time that moves only when it is told to, from timer to timer. Everything in between happens on microtasks. */
export class VirtualClock implements Clock {
  private time = Date.UTC(2026, 0, 1);
  private order = 0;
  private readonly timers = new Set<Timer>();

  now(): number {
    return this.time;
  }

  after(delayMs: number, callback: () => void): CancelTimer {
    this.order += 1;
    const timer = { at: this.time + Math.max(delayMs, 0), order: this.order, callback };
    this.timers.add(timer);
    return () => this.timers.delete(timer);
  }

  /** Lets everything happen that is due within `durationMs`. */
  async advance(durationMs: number): Promise<void> {
    const end = this.time + durationMs;
    await drainMicrotasks();
    for (let timer = this.next(end); timer !== undefined; timer = this.next(end)) {
      this.timers.delete(timer);
      this.time = timer.at;
      timer.callback();
      await drainMicrotasks();
    }
    this.time = end;
  }

  private next(end: number): Timer | undefined {
    let first: Timer | undefined;
    for (const timer of this.timers) {
      if (timer.at > end) continue;
      if (first === undefined || timer.at < first.at || (timer.at === first.at && timer.order < first.order)) first = timer;
    }
    return first;
  }
}

/** A macrotask comes only when no microtask is left. */
function drainMicrotasks(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** A clock that dies with the process it belongs to: its timers never fire again. */
export class MortalClock implements Clock {
  isDead = false;
  private readonly clock: Clock;

  constructor(clock: Clock) {
    this.clock = clock;
  }

  now(): number {
    return this.clock.now();
  }

  after(delayMs: number, callback: () => void): CancelTimer {
    return this.clock.after(delayMs, () => {
      if (!this.isDead) callback();
    });
  }
}
