import type { HistoryEntry } from '../cache/index.ts';
import type { Outage, OutcomeReport } from '../engine/index.ts';

/** Where the operator tells what it does. */
export interface OperatorLog {
  outcome(report: OutcomeReport): void;
  /** OX was written to, or found to hold something else than was known. */
  deed?(entry: HistoryEntry): void;
  outage(outage: Outage | undefined): void;
  warn(bindings: object, message: string): void;
  error(bindings: object, message: string): void;
}
