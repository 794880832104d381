import type { CallDescription } from '../call-description.ts';
import type { FaultKind } from '../faults.ts';

/** How a call ended. `injected` is a fault that was asked for; the call may have had its effect. */
export type CallOutcome =
  | { readonly kind: 'ok' }
  | { readonly kind: 'fault'; readonly exception: string | undefined; readonly text: string }
  | { readonly kind: 'injected'; readonly fault: FaultKind };

/** One call, without its data. Times are milliseconds since 1970. */
export interface LoggedCall extends CallDescription {
  /** Counts from 1 in the order in which calls ended. */
  readonly sequence: number;
  readonly outcome: CallOutcome;
  readonly startedAt: number;
  readonly endedAt: number;
}

const maxCalls = 200_000;

/** The calls in the order in which they ended; the oldest are forgotten when there are too many. */
export class CallLog {
  #calls: LoggedCall[] = [];
  #sequence = 0;

  add(call: Omit<LoggedCall, 'sequence'>): void {
    this.#sequence += 1;
    this.#calls.push({ ...call, sequence: this.#sequence });
    if (this.#calls.length > maxCalls) this.#calls = this.#calls.slice(-maxCalls / 2);
  }

  /** Those after a sequence number. */
  list(after = 0): readonly LoggedCall[] {
    return this.#calls.filter(({ sequence }) => sequence > after);
  }

  clear(): void {
    this.#calls = [];
  }
}
