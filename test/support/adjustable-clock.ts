import type { CancelTimer, Clock } from '../../src/model/index.ts';

/** The real clock, that can be put forward. Timers run in real time. */
export class AdjustableClock implements Clock {
  #offsetMs = 0;

  now(): number {
    return Date.now() + this.#offsetMs;
  }

  after(delayMs: number, callback: () => void): CancelTimer {
    const timer = setTimeout(callback, delayMs);
    return () => clearTimeout(timer);
  }

  advance(ms: number): void {
    this.#offsetMs += ms;
  }
}
