import { setTimeout as pause } from 'node:timers/promises';

interface Patience {
  /** Milliseconds after which a condition that does not hold fails the test. */
  readonly within?: number;
  /** Milliseconds between the first looks; the longer it takes, the more seldom it is looked. */
  readonly every?: number;
}

/** Of the time that was waited so far: whoever looks a hundred times a second keeps the machine from what is waited for. */
const SHARE = 1 / 20;
const LONGEST_PAUSE_MS = 250;

/** Resolves with what `check` gives as soon as it neither throws nor gives `false`. Rejects with its last error, or says that it stayed false. */
export async function eventually<T>(check: () => T | Promise<T>, { within = 15_000, every = 10 }: Patience = {}): Promise<T> {
  const begin = Date.now();
  const deadline = begin + within;
  for (;;) {
    const isLast = Date.now() >= deadline;
    try {
      const result = await check();
      if (result !== false) return result;
      if (isLast) throw new Error(`the condition did not come true within ${within} ms: ${check.toString()}`);
    } catch (error) {
      if (isLast) throw error;
    }
    await pause(Math.max(every, Math.min((Date.now() - begin) * SHARE, LONGEST_PAUSE_MS)));
  }
}
