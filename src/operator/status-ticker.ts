import type { CancelTimer, Clock } from '../model/index.ts';

interface StatusTickerOptions {
  readonly clock: Clock;
  readonly isBusy: () => boolean;
  readonly flush: (keys: readonly string[]) => void;
}

/** When a key was told last, and how long it is silent then unless there is work going on. */
interface Pace {
  readonly at: number;
  readonly pauseMs: number;
}

/** Work that goes on is told at most this often; what has come to rest almost at once. */
const BUSY_INTERVAL_MS = 10_000;
const LOOK_INTERVAL_MS = 200;
/** What comes to rest again and again is told less and less often, down to the rate of work that goes on. */
const SLOWER = 3;
const FORGIVEN_AFTER_MS = 2 * BUSY_INTERVAL_MS;

/**
 * Collects whose status is out of date, and tells when it is worth a write: ten thousand outcomes are not ten thousand writes, neither in
 * a rush nor one by one.
 */
export class StatusTicker {
  private readonly options: StatusTickerOptions;
  private readonly stale = new Set<string>();
  private readonly paces = new Map<string, Pace>();
  private cancel: CancelTimer | undefined;

  constructor(options: StatusTickerOptions) {
    this.options = options;
  }

  mark(key: string): void {
    this.stale.add(key);
    this.planLook();
  }

  /** What is stale is told now. */
  stop(): void {
    this.cancel?.();
    this.tell([...this.stale]);
  }

  private planLook(): void {
    this.cancel ??= this.options.clock.after(LOOK_INTERVAL_MS, () => this.look());
  }

  private look(): void {
    this.cancel = undefined;
    const now = this.options.clock.now();
    const isBusy = this.options.isBusy();
    const due = [...this.stale].filter((key) => this.isDue(key, now, isBusy));
    for (const key of due) this.paces.set(key, nextPace(this.paces.get(key), now));
    this.tell(due);
    if (this.stale.size > 0) this.planLook();
  }

  private isDue(key: string, now: number, isBusy: boolean): boolean {
    const pace = this.paces.get(key);
    return pace === undefined || now - pace.at >= (isBusy ? BUSY_INTERVAL_MS : pace.pauseMs);
  }

  private tell(keys: readonly string[]): void {
    for (const key of keys) this.stale.delete(key);
    if (keys.length > 0) this.options.flush(keys);
  }
}

function nextPace(pace: Pace | undefined, now: number): Pace {
  if (pace === undefined || now - pace.at >= FORGIVEN_AFTER_MS) return { at: now, pauseMs: LOOK_INTERVAL_MS };
  return { at: now, pauseMs: Math.min(pace.pauseMs * SLOWER, BUSY_INTERVAL_MS) };
}
