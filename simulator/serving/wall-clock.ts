import type { CancelTimer, Clock } from '../../src/model/index.ts';

/** The time of the machine. */
export const wallClock: Clock = {
  now: () => Date.now(),
  after: (delayMs: number, callback: () => void): CancelTimer => {
    const timer = setTimeout(callback, delayMs);
    return () => clearTimeout(timer);
  },
};
