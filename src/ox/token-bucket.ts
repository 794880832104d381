import type { Clock } from '../model/index.ts';

/** How much may come at once, in milliseconds of the rate: timers are too coarse to space 1,000 calls a second one by one. */
const burstMs = 50;

/** Lets `rate` things through per second: in any second at most 5 % (or one) more. */
export class TokenBucket {
  private readonly rate: number;
  private readonly clock: Clock;
  private readonly capacity: number;
  private tokens: number;
  private filledAt: number;

  constructor(rate: number, clock: Clock) {
    this.rate = rate;
    this.clock = clock;
    this.capacity = Math.max(1, (rate * burstMs) / 1000);
    this.tokens = this.capacity;
    this.filledAt = clock.now();
  }

  take(): boolean {
    this.fill();
    if (this.tokens < 1) return false;
    this.tokens -= 1;
    return true;
  }

  /** Milliseconds until the next `take` succeeds. */
  get waitMs(): number {
    this.fill();
    return Math.ceil((Math.max(0, 1 - this.tokens) * 1000) / this.rate);
  }

  private fill(): void {
    const now = this.clock.now();
    this.tokens = Math.min(this.capacity, this.tokens + (Math.max(0, now - this.filledAt) * this.rate) / 1000);
    this.filledAt = now;
  }
}
