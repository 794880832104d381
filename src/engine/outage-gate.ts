import type { CancelTimer, Clock, Random, Reason } from '../model/index.ts';
import { backoffDelay, PROBE_BACKOFF } from './backoff.ts';

/** An outage of OX as admins see it. */
export interface Outage {
  /** `masterAdmin`: only contexts cannot be worked on, users and groups can. */
  readonly scope: 'everything' | 'masterAdmin';
  readonly reason: Reason;
  readonly message: string;
  /** Milliseconds since 1970. */
  readonly since: number;
}

interface OutageGateOptions {
  readonly clock: Clock;
  readonly random: Random;
  /** A cheap call; rejects while OX is not to be had. */
  readonly probe: () => Promise<void>;
  /** Called when an outage begins, changes its reason, or ends (`undefined`). */
  readonly onChange: (outage: Outage | undefined) => void;
  /** What the probe's rejection tells of the outage; `undefined`: the probe failed for another reason, OX answers. */
  readonly explain: (error: unknown) => Omit<Outage, 'since'> | undefined;
}

/**
 * Stands before OX: shut at the first sign of an outage, opened again by a probe. Nothing else calls OX while it is shut.
 * The first probe is made at once, for one lost connection is no outage.
 */
export class OutageGate {
  private readonly options: OutageGateOptions;
  private outage: Outage | undefined;
  private failures = 0;
  private probing = false;
  private isStopped = false;
  private cancel: CancelTimer | undefined;

  constructor(options: OutageGateOptions) {
    this.options = options;
  }

  get current(): Outage | undefined {
    return this.outage;
  }

  /** Lane 0 belongs to the master admin. */
  isOpenFor(lane: number): boolean {
    if (this.outage === undefined) return true;
    return this.outage.scope === 'masterAdmin' && lane !== 0;
  }

  shut(outage: Omit<Outage, 'since'>, firstProbeMs = 0): void {
    this.change({ ...outage, since: this.outage?.since ?? this.options.clock.now() });
    if (!this.probing && this.cancel === undefined && !this.isStopped) this.probeAfter(firstProbeMs);
  }

  stop(): void {
    this.isStopped = true;
    this.cancel?.();
    this.cancel = undefined;
  }

  private probeAfter(delayMs: number): void {
    this.cancel = this.options.clock.after(delayMs, () => {
      this.cancel = undefined;
      void this.probe();
    });
  }

  private async probe(): Promise<void> {
    this.probing = true;
    const outage = await this.options.probe().then(
      () => undefined,
      (error: unknown) => this.options.explain(error),
    );
    this.probing = false;
    if (this.isStopped) return;
    if (outage === undefined) {
      this.failures = 0;
      this.change(undefined);
      return;
    }
    this.change({ ...outage, since: this.outage?.since ?? this.options.clock.now() });
    this.failures += 1;
    this.probeAfter(backoffDelay(this.failures, PROBE_BACKOFF, this.options.random));
  }

  private change(outage: Outage | undefined): void {
    const before = this.outage;
    this.outage = outage;
    if (before?.reason !== outage?.reason || before?.scope !== outage?.scope) this.options.onChange(outage);
  }
}
