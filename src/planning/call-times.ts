import type { ObservedCall } from '../ox/index.ts';

/** How long calls of an operation take. */
export interface CallTime {
  readonly ms: number;
  /** Over so many calls. */
  readonly calls: number;
}

/** A mean is that of about so many calls: OX is not always as fast as it was. */
const MEMORY = 200;

/** What OX took for its calls lately, by operation. */
export class CallTimes {
  private readonly times = new Map<string, CallTime>();

  /** A refusal is an answer, too, but an early one: only what was done counts. */
  note({ service, operation: name, outcome, durationMs }: ObservedCall): void {
    if (outcome !== 'ok') return;
    const operation = `${service}.${name}`;
    const { ms, calls } = this.times.get(operation) ?? { ms: durationMs, calls: 0 };
    this.times.set(operation, { ms: ms + (durationMs - ms) / Math.min(calls + 1, MEMORY), calls: calls + 1 });
  }

  /** @param operation as in the metrics: `OXUserService.change`. `undefined`: there was none. */
  of(operation: string): CallTime | undefined {
    return this.times.get(operation);
  }
}
