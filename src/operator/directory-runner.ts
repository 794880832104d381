import type { DirectorySource, FeedResult } from '../directory/index.ts';
import { type BackoffLimits, backoffDelay, type DirectoryEvent, type DirectoryPhase, nextPhase } from '../engine/index.ts';
import { type CancelTimer, type Clock, type Fault, messageOf, OperatorError, type Random } from '../model/index.ts';
import type { SourceHealth } from './directory-status.ts';

interface DirectoryRunnerOptions {
  readonly source: DirectorySource;
  /** How the polls of the one before it went, until there is more to tell. */
  readonly before: SourceHealth;
  /** One poll, taken over. */
  readonly poll: () => Promise<FeedResult>;
  readonly pollIntervalMs: number;
  readonly clock: Clock;
  readonly random: Random;
  /** Called after each poll that changed the health. */
  readonly onHealth: () => void;
  /** Called when reading begins to fail, fails for another reason, or (without a fault) goes well again. */
  readonly onFault: (fault: Fault | undefined) => void;
}

const FAILURE_BACKOFF: BackoffLimits = { firstMs: 1_000, mostMs: 60_000 };

/** Polls one directory for as long as it is wanted: after each poll a pause, after a failure a growing one. */
export class DirectoryRunner {
  phase: DirectoryPhase = 'connecting';
  health: SourceHealth;
  private readonly options: DirectoryRunnerOptions;
  private cancel: CancelTimer | undefined;
  private current: Promise<void> | undefined;
  private isStopped = false;
  private failures = 0;
  private again = false;

  constructor(options: DirectoryRunnerOptions) {
    this.options = options;
    this.health = { ...options.before, isOld: true };
  }

  start(): void {
    this.pollNow();
  }

  /** At once, or right after the poll that is under way. */
  pollNow(): void {
    this.again = true;
    this.cancel?.();
    if (this.current === undefined && !this.isStopped) this.begin();
  }

  async stop(): Promise<void> {
    this.isStopped = true;
    this.cancel?.();
    await this.current;
    await this.options.source.close();
  }

  private begin(): void {
    this.again = false;
    this.current = this.poll().finally(() => {
      this.current = undefined;
      if (!this.isStopped) this.planNext();
    });
  }

  private planNext(): void {
    const pause = this.failures === 0 ? this.options.pollIntervalMs : backoffDelay(this.failures, FAILURE_BACKOFF, this.options.random);
    this.cancel = this.options.clock.after(this.again ? 0 : pause, () => this.begin());
  }

  private async poll(): Promise<void> {
    const before = this.health;
    try {
      const { method, server, changed } = await this.options.poll();
      const now = this.options.clock.now();
      this.failures = 0;
      this.health = { method, server, lastPollAt: now, lastChangeAt: changed > 0 ? now : before.lastChangeAt };
      this.move({ type: 'POLLED' });
    } catch (error) {
      this.failures += 1;
      const reason = error instanceof OperatorError ? error.reason : 'DirectoryUnreachable';
      this.health = { ...before, error: { reason, message: messageOf(error) } };
      this.move({ type: 'FAILED' });
    }
    if (isNews(before, this.health)) this.options.onHealth();
    if (before.error?.reason !== this.health.error?.reason) this.options.onFault(this.health.error);
  }

  private move(event: DirectoryEvent): void {
    this.phase = nextPhase(this.phase, event);
  }
}

function isNews(before: SourceHealth, after: SourceHealth): boolean {
  if (before.isOld !== after.isOld || before.error?.message !== after.error?.message) return true;
  return before.lastPollAt === undefined || before.lastChangeAt !== after.lastChangeAt;
}
