import { describe, expect, it } from 'vitest';
import { parseDuration } from '../../src/crds/index.ts';

describe('parseDuration', () => {
  it.each([
    ['5s', 5_000],
    ['250ms', 250],
    ['1m30s', 90_000],
    ['24h', 86_400_000],
    ['1.5h', 5_400_000],
    ['0s', 0],
  ])('reads %s as %i ms', (text, milliseconds) => {
    expect(parseDuration(text)).toBe(milliseconds);
  });

  it.each(['', '5', 's', '5 s', '5d', '-5s', '1h 30m'])('refuses %j and says what a duration looks like', (text) => {
    expect(() => parseDuration(text)).toThrow(/expected a duration such as 5s or 1h30m/);
  });
});
