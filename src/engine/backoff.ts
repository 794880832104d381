import type { Random } from '../model/index.ts';

export interface BackoffLimits {
  readonly firstMs: number;
  readonly mostMs: number;
}

/** One object: from a second to half an hour. */
export const OBJECT_BACKOFF: BackoffLimits = { firstMs: 1_000, mostMs: 1_800_000 };

/** A whole target: it is probed at least every half minute. */
export const PROBE_BACKOFF: BackoffLimits = { firstMs: 1_000, mostMs: 30_000 };

/** The delay after the `failures`-th failure in a row, in milliseconds: doubled each time, spread over its upper half. */
export function backoffDelay(failures: number, limits: BackoffLimits, random: Random): number {
  const exponent = Math.min(Math.max(failures - 1, 0), 30);
  const full = Math.min(limits.firstMs * 2 ** exponent, limits.mostMs);
  return Math.round(full * (0.5 + random.next() / 2));
}
