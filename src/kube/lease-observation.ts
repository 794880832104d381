import type { KeptLease, LeaseRecord } from './lease.ts';

/**
 * The Lease as a candidate last saw it, and since when it looks like that by the candidate's own clock. So it does not matter whose clock
 * is wrong: a holder counts as gone when its record stood still for the whole duration that it had asked for.
 */
export class LeaseObservation {
  private current: KeptLease | undefined;
  private lastRecord: LeaseRecord | undefined;
  private unchangedSince = 0;

  get lease(): KeptLease | undefined {
    return this.current;
  }

  /** Of a Lease that was deleted as well: its holder may not have noticed yet, and keeps the whole time. */
  get record(): LeaseRecord | undefined {
    return this.lastRecord;
  }

  /** @param now when the answer had come, milliseconds */
  take(found: KeptLease | undefined, now: number): void {
    if (found?.uid === this.current?.uid && found?.version === this.current?.version) return;
    this.current = found;
    this.lastRecord = found?.record ?? this.lastRecord;
    this.unchangedSince = now;
  }

  /** Milliseconds until its holder counts as gone; 0: nobody has it. */
  remainingMs(now: number): number {
    if (this.lastRecord === undefined || this.lastRecord.holder === '') return 0;
    return Math.max(this.unchangedSince + this.lastRecord.durationMs - now, 0);
  }
}
