/** Calls of one operation that go to one context; 0 for those of the master admin. */
export interface CountedCalls {
  readonly contextId: number;
  /** As in the metrics: `OXUserService.change`. */
  readonly operation: string;
  readonly writes: boolean;
  readonly count: number;
}

/** Counts the SOAP calls that carrying a plan out would take. */
export class CallTally {
  private readonly counts = new Map<string, CountedCalls & { count: number }>();

  read(contextId: number, operation: string): void {
    this.note(contextId, operation, false);
  }

  write(contextId: number, operation: string): void {
    this.note(contextId, operation, true);
  }

  all(): CountedCalls[] {
    return [...this.counts.values()].map((calls) => ({ ...calls }));
  }

  private note(contextId: number, operation: string, writes: boolean): void {
    const key = `${contextId} ${operation}`;
    const known = this.counts.get(key);
    if (known === undefined) this.counts.set(key, { contextId, operation, writes, count: 1 });
    else known.count += 1;
  }
}
