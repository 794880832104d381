import fc from 'fast-check';
import { expect, test } from 'vitest';
import { backoffDelay, OBJECT_BACKOFF } from '../../src/engine/backoff.ts';

const always = (value: number) => ({ next: () => value, secret: () => '' });

test('the pauses of a failing object double from a second to half an hour', () => {
  const longest = [1, 2, 3, 11, 12, 13, 500].map((failures) => backoffDelay(failures, OBJECT_BACKOFF, always(1)));
  expect(longest).toEqual([1_000, 2_000, 4_000, 1_024_000, 1_800_000, 1_800_000, 1_800_000]);
});

test('a pause is spread over its upper half, so that what failed together does not come back together', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 60 }), fc.double({ min: 0, max: 0.999, noNaN: true }), (failures, chance) => {
      const full = backoffDelay(failures, OBJECT_BACKOFF, always(1));
      const delay = backoffDelay(failures, OBJECT_BACKOFF, always(chance));
      expect(delay).toBeGreaterThanOrEqual(full / 2);
      expect(delay).toBeLessThanOrEqual(full);
    }),
  );
});
