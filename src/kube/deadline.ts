import type { CancelTimer, Clock } from '../model/index.ts';

/** A signal that is aborted when the time given by `restart` is up, or when `parent` is. `end` must be called. */
export class Deadline {
  private readonly clock: Clock;
  private readonly parent: AbortSignal;
  private readonly controller = new AbortController();
  private readonly forward: () => void;
  private cancelTimer: CancelTimer = () => undefined;

  constructor(clock: Clock, parent: AbortSignal) {
    this.clock = clock;
    this.parent = parent;
    this.forward = () => this.controller.abort(parent.reason);
    if (parent.aborted) this.forward();
    else parent.addEventListener('abort', this.forward, { once: true });
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  restart(delayMs: number): void {
    this.cancelTimer();
    this.cancelTimer = this.clock.after(delayMs, () => this.controller.abort(new Error(`nothing came for ${delayMs / 1000} s`)));
  }

  end(): void {
    this.cancelTimer();
    this.parent.removeEventListener('abort', this.forward);
  }
}
