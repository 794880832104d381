import { describe, expect, test } from 'vitest';
import { type Cache, PRIORITY } from '../../src/cache/index.ts';
import type { AppliedRecord } from '../../src/model/index.ts';
import { desiredContext, desiredGroup, desiredUser, memoryCache, rowOf, settle } from '../support/objects.ts';

const applied: AppliedRecord = { oxId: 5, contextId: 10, name: 'anna', fields: {}, rights: [] };

function userIn(cache: Cache, sourceId: string, contextId: number, name = sourceId): number {
  return cache.objects.put(desiredUser({ sourceId, contextId, name }), PRIORITY.bulk).id;
}

describe('what is desired', () => {
  test('the same again is no news, a difference is', () => {
    const cache = memoryCache();
    const first = cache.objects.put(desiredUser(), PRIORITY.fresh);
    expect(first.changed).toBe(true);
    expect(cache.objects.put(desiredUser(), PRIORITY.fresh)).toEqual({ id: first.id, changed: false });
    expect(cache.objects.put(desiredUser({ name: 'anna.meier' }), PRIORITY.fresh)).toEqual({ id: first.id, changed: true });
    expect(cache.objects.load(first.id)).toMatchObject({ name: 'anna.meier', state: 'pending' });
  });

  test('an outcome of work on an older state settles nothing, but what was written is remembered', () => {
    const cache = memoryCache();
    const { id } = cache.objects.put(desiredUser(), PRIORITY.fresh);
    const begun = cache.objects.load(id);
    cache.objects.put(desiredUser({ accessProfile: 'premium' }), PRIORITY.fresh);
    if (begun === undefined) throw new Error('the row is not there');
    const progress = { state: 'settled', attempts: 0, nextAt: 0 } as const;
    cache.objects.record(begun, { progress, reason: 'Settled', message: '', applied, lookFirst: false, waitingFor: undefined });
    expect(cache.objects.load(id)).toMatchObject({ state: 'pending', applied });
  });

  test('an object that comes back while it is being deleted is made again', () => {
    const cache = memoryCache();
    const { id } = cache.objects.put(desiredUser(), PRIORITY.fresh);
    settle(cache, id, applied);
    cache.objects.retire('User', 'people', 'id-anna');
    const deleting = cache.objects.load(id);
    cache.objects.put(desiredUser(), PRIORITY.fresh);
    if (deleting === undefined) throw new Error('the row is not there');
    cache.objects.recordGone(deleting);
    expect(cache.objects.load(id)).toMatchObject({ state: 'pending', applied: undefined });
  });
});

describe('the order of work', () => {
  test('fresh changes pass a bulk, users come before groups, the oldest first', () => {
    const cache = memoryCache();
    const group = cache.objects.put(desiredGroup(), PRIORITY.bulk, 10).id;
    const first = userIn(cache, 'a', 10);
    const second = userIn(cache, 'b', 10);
    const fresh = cache.objects.put(desiredUser({ sourceId: 'c', name: 'c' }), PRIORITY.fresh).id;
    expect(cache.objects.pendingIn(10, 10, [])).toEqual([fresh, first, second, group]);
    expect(cache.objects.pendingIn(10, 10, ['people'])).toEqual([]);
  });

  test('contexts have a lane of their own, and every other lane is a context with work', () => {
    const cache = memoryCache();
    cache.objects.put(desiredContext(), PRIORITY.fresh);
    userIn(cache, 'a', 12);
    settle(cache, userIn(cache, 'b', 11), { ...applied, contextId: 11 });
    expect(cache.objects.pendingLanes()).toEqual([0, 12]);
  });

  test('there is no work in a context that is about to be created, until it was tried', () => {
    const cache = memoryCache();
    const { id } = cache.objects.put(desiredContext(), PRIORITY.fresh);
    userIn(cache, 'a', 10);
    expect(cache.objects.pendingLanes()).toEqual([0]);
    const context = cache.objects.load(id);
    if (context === undefined) throw new Error('the row is not there');
    const progress = { state: 'backingOff', attempts: 1, nextAt: 500 } as const;
    cache.objects.record(context, {
      progress,
      reason: 'NameTaken',
      message: '',
      applied: undefined,
      lookFirst: false,
      waitingFor: undefined,
    });
    expect(cache.objects.pendingLanes()).toEqual([10]);
  });

  test('a backing-off object is pending again when its time has come, not before', () => {
    const cache = memoryCache();
    const object = cache.objects.load(userIn(cache, 'a', 10));
    if (object === undefined) throw new Error('the row is not there');
    const progress = { state: 'backingOff', attempts: 1, nextAt: 500 } as const;
    cache.objects.record(object, {
      progress,
      reason: 'OxUnreachable',
      message: '',
      applied: undefined,
      lookFirst: true,
      waitingFor: undefined,
    });
    expect(cache.objects.nextTimer()).toBe(500);
    expect(cache.objects.releaseTimers(499)).toBe(0);
    expect(cache.objects.releaseTimers(500)).toBe(1);
    expect(cache.objects.load(object.id)).toMatchObject({ state: 'pending', attempts: 1, lookFirst: true });
  });
});

