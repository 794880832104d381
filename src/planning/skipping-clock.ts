import type { CancelTimer, Clock } from '../model/index.ts';

interface Timer {
  readonly at: number;
  readonly callback: () => void;
}

/** Time that stands still until nothing is left to do, and then skips to the next timer: nobody waits for a wait that is only imagined. */
export class SkippingClock implements Clock {
  private time: number;
  private readonly timers = new Set<Timer>();

  /** @param now milliseconds since 1970 */
  constructor(now: number) {
    this.time = now;
  }

  now(): number {
    return this.time;
  }

  after(delayMs: number, callback: () => void): CancelTimer {
    const timer = { at: this.time + Math.max(delayMs, 0), callback };
    this.timers.add(timer);
    return () => this.timers.delete(timer);
  }

  /** Lets the next timer fire; false when there is none until `end`, in milliseconds since 1970. */
  skip(end: number): boolean {
    const [next] = [...this.timers].filter(({ at }) => at <= end).sort((one, other) => one.at - other.at);
    if (next === undefined) return false;
    this.timers.delete(next);
    this.time = next.at;
    next.callback();
    return true;
  }
}
