import type { Random } from '../model/index.ts';

interface BackoffLimits {
  readonly firstMs: number;
  readonly mostMs: number;
}

/** Delays that double with each failure, spread over their upper half so that many clients do not come back in step. */
export class Backoff {
  private readonly limits: BackoffLimits;
  private readonly random: Random;
  private failures = 0;

  constructor(limits: BackoffLimits, random: Random) {
    this.limits = limits;
    this.random = random;
  }

  /** Milliseconds to wait after one more failure. */
  next(): number {
    const full = Math.min(this.limits.firstMs * 2 ** Math.min(this.failures, 30), this.limits.mostMs);
    this.failures += 1;
    return Math.round(full * (0.5 + this.random.next() / 2));
  }

  reset(): void {
    this.failures = 0;
  }
}
