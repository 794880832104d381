import { expect, test } from 'vitest';
import { type Cache, PRIORITY, type Priority } from '../../src/cache/index.ts';
import { Lanes } from '../../src/engine/lanes.ts';
import { desiredContext, desiredUser, memoryCache, settle } from '../support/objects.ts';

const LIMITS = { maxConcurrency: 16, maxConcurrencyPerContext: 4 };

const anyLane = (): boolean => true;

function put(cache: Cache, contextId: number, name: string, priority: Priority): number {
  return cache.objects.put(desiredUser({ sourceId: name, name, contextId }), priority).id;
}

function crowd(cache: Cache, contextId: number, count: number): void {
  for (let number = 0; number < count; number += 1) put(cache, contextId, `c${contextId}-${number}`, PRIORITY.bulk);
}

/** Names of the next objects, which stay under way. */
function takeAll(cache: Cache, lanes: Lanes, most: number): string[] {
  const names: string[] = [];
  for (let next = lanes.take(anyLane, []); next !== undefined && names.length < most; next = lanes.take(anyLane, [])) {
    names.push(cache.objects.load(next.id)?.name ?? '');
  }
  return names;
}

test('a fresh change passes a bulk of any size', () => {
  const cache = memoryCache();
  const lanes = new Lanes(cache, LIMITS);
  crowd(cache, 10, 500);
  const first = lanes.take(anyLane, []);
  put(cache, 10, 'fresh', PRIORITY.fresh);
  lanes.invalidate();
  expect(first).toBeDefined();
  expect(takeAll(cache, lanes, 1)).toEqual(['fresh']);
});

test('a change that was read with all others is fresh when it is told once more as such', () => {
  const cache = memoryCache();
  const lanes = new Lanes(cache, LIMITS);
  crowd(cache, 10, 500);
  expect(cache.objects.put(desiredUser({ sourceId: 'c10-400', name: 'c10-400' }), PRIORITY.fresh).changed).toBe(true);
  expect(cache.objects.put(desiredUser({ sourceId: 'c10-400', name: 'c10-400' }), PRIORITY.fresh).changed).toBe(false);
  expect(takeAll(cache, lanes, 1)).toEqual(['c10-400']);
});

test('a fresh change that is still to be done keeps its turn when everything is read again', () => {
  const cache = memoryCache();
  const lanes = new Lanes(cache, LIMITS);
  crowd(cache, 10, 100);
  put(cache, 10, 'fresh', PRIORITY.fresh);
  cache.objects.put(desiredUser({ sourceId: 'fresh', name: 'fresh', fields: { note: 'other' } }), PRIORITY.bulk);
  expect(takeAll(cache, lanes, 1)).toEqual(['fresh']);
});

test('users of a profile that changed let fresh changes pass, although their own last change was one', () => {
  const cache = memoryCache();
  const lanes = new Lanes(cache, LIMITS);
  for (const name of ['anna', 'bob', 'carla']) {
    const id = put(cache, 10, name, PRIORITY.fresh);
    settle(cache, id, { oxId: id + 2, contextId: 10, name, fields: {} });
  }
  cache.objects.touchUsersOf('webmail');
  put(cache, 10, 'dora', PRIORITY.fresh);
  expect(takeAll(cache, lanes, 1)).toEqual(['dora']);
});

test('who leaves does not wait behind a bulk', () => {
  const cache = memoryCache();
  const lanes = new Lanes(cache, LIMITS);
  crowd(cache, 10, 100);
  cache.objects.retire('User', 'people', 'c10-77');
  expect(takeAll(cache, lanes, 1)).toEqual(['c10-77']);
});

test('a context that is slow holds no more places than its share, while others have work', () => {
  const cache = memoryCache();
  const lanes = new Lanes(cache, LIMITS);
  for (const contextId of [10, 11, 12, 13]) crowd(cache, contextId, 100);
  const underWay: { id: number; lane: number }[] = [];
  const fill = (): void => {
    while (underWay.length < 8) {
      const next = lanes.take(anyLane, []);
      if (next === undefined) return;
      underWay.push(next);
    }
  };
  // Whatever comes of context 10 never ends; all others do at once.
  for (let round = 0; round < 50; round += 1) {
    fill();
    const index = underWay.findIndex(({ lane }) => lane !== 10);
    const [done] = underWay.splice(index, 1);
    if (done === undefined) throw new Error('nothing but the slow context is under way');
    const row = cache.objects.load(done.id);
    settle(cache, done.id, { oxId: done.id, contextId: row?.contextId ?? 0, name: row?.name ?? '', fields: {} });
    lanes.release(done.lane, done.id);
  }
  expect(underWay.filter(({ lane }) => lane === 10)).toHaveLength(2);
});

test('a context that is alone has all the places that one may have', () => {
  const cache = memoryCache();
  crowd(cache, 10, 100);
  expect(takeAll(cache, new Lanes(cache, LIMITS), 16)).toHaveLength(4);
});

test('an object whose context changes while it is under way is begun there only when it is released', () => {
  const cache = memoryCache();
  const lanes = new Lanes(cache, LIMITS);
  put(cache, 11, 'anna', PRIORITY.fresh);
  const first = lanes.take(anyLane, []);
  put(cache, 10, 'anna', PRIORITY.fresh);
  lanes.invalidate();
  expect(lanes.take(anyLane, [])).toBeUndefined();
  lanes.release(11, first?.id ?? 0);
  expect(lanes.take(anyLane, [])).toEqual({ id: first?.id, lane: 10 });
});

test('contexts have more places than one of them has, when nobody else wants these, and half of all at most', () => {
  const cache = memoryCache();
  const lanes = new Lanes(cache, { maxConcurrency: 10, maxConcurrencyPerContext: 2 });
  for (let contextId = 100; contextId < 110; contextId += 1)
    cache.objects.put(desiredContext({ sourceId: `uid-${contextId}`, contextId, name: `context${contextId}` }), PRIORITY.fresh);
  crowd(cache, 10, 2);
  const taken = takeAll(cache, lanes, 20);
  expect(taken.slice(0, 4).sort()).toEqual(['c10-0', 'c10-1', 'context100', 'context101']);
  expect(taken.slice(4)).toEqual(['context102', 'context103', 'context104']);
});
