import { describe, expect, test } from 'vitest';
import type { LeavingReason } from '../../src/cache/index.ts';
import { type DepartureFacts, mustHold, tokenOf } from '../../src/engine/index.ts';

const LIMITS = { maxCount: 50, maxPercent: 10 };

function isHeld(facts: Partial<DepartureFacts>, limits: Partial<typeof LIMITS> = {}): boolean {
  return mustHold({ waiting: 0, recent: 0, present: 10_000, before: 10_000, ...facts }, { ...LIMITS, ...limits });
}

describe('deletions are held', () => {
  test.each([
    ['up to the count', { waiting: 50 }, {}, false],
    ['one more than the count', { waiting: 51 }, {}, true],
    ['those of the last day count as well', { waiting: 1, recent: 50 }, {}, true],
    ['up to the percentage', { waiting: 10, before: 100 }, {}, false],
    ['more than the percentage', { waiting: 11, before: 100 }, {}, true],
    ['less than five are no percentage', { waiting: 4, before: 8 }, {}, false],
    ['five are', { waiting: 5, before: 8, present: 8 }, {}, true],
    ['five with those of the last day', { waiting: 1, recent: 4, before: 8 }, {}, true],
    ['a count of 0 holds every one', { waiting: 1 }, { maxCount: 0 }, true],
    ['100 percent hold none', { waiting: 40, before: 41, present: 41 }, { maxPercent: 100 }, false],
    ['nobody is left of five or more, whatever the limits', { waiting: 5, before: 5, present: 5 }, { maxPercent: 100 }, true],
    ['nobody is left of four', { waiting: 4, before: 4, present: 4 }, {}, false],
    ['nothing is to go', { recent: 500 }, {}, false],
  ])('%s: %o %o', (_, facts, limits, expected) => {
    expect(isHeld(facts, limits)).toBe(expected);
  });
});

describe('the token', () => {
  const one = (sourceId: string, isEnd = true) =>
    ({ kind: 'User', sourceId, partition: 0, isEnd, leaving: 'gone' as LeavingReason }) as const;

  test('names the set, not its order', () => {
    expect(tokenOf([one('a'), one('b')], undefined)).toBe(tokenOf([one('b'), one('a')], undefined));
  });

  test('is another one for each other set, and for the same set when it was approved once', () => {
    const sets = [[one('a')], [one('a'), one('b')], [one('b')], [one('a', false)]];
    const tokens = [...sets.map((set) => tokenOf(set, undefined)), tokenOf([one('a')], 'spent')];
    expect(new Set(tokens).size).toBe(5);
  });

  test('of nothing is empty', () => {
    expect(tokenOf([], undefined)).toBe('');
  });
});
