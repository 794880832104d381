import { constants } from 'node:os';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** The wish to end, as signals tell it: the first one asks, the second one ends the process at once. */
export class Shutdown {
  private readonly controller = new AbortController();

  /** Listens from now on, for the life of the process. */
  static listen(): Shutdown {
    const shutdown = new Shutdown();
    for (const signal of SIGNALS) {
      process.on(signal, () => {
        if (shutdown.isRequested) process.exit(128 + constants.signals[signal]);
        shutdown.controller.abort();
      });
    }
    return shutdown;
  }

  get isRequested(): boolean {
    return this.controller.signal.aborted;
  }

  /** Aborted by the first signal. */
  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** Resolves at the first signal. */
  requested(): Promise<void> {
    return new Promise((resolve) => {
      if (this.isRequested) resolve();
      else this.signal.addEventListener('abort', () => resolve(), { once: true });
    });
  }
}
