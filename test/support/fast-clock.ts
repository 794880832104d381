import type { Clock } from '../../src/model/index.ts';

/** Real time that runs `speed` times as fast, so that waits of seconds take moments. */
export function fastClock(speed: number): Clock {
  const start = Date.now();
  return {
    now: () => start + (Date.now() - start) * speed,
    after(delayMs, callback) {
      const timer = setTimeout(callback, delayMs / speed);
      return () => clearTimeout(timer);
    },
  };
}
