import { describe, expect, test } from 'vitest';
import { PRIORITY } from '../../src/cache/index.ts';
import type { AppliedRecord } from '../../src/model/index.ts';
import { desiredUser, memoryCache, settle } from '../support/objects.ts';

const applied: AppliedRecord = { oxId: 5, contextId: 10, name: 'anna', fields: {} };

function filledCache() {
  const cache = memoryCache();
  const { id } = cache.objects.put(desiredUser(), PRIORITY.fresh);
  settle(cache, id, applied);
  const isDoubted = (): boolean | undefined => cache.objects.load(id)?.lookFirst;
  return { cache, isDoubted };
}

describe('a new term of leadership', () => {
  test('trusts what the same process wrote in the term before', () => {
    const { cache, isDoubted } = filledCache();
    cache.term.begin({ lease: 'uid-1', transitions: 3 });
    settle(cache, 1, applied);
    cache.term.noteRead();
    expect(cache.term.begin({ lease: 'uid-1', transitions: 4 })).toBe(false);
    expect(isDoubted()).toBe(false);
  });

  test('still has to read the sources when the one before ended without having done so', () => {
    const { cache, isDoubted } = filledCache();
    cache.term.begin({ lease: 'uid-1', transitions: 3 });
    settle(cache, 1, applied);
    expect(cache.term.begin({ lease: 'uid-1', transitions: 4 })).toBe(true);
    expect(isDoubted()).toBe(false);
  });

  test.each([
    ['somebody else led in between', { lease: 'uid-1', transitions: 6 }],
    ['the Lease was deleted and made anew', { lease: 'uid-2', transitions: 4 }],
  ])('looks at OX before it changes what it knows of, where %s', (_, term) => {
    const { cache, isDoubted } = filledCache();
    cache.term.begin({ lease: 'uid-1', transitions: 3 });
    settle(cache, 1, applied);
    expect(cache.term.begin(term)).toBe(true);
    expect(isDoubted()).toBe(true);
  });

  test('looks first for what was heard of while another led, and may have been written by it', () => {
    const cache = memoryCache();
    const { id } = cache.objects.put(desiredUser(), PRIORITY.fresh);
    expect(cache.term.begin({ lease: 'uid-1', transitions: 1 })).toBe(true);
    expect(cache.objects.load(id)?.lookFirst).toBe(true);
  });

  test('that is the first of all needs no look at people of whom it has heard before it led', () => {
    const cache = memoryCache();
    const { id } = cache.objects.put(desiredUser(), PRIORITY.fresh);
    expect(cache.term.begin({ lease: 'uid-1', transitions: 0 })).toBe(false);
    expect(cache.objects.load(id)?.lookFirst).toBe(false);
  });

  test('has nothing to doubt in an empty cache', () => {
    expect(memoryCache().term.begin({ lease: 'uid-1', transitions: 9 })).toBe(false);
  });
});
