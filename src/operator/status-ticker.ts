import type { CancelTimer, Clock } from '../model/index.ts';

interface StatusTickerOptions {
  readonly clock: Clock;
  readonly isBusy: () => boolean;
  readonly flush: (keys: readonly string[]) => void;
}

/** Work that goes on is told at most this often; what has come to rest almost at once. */
const BUSY_INTERVAL_MS = 10_000;
const LOOK_INTERVAL_MS = 200;

/** Collects whose status is out of date, and tells when it is worth a write: ten thousand outcomes are not ten thousand writes. */
export class StatusTicker {
  private readonly options: StatusTickerOptions;
  private readonly stale = new Set<string>();
  private flushedAt = 0;
  private cancel: CancelTimer | undefined;

  constructor(options: StatusTickerOptions) {
    this.options = options;
  }

  mark(key: string): void {
    this.stale.add(key);
    this.cancel ??= this.options.clock.after(LOOK_INTERVAL_MS, () => this.look());
  }

  /** What is stale is told now. */
  stop(): void {
    this.cancel?.();
    this.tell();
  }

  private look(): void {
    this.cancel = undefined;
    const now = this.options.clock.now();
    if (this.options.isBusy() && now - this.flushedAt < BUSY_INTERVAL_MS) {
      this.cancel = this.options.clock.after(LOOK_INTERVAL_MS, () => this.look());
      return;
    }
    this.flushedAt = now;
    this.tell();
  }

  private tell(): void {
    const keys = [...this.stale];
    this.stale.clear();
    this.options.flush(keys);
  }
}
