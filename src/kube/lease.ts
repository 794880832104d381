/** What a Lease says. Its own times are for people: no decision is made by them. */
export interface LeaseRecord {
  /** Empty: nobody, the last holder released it. */
  readonly holder: string;
  /** For how long after it was last seen to change nobody else takes it, in milliseconds; on the API server whole seconds. */
  readonly durationMs: number;
  /** Since when the holder has it, milliseconds since 1970 by the holder's clock. */
  readonly acquiredAt: number;
  readonly renewedAt: number;
  /** How often it went to another holder. */
  readonly transitions: number;
}

/** A Lease as it is kept. */
export interface KeptLease {
  readonly uid: string;
  /** Another after every write. */
  readonly version: string;
  readonly record: LeaseRecord;
}

/**
 * One Lease, wherever it is kept. Reads give what was written last, by whomever. Rejects when it cannot be read or written just now, and
 * when `signal` is aborted; what was sent may have had its effect then.
 */
export interface LeasePort {
  read(signal: AbortSignal): Promise<KeptLease | undefined>;
  /** `overtaken`: somebody else created it. */
  create(record: LeaseRecord, signal: AbortSignal): Promise<KeptLease | 'overtaken'>;
  /** `overtaken`: what is kept is not `base` any more. */
  replace(base: KeptLease, record: LeaseRecord, signal: AbortSignal): Promise<KeptLease | 'overtaken'>;
}

export interface LeaseTiming {
  /** From the last seen renewal to the moment when another may take it. */
  readonly durationMs: number;
  /** A holder that could not renew for so long stops writing. */
  readonly renewDeadlineMs: number;
  /** Between two attempts. */
  readonly retryMs: number;
}

/** The proportions of client-go: 15, 10 and 2 seconds. The third between the first two is for clocks that run unevenly. */
export function leaseTiming(durationMs: number): LeaseTiming {
  return { durationMs, renewDeadlineMs: (durationMs * 2) / 3, retryMs: (durationMs * 2) / 15 };
}
