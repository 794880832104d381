import type { Calls } from './imagined/call-tally.ts';
import type { Estimate } from './plan.ts';

/** How fast OX may be asked. */
export interface Speed {
  readonly maxConcurrency: number;
  readonly maxConcurrencyPerContext: number;
  /** Calls per second; absent: as fast as it goes. */
  readonly maxRate?: number | undefined;
  /** How long a call takes; absent: as long as is usual. */
  readonly callMs?: number | undefined;
}

/** What a write takes in an OX of usual size. */
const USUAL_CALL_MS = 100;

/** The time is that of the busiest context, or of everything together, or of the rate that is allowed: whichever is longest. */
export function estimateOf(byContext: ReadonlyMap<number, Calls>, speed: Speed): Estimate {
  const { maxConcurrency, maxConcurrencyPerContext, maxRate, callMs = USUAL_CALL_MS } = speed;
  const all = [...byContext.values()];
  const reads = all.reduce((sum, calls) => sum + calls.reads, 0);
  const writes = all.reduce((sum, calls) => sum + calls.writes, 0);
  const busiest = Math.max(0, ...all.map((calls) => calls.reads + calls.writes));
  const rounds = Math.max(Math.ceil(busiest / maxConcurrencyPerContext), Math.ceil((reads + writes) / maxConcurrency));
  const byRate = maxRate === undefined ? 0 : (reads + writes) / maxRate;
  return { reads, writes, seconds: Math.ceil(Math.max((rounds * callMs) / 1000, byRate)), callMs };
}
