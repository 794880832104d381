/** Stops a timer that has not fired yet; harmless afterwards. */
export type CancelTimer = () => void;

/** The only source of time. Real in production, virtual in the simulated world. */
export interface Clock {
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  now(): number;
  /** Calls `callback` once, at least `delayMs` milliseconds from now. */
  after(delayMs: number, callback: () => void): CancelTimer;
}

/** The only source of chance. Real in production, seeded in the simulated world. */
export interface Random {
  /** A number in [0, 1). */
  next(): number;
  /** A secret of `length` letters and digits with at least one lower-case letter, one upper-case letter and one digit. */
  secret(length: number): string;
}

/** Resolves after `delayMs` milliseconds of `clock`, or at once when `signal` is aborted. */
export function sleep(clock: Clock, delayMs: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted === true) {
      resolve();
      return;
    }
    const finish = (): void => {
      cancel();
      signal?.removeEventListener('abort', finish);
      resolve();
    };
    const cancel = clock.after(delayMs, finish);
    signal?.addEventListener('abort', finish, { once: true });
  });
}
