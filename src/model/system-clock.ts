import type { CancelTimer, Clock } from './clock.ts';

/** The time of the machine. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after: (delayMs: number, callback: () => void): CancelTimer => {
    const timer = setTimeout(callback, delayMs);
    return () => clearTimeout(timer);
  },
};
