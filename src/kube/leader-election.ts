import { type CancelTimer, messageOf, type Random, sleep } from '../model/index.ts';
import { Deadline } from './deadline.ts';
import { type LeaderClocks, LeaderTerm } from './leader-term.ts';
import type { LeasePort, LeaseTiming } from './lease.ts';
import { type GrantedLease, LeaseClaim } from './lease-claim.ts';
import type { StoreLog } from './store-log.ts';

/** Which leadership this is: of two with the same `leaseUid` the one with more transitions is the later one. */
export interface LeaderEpoch {
  /** Changes when somebody deletes the Lease, and the transitions may begin anew. */
  readonly leaseUid: string;
  readonly transitions: number;
}

export interface LeaderElectionOptions {
  readonly lease: LeasePort;
  /** Of this process alone, also among those that ran before it. */
  readonly identity: string;
  readonly timing: LeaseTiming;
  readonly clocks: LeaderClocks;
  readonly random: Random;
  readonly log: StoreLog;
  readonly onStartedLeading: (epoch: LeaderEpoch) => void;
  /** Once at most, and not after `stop`. The process has to end: it never leads again. */
  readonly onStoppedLeading: (reason: string) => void;
}

/** A Pod that ends has other things to do as well before it is killed. */
const RELEASE_WITHIN_MS = 2_000;
/** How much of the retry time chance adds while waiting, so that candidates do not come in step. */
const JITTER = 0.5;

/**
 * Waits for a Lease, holds it, and knows at any moment whether this process may write, as client-go does it. Another can take the Lease
 * when it stood still for its duration; the holder stops earlier, when the renew deadline has passed without a renewal. Both by own clocks
 * that need not agree.
 */
export class LeaderElection {
  private readonly options: LeaderElectionOptions;
  private readonly claim: LeaseClaim;
  private readonly term: LeaderTerm;
  private readonly stopping = new AbortController();
  private state: 'waiting' | 'leading' | 'over' = 'waiting';
  private running: Promise<void> = Promise.resolve();
  private cancelTimer: CancelTimer = () => undefined;
  private trouble: string | undefined;
  private toldHolder: string | undefined;

  constructor(options: LeaderElectionOptions) {
    const { lease, identity, timing, clocks } = options;
    this.options = options;
    this.claim = new LeaseClaim({ lease, identity, durationMs: timing.durationMs, clocks });
    this.term = new LeaderTerm(clocks, timing.renewDeadlineMs);
  }

  /** Looks at the clocks, so that it is right even in the first moment after the process stood still. To be asked right before every write. */
  get mayWrite(): boolean {
    return this.state === 'leading' && this.term.remainingMs > 0;
  }

  /** Another was seen to lead. */
  get isStandingBy(): boolean {
    return this.state === 'waiting' && this.toldHolder !== undefined;
  }

  /** Begins to wait; returns at once. */
  start(): void {
    this.running = this.run();
  }

  /** To be called when nothing is written any more. Lets the next one in at once, if this process leads. */
  async stop(): Promise<void> {
    const mustRelease = this.state === 'leading';
    this.end('The election is stopped');
    await this.running;
    if (mustRelease) await this.release();
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      await this.step();
      await sleep(this.options.clocks.steady, this.delayMs(), signal);
    }
  }

  /** Never rejects. */
  private async step(): Promise<void> {
    // One attempt may not use up the time for the next.
    const limitMs = this.options.timing.renewDeadlineMs / 2;
    const isRenewal = this.state === 'leading';
    try {
      const granted = await this.timed(limitMs, this.stopping.signal, (signal) =>
        isRenewal ? this.claim.renew(signal) : this.claim.acquire(signal),
      );
      this.trouble = undefined;
      if (this.state !== 'over') this.judge(granted);
    } catch (error) {
      this.failed(messageOf(error));
    }
  }

  private judge(granted: GrantedLease | undefined): void {
    if (granted === undefined) {
      if (this.state === 'leading') this.lose(`it is held by ${this.claim.holder || 'nobody'} now`);
      else this.tellHolder();
      return;
    }
    this.term.renew(granted.sentAt);
    if (this.state === 'leading') this.armTimer();
    // An answer that came too late is no leadership yet; the next attempt renews.
    else if (this.term.remainingMs > 0) this.lead(granted);
  }

  private lead({ lease }: GrantedLease): void {
    this.state = 'leading';
    this.armTimer();
    this.options.onStartedLeading({ leaseUid: lease.uid, transitions: lease.record.transitions });
  }

  private armTimer(): void {
    this.cancelTimer();
    this.cancelTimer = this.options.clocks.steady.after(this.term.remainingMs, () => this.checkTerm());
  }

  /** A timer may fire a little early. */
  private checkTerm(): void {
    if (this.term.remainingMs > 0) this.armTimer();
    else
      this.lose(
        `it was not renewed for ${this.options.timing.renewDeadlineMs / 1000} s${this.trouble === undefined ? '' : ` (${this.trouble})`}`,
      );
  }

  private lose(reason: string): void {
    this.end('The Lease is lost');
    this.options.onStoppedLeading(reason);
  }

  private end(why: string): void {
    this.state = 'over';
    this.term.end();
    this.cancelTimer();
    this.stopping.abort(new Error(why));
  }

  private async release(): Promise<void> {
    try {
      await this.timed(RELEASE_WITHIN_MS, new AbortController().signal, (signal) => this.claim.release(signal));
    } catch (error) {
      this.options.log.warn(`the Lease cannot be released, so the next one waits for its end: ${messageOf(error)}`);
    }
  }

  private async timed<T>(limitMs: number, parent: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const deadline = new Deadline(this.options.clocks.steady, parent);
    deadline.restart(limitMs);
    try {
      return await work(deadline.signal);
    } finally {
      deadline.end();
    }
  }

  private failed(message: string): void {
    if (this.state === 'over' || message === this.trouble) return;
    this.trouble = message;
    this.options.log.warn(`the Lease cannot be read or renewed: ${message}; trying again`);
  }

  private tellHolder(): void {
    const { holder } = this.claim;
    if (holder === '' || holder === this.toldHolder) return;
    this.toldHolder = holder;
    this.options.log.info(`standing by: ${holder} leads`);
  }

  private delayMs(): number {
    const { timing, random } = this.options;
    if (this.state !== 'waiting') return timing.retryMs;
    const delayMs = timing.retryMs * (1 + JITTER * random.next());
    const { waitMs } = this.claim;
    return waitMs > 0 ? Math.min(delayMs, waitMs) : delayMs;
  }
}
