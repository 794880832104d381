import { type BackoffLimits, backoffDelay } from '../engine/index.ts';
import type { CancelTimer, Clock, Random } from '../model/index.ts';

interface KeyedQueueOptions {
  readonly clock: Clock;
  readonly random: Random;
  /** Level-triggered work for a key. A rejection is retried with back-off. */
  readonly handle: (key: string) => Promise<void>;
  readonly onError: (key: string, error: unknown) => void;
}

const BACKOFF: BackoffLimits = { firstMs: 500, mostMs: 60_000 };

/** One worker per key: a key that is added again while it is worked on is worked on once more; any number of adds are one. */
export class KeyedQueue {
  private readonly options: KeyedQueueOptions;
  private readonly working = new Map<string, { again: boolean }>();
  private readonly failures = new Map<string, number>();
  private readonly timers = new Map<string, { readonly at: number; readonly cancel: CancelTimer }>();
  private isStopped = false;
  private whenDrained: (() => void) | undefined;

  constructor(options: KeyedQueueOptions) {
    this.options = options;
  }

  /** Nothing is under way; something may be planned for later. */
  get isIdle(): boolean {
    return this.working.size === 0;
  }

  add(key: string): void {
    if (this.isStopped) return;
    this.cancelTimer(key);
    const entry = this.working.get(key);
    if (entry !== undefined) {
      entry.again = true;
      return;
    }
    this.working.set(key, { again: false });
    void this.work(key);
  }

  /** Adds the key after a delay, unless an earlier time is planned already. */
  addAfter(key: string, delayMs: number): void {
    const { clock } = this.options;
    const at = clock.now() + delayMs;
    const planned = this.timers.get(key);
    if (this.isStopped || (planned !== undefined && planned.at <= at)) return;
    planned?.cancel();
    this.timers.set(key, { at, cancel: clock.after(delayMs, () => this.add(key)) });
  }

  /** Resolves when nothing is under way any more. */
  async stop(): Promise<void> {
    this.isStopped = true;
    for (const key of [...this.timers.keys()]) this.cancelTimer(key);
    if (this.working.size === 0) return;
    await new Promise<void>((resolve) => {
      this.whenDrained = resolve;
    });
  }

  private async work(key: string): Promise<void> {
    await Promise.resolve();
    try {
      await this.options.handle(key);
      this.failures.delete(key);
    } catch (error) {
      this.options.onError(key, error);
      const failures = (this.failures.get(key) ?? 0) + 1;
      this.failures.set(key, failures);
      this.addAfter(key, backoffDelay(failures, BACKOFF, this.options.random));
    }
    const again = this.working.get(key)?.again === true;
    this.working.delete(key);
    if (again) this.add(key);
    if (this.working.size === 0) this.whenDrained?.();
  }

  private cancelTimer(key: string): void {
    this.timers.get(key)?.cancel();
    this.timers.delete(key);
  }
}
