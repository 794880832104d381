import { expect, test } from 'vitest';
import { TokenBucket } from '../../src/ox/token-bucket.ts';

/** Somebody who always wants more, in a process that now and then is busy elsewhere for `stallMs`. Answers when he was let through. */
function letThrough(rate: number, seconds: number, { stallMs, everyMs }: { stallMs: number; everyMs: number }): number[] {
  let time = 0;
  const bucket = new TokenBucket(rate, { now: () => time, after: () => () => undefined });
  const times: number[] = [];
  let stallAt = everyMs;
  while (time < seconds * 1_000) {
    while (bucket.take()) times.push(time);
    time += Math.max(Math.ceil(bucket.waitMs), 1);
    if (time < stallAt) continue;
    time += stallMs;
    stallAt += everyMs;
  }
  return times;
}

function mostWithinASecond(times: readonly number[]): number {
  return Math.max(...times.map((start) => times.filter((time) => time >= start && time < start + 1_000).length));
}

test.each([
  [200, { stallMs: 0, everyMs: 1_000 }],
  [200, { stallMs: 40, everyMs: 100 }],
  [200, { stallMs: 150, everyMs: 500 }],
  [50, { stallMs: 400, everyMs: 2_000 }],
  [5, { stallMs: 400, everyMs: 2_000 }],
])('%i a second are reached to 5 %%, and never exceeded by more, in a process that stalls: %o', (rate, stalls) => {
  const times = letThrough(rate, 20, stalls);
  expect(times.length / 20 / rate).toBeGreaterThan(0.95);
  expect(times.length / 20 / rate).toBeLessThan(1.05);
  expect(mostWithinASecond(times)).toBeLessThanOrEqual(Math.max(rate * 1.05, rate + 1));
});

test('a time without any wishes earns no more than a moment of the rate', () => {
  let time = 0;
  const bucket = new TokenBucket(100, { now: () => time, after: () => () => undefined });
  time = 3_600_000;
  let count = 0;
  while (bucket.take()) count += 1;
  expect(count).toBe(5);
});
