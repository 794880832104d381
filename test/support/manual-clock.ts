import type { CancelTimer, Clock } from '../../src/model/index.ts';

interface Timer {
  readonly at: number;
  readonly callback: () => void;
}

/** Time that stands still until the test moves it. */
export class ManualClock implements Clock {
  private time = Date.UTC(2026, 0, 1);
  private readonly timers = new Set<Timer>();

  now(): number {
    return this.time;
  }

  after(delayMs: number, callback: () => void): CancelTimer {
    const timer = { at: this.time + Math.max(0, delayMs), callback };
    this.timers.add(timer);
    return () => this.timers.delete(timer);
  }

  /** Timers that have not fired. */
  get pending(): number {
    return this.timers.size;
  }

  /** Fires what is due within the next `ms` milliseconds, in order. */
  advance(ms: number): void {
    const end = this.time + ms;
    for (let timer = this.nextUntil(end); timer !== undefined; timer = this.nextUntil(end)) {
      this.timers.delete(timer);
      this.time = timer.at;
      timer.callback();
    }
    this.time = end;
  }

  private nextUntil(end: number): Timer | undefined {
    return [...this.timers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
  }
}
