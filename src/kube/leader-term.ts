import type { Clock } from '../model/index.ts';

/** A process that slept with its machine sees only the wall clock ahead, one whose wall clock was set back only the steady one. */
export interface LeaderClocks {
  /** Nobody can set it; timers run by it. */
  readonly steady: Clock;
  readonly wall: Clock;
}

/** One moment by both clocks, milliseconds. */
export interface LeaderMoment {
  readonly steady: number;
  readonly wall: number;
}

export function momentOf({ steady, wall }: LeaderClocks): LeaderMoment {
  return { steady: steady.now(), wall: wall.now() };
}

/** The time in which a process may write: from a renewal of its Lease on until a deadline, unless it renews again. */
export class LeaderTerm {
  private readonly clocks: LeaderClocks;
  private readonly deadlineMs: number;
  private renewedAt: LeaderMoment | undefined;

  constructor(clocks: LeaderClocks, deadlineMs: number) {
    this.clocks = clocks;
    this.deadlineMs = deadlineMs;
  }

  /** @param sentAt when the renewal was sent: the API server may have taken it any time after */
  renew(sentAt: LeaderMoment): void {
    this.renewedAt = sentAt;
  }

  end(): void {
    this.renewedAt = undefined;
  }

  /** By the clocks of now: a process that stood still knows it before any timer of its has fired. */
  get remainingMs(): number {
    if (this.renewedAt === undefined) return 0;
    const { steady, wall } = momentOf(this.clocks);
    return Math.max(this.deadlineMs - Math.max(steady - this.renewedAt.steady, wall - this.renewedAt.wall), 0);
  }
}
