import type { Reason } from '../model/index.ts';

/** What one attempt came to: why it failed, `undefined` when it succeeded. */
export type AttemptResult = Reason | undefined;

/** As many attempts as are judged by. */
export const ATTEMPTS_JUDGED = 200;

/** The last attempts of a directory at something in OX. */
export class AttemptRing {
  private readonly results: AttemptResult[] = [];
  private readonly counts = new Map<Reason, number>();
  private next = 0;

  add(result: AttemptResult): void {
    this.count(this.results[this.next], -1);
    this.results[this.next] = result;
    this.count(result, 1);
    this.next = (this.next + 1) % ATTEMPTS_JUDGED;
  }

  /** The reason that more than half of them failed for; attempts that were not made yet count as good ones. */
  outnumberedBy(): { readonly reason: Reason; readonly count: number } | undefined {
    for (const [reason, count] of this.counts) if (count > ATTEMPTS_JUDGED / 2) return { reason, count };
    return undefined;
  }

  private count(result: AttemptResult, step: 1 | -1): void {
    if (result !== undefined) this.counts.set(result, (this.counts.get(result) ?? 0) + step);
  }
}