test('nothing is begun for an object that has left its source since it was loaded', () => {
  const cache = memoryCache();
  const object = cache.objects.load(userIn(cache, 'a', 10));
  if (object === undefined) throw new Error('the row is not there');
  expect(cache.objects.noteWrite(object)).toBe(true);
  cache.objects.retire('User', object.owner, 'a');
  expect(cache.objects.noteWrite(object)).toBe(false);
});

describe('who has to do with a name', () => {
  test('who holds it, whoever tried to get it with an unknown outcome, and the oldest who wants it', () => {
    const cache = memoryCache();
    const holder = userIn(cache, 'holder', 10, 'anna');
    settle(cache, holder, applied);
    const second = cache.objects.load(userIn(cache, 'second', 10, 'Anna'));
    if (second === undefined) throw new Error('the row is not there');
    expect(cache.objects.rivals(second)).toMatchObject({ holder: { id: holder }, claimant: { id: holder } });

    const attempted = userIn(cache, 'attempted', 10, 'berta');
    cache.objects.noteWrite({ ...rowOf(desiredUser()), id: attempted, name: 'Berta' });
    cache.objects.put(desiredUser({ sourceId: 'attempted', name: 'clara' }), PRIORITY.fresh);
    const wantsBerta = cache.objects.load(userIn(cache, 'late', 10, 'berta'));
    if (wantsBerta === undefined) throw new Error('the row is not there');
    expect(cache.objects.rivals(wantsBerta)).toMatchObject({ holder: { id: attempted, nameKey: 'clara' }, claimant: undefined });
  });

  test('all of them, and whoever was to have it while another process led', () => {
    const cache = memoryCache();
    cache.objects.put({ ...desiredUser({ sourceId: 'ten' }), kind: 'Context' }, PRIORITY.fresh);
    const former = userIn(cache, 'former', 10, 'anna');
    cache.objects.isFollowing = true;
    for (const name of ['berta', 'clara', 'dora']) userIn(cache, 'former', 10, name);
    const claimant = userIn(cache, 'claimant', 10, 'clara');
    expect(cache.objects.load(former)).toMatchObject({
      attemptedName: 'anna',
      formerPlaces: [
        { contextId: 10, name: 'berta' },
        { contextId: 10, name: 'clara' },
      ],
    });
    const rivals = cache.objects.allRivals({ id: 0, kind: 'User', contextId: 10, name: 'Clara' });
    expect(rivals.map(({ id }) => id)).toEqual([former, claimant]);
  });

  test('the same name in another context is nobody’s business', () => {
    const cache = memoryCache();
    settle(cache, userIn(cache, 'one', 10, 'anna'), applied);
    const other = cache.objects.load(userIn(cache, 'two', 11, 'anna'));
    if (other === undefined) throw new Error('the row is not there');
    expect(cache.objects.rivals(other)).toEqual({ holder: undefined, claimant: undefined });
  });
});

describe('members', () => {
  test('have their ids in OX, as far as they exist there in the context of the group', () => {
    const cache = memoryCache();
    const group = cache.objects.put(desiredGroup(), PRIORITY.bulk, 10).id;
    const [a, b, c] = [userIn(cache, 'a', 10), userIn(cache, 'b', 10), userIn(cache, 'c', 10)];
    cache.objects.setMembers(group, [a, b, c]);
    settle(cache, a, { ...applied, oxId: 9 });
    settle(cache, b, { ...applied, oxId: 7 });
    expect(cache.objects.members(group, false)).toEqual([
      { sourceId: 'a', oxId: 9 },
      { sourceId: 'b', oxId: 7 },
      { sourceId: 'c', oxId: undefined },
    ]);
    expect(cache.objects.untriedMember(group)).toBe(c);
    cache.objects.setMembers(group, [a]);
    expect(cache.objects.members(group, false)).toEqual([{ sourceId: 'a', oxId: 9 }]);
  });

  test('a user who comes to exist wakes its settled groups, also one that is being written just then', () => {
    const cache = memoryCache();
    const group = cache.objects.put(desiredGroup(), PRIORITY.bulk, 10).id;
    const user = userIn(cache, 'a', 10);
    cache.objects.setMembers(group, [user]);
    const begun = cache.objects.load(group);
    expect(cache.objects.wakeGroupsOf(user)).toBe(0);
    if (begun === undefined) throw new Error('the row is not there');
    const progress = { state: 'settled', attempts: 0, nextAt: 0 } as const;
    cache.objects.record(begun, { progress, reason: 'Settled', message: '', applied, lookFirst: false, waitingFor: undefined });
    expect(cache.objects.load(group)?.state).toBe('pending');
    settle(cache, group, applied);
    expect(cache.objects.wakeGroupsOf(user)).toBe(1);
    expect(cache.objects.load(group)?.state).toBe('pending');
  });
});
