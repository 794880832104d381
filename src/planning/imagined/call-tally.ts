/** SOAP calls. */
export interface Calls {
  readonly reads: number;
  readonly writes: number;
}

/** Counts the calls that carrying a plan out would take, by the context that they go to; 0 for those of the master admin. */
export class CallTally {
  private readonly counts = new Map<number, { reads: number; writes: number }>();

  read(contextId: number): void {
    this.countsOf(contextId).reads += 1;
  }

  write(contextId: number): void {
    this.countsOf(contextId).writes += 1;
  }

  byContext(): ReadonlyMap<number, Calls> {
    return this.counts;
  }

  private countsOf(contextId: number): { reads: number; writes: number } {
    const known = this.counts.get(contextId);
    if (known !== undefined) return known;
    const fresh = { reads: 0, writes: 0 };
    this.counts.set(contextId, fresh);
    return fresh;
  }
}
