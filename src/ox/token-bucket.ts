import type { Clock } from '../model/index.ts';

/** How much may come at once, in milliseconds of the rate: timers are too coarse to space 1,000 calls a second one by one. */
const burstMs = 50;

/** What whoever waits misses while the process is busy elsewhere is made up for, up to so many milliseconds of the rate. */
const mostMissedMs = 500;

const secondMs = 1_000;

/** Lets `rate` things through per second, late ones included: in any second at most 5 % (or one) more. */
export class TokenBucket {
  private readonly rate: number;
  private readonly clock: Clock;
  private readonly burst: number;
  private tokens: number;
  private filledAt: number;
  /** Somebody was refused and has not come back since. */
  private isWaitedFor = false;
  /** When the last ones were let through, as many as a second may see; `next` is the oldest. */
  private readonly times: number[];
  private next = 0;

  constructor(rate: number, clock: Clock) {
    this.rate = rate;
    this.clock = clock;
    this.burst = Math.max(1, (rate * burstMs) / secondMs);
    this.tokens = this.burst;
    this.filledAt = clock.now();
    this.times = Array.from({ length: Math.floor(rate + this.burst) }, () => -Infinity);
  }

  take(): boolean {
    this.fill();
    this.isWaitedFor = this.waitMs > 0;
    if (this.isWaitedFor) return false;
    this.tokens -= 1;
    this.times[this.next] = this.filledAt;
    this.next = (this.next + 1) % this.times.length;
    return true;
  }

  /** Milliseconds until the next `take` succeeds. */
  get waitMs(): number {
    this.fill();
    const untilToken = Math.ceil((Math.max(0, 1 - this.tokens) * secondMs) / this.rate);
    const untilForgotten = (this.times[this.next] ?? -Infinity) + secondMs + 1 - this.filledAt;
    return Math.max(untilToken, untilForgotten, 0);
  }

  private fill(): void {
    const now = this.clock.now();
    const due = (Math.max(0, now - this.filledAt) * this.rate) / secondMs;
    const most = this.isWaitedFor ? Math.max(this.burst, (this.rate * mostMissedMs) / secondMs) : this.burst;
    this.tokens = Math.max(this.tokens, Math.min(most, this.tokens + due));
    this.filledAt = now;
  }
}
