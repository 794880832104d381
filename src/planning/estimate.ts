import type { CallTime } from './call-times.ts';
import type { CountedCalls } from './imagined/call-tally.ts';
import type { Estimate, EstimatedCalls } from './plan.ts';

/** How fast OX may be asked, and how fast it answers. */
export interface Speed {
  readonly maxConcurrency: number;
  readonly maxConcurrencyPerContext: number;
  /** Calls per second; absent: as fast as it goes. */
  readonly maxRate?: number | undefined;
  /** What was measured of an operation; absent: nothing was. */
  readonly timeOf?: ((operation: string) => CallTime | undefined) | undefined;
}

/** What a call takes in an OX of usual size. */
const USUAL_CALL_MS = 100;

/** The time is that of the busiest context, or of everything together, or of the rate that is allowed: whichever is longest. */
export function estimateOf(counted: readonly CountedCalls[], speed: Speed): Estimate {
  const { maxConcurrency, maxConcurrencyPerContext, maxRate } = speed;
  const timed = counted.map((calls) => ({ ...calls, ms: calls.count * msOf(calls.operation, speed) }));
  const total = sumOf(timed, ({ ms }) => ms);
  const byContext = Map.groupBy(timed, ({ contextId }) => contextId);
  const busiest = Math.max(0, ...[...byContext.values()].map((calls) => sumOf(calls, ({ ms }) => ms)));
  const reads = sumOf(counted, ({ writes, count }) => (writes ? 0 : count));
  const writes = sumOf(counted, ({ writes: isWrite, count }) => (isWrite ? count : 0));
  const byRate = maxRate === undefined ? 0 : (reads + writes) / maxRate;
  const seconds = Math.ceil(Math.max(busiest / maxConcurrencyPerContext / 1000, total / maxConcurrency / 1000, byRate));
  return { reads, writes, seconds, calls: callsOf(counted, speed) };
}

function callsOf(counted: readonly CountedCalls[], speed: Speed): EstimatedCalls[] {
  const byOperation = Map.groupBy(counted, ({ operation }) => operation);
  const calls = [...byOperation].map(([operation, all]) => ({
    operation,
    count: sumOf(all, ({ count }) => count),
    ms: Math.round(msOf(operation, speed)),
    measured: speed.timeOf?.(operation)?.calls ?? 0,
  }));
  return calls.sort((one, other) => other.count * other.ms - one.count * one.ms);
}

function msOf(operation: string, { timeOf }: Speed): number {
  return timeOf?.(operation)?.ms ?? USUAL_CALL_MS;
}

function sumOf<T>(all: readonly T[], numberOf: (one: T) => number): number {
  return all.reduce((sum, one) => sum + numberOf(one), 0);
}
