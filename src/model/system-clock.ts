import type { CancelTimer, Clock } from './clock.ts';

/** Node fires a timer with a longer delay at once. */
const LONGEST_DELAY_MS = 2 ** 31 - 1;

/** The time of the machine. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after: (delayMs: number, callback: () => void): CancelTimer => {
    let timer: NodeJS.Timeout;
    const wait = (restMs: number): void => {
      const isLast = restMs <= LONGEST_DELAY_MS;
      timer = setTimeout(() => (isLast ? callback() : wait(restMs - LONGEST_DELAY_MS)), Math.min(restMs, LONGEST_DELAY_MS));
    };
    wait(delayMs);
    return () => clearTimeout(timer);
  },
};
