import { describe, expect, test } from 'vitest';
import { type Attributes, type Entry, functionalAccount, group, user, userDn } from './stage/entries.ts';
import { rightsWith } from './stage/rights-with.ts';
import { useStage } from './stage/stage.ts';
import { MOVE_STEPS } from './tables/moves.ts';

const stage = useStage({ contexts: [10, 20, 30] });

const inContext = (contextId: number): Attributes => ({ oxContextIDNum: String(contextId) });

/** The contexts in which OX has a user of this name, with the id that his data had at first. */
async function places(login: string): Promise<Readonly<Record<string, string | undefined>>> {
  const found = await Promise.all(
    [10, 20, 30].map(async (contextId) => [contextId, (await stage.user(login, contextId))?.dataOf] as const),
  );
  return Object.fromEntries(found.filter(([, dataOf]) => dataOf !== undefined));
}

async function born(entry: Entry): Promise<string> {
  await stage.say(entry);
  const login = String(entry.attributes.uid);
  return (await stage.user(login))?.dataOf ?? 'nobody';
}

describe('a user whose context changes', () => {
  test('is copied with his data, made right there and then removed here, in five calls', async () => {
    const data = await born(user('move-a', { oxAccess: 'pim', o: 'City Hall' }));
    const calls = await stage.say(user('move-a', { ...inContext(20), oxAccess: 'pim', o: 'City Hall' }));
    expect([calls, await places('move-a')]).toEqual([MOVE_STEPS, { 20: data }]);
    expect(await stage.user('move-a', 20)).toMatchObject({ company: 'City Hall', rights: rightsWith('calendar', 'tasks') });
    expect(await stage.say(user('move-a', { ...inContext(20), oxAccess: 'pim', o: 'City Hall' }))).toEqual([]);
  });

  test('takes other changes along, in six calls', async () => {
    const data = await born(user('move-b', { o: 'City Hall' }));
    const changed = user('move-b', { ...inContext(20), o: 'Harbour', oxAccess: 'pim', mailPrimaryAddress: 'b.new@example.org' });
    expect((await stage.say(changed)).length).toBeLessThanOrEqual(6);
    expect(await places('move-b')).toEqual({ 20: data });
    expect(await stage.user('move-b', 20)).toMatchObject({ company: 'Harbour', primaryEmail: 'b.new@example.org' });
  });

  test('may be renamed in the same moment', async () => {
    const entry = (uid: string, contextId: number) =>
      user(uid, { entryUUID: 'move-named', mailPrimaryAddress: 'move-named@example.org', ...inContext(contextId) });
    const data = await born(entry('move-old', 10));
    expect((await stage.say(entry('move-new', 20))).length).toBeLessThanOrEqual(6);
    expect([await places('move-old'), await places('move-new')]).toEqual([{}, { 20: data }]);
  });

  test('goes on and comes back, with his data each time', async () => {
    const data = await born(user('move-c'));
    for (const contextId of [20, 30, 10, 20]) {
      await stage.say(user('move-c', inContext(contextId)));
      expect(await places('move-c')).toEqual({ [contextId]: data });
    }
  });

  test('while he is disabled stays without rights', async () => {
    const data = await born(user('move-d', { shadowExpire: '1' }));
    await stage.say(user('move-d', { ...inContext(20), shadowExpire: '1' }));
    expect([await places('move-d'), (await stage.user('move-d', 20))?.rights]).toEqual([{ 20: data }, []]);
  });

  test('keeps language, time zone and password of his own', async () => {
    await born(user('move-e'));
    const fields = { language: 'en_GB', timezone: 'Europe/London', password: 'my own' };
    await stage.ox.edit({ kind: 'setUserFields', contextId: 10, user: 'move-e', fields });
    await stage.say(user('move-e', inContext(20)));
    const himself = { ctx: { id: 20 }, user: { name: 'move-e' }, auth: { login: 'move-e', password: 'my own' } };
    const found = await stage.ox.call('OXUserService', 'getData', himself);
    expect(found).toMatchObject({ language: 'en_GB', timezone: 'Europe/London' });
  });

  test('waits where he is for a context that is not there yet', async () => {
    const data = await born(user('move-f'));
    expect(await stage.say(user('move-f', inContext(40)))).toEqual([]);
    expect([await places('move-f'), stage.state('User', 'user-move-f')]).toEqual([{ 10: data }, 'waiting WaitingForContext']);
    await stage.apply('OXContext', 'c40', { contextId: 40 });
    await stage.until(async () => (await stage.user('move-f', 40))?.dataOf === data);
    await stage.settle();
    expect(await places('move-f')).toEqual({});
  });

  test('is never touched as the admin of his new context, and stays where he is', async () => {
    const entry = (uid: string, contextId: number) =>
      user(uid, { entryUUID: 'move-admin', mailPrimaryAddress: 'move-g@example.org', ...inContext(contextId) });
    const data = await born(entry('move-g', 10));
    await stage.say(entry('oxadmin', 20));
    expect([await places('move-g'), stage.state('User', 'move-admin')]).toEqual([{ 10: data }, 'parked ContextAdminProtected']);
  });
});

describe('a context that has a user of this name already', () => {
  test('is told as NameTaken, nothing is deleted anywhere, and the move is done when an admin has made room', async () => {
    const data = await born(user('room-a'));
    await stage.addDirectory(
      'others',
      {},
      user('room-a', { entryUUID: 'room-other', mailPrimaryAddress: 'other@example.org', ...inContext(20) }),
    );
    const other = (await stage.user('room-a', 20))?.dataOf;
    await stage.say(user('room-a', inContext(20)));
    expect([await places('room-a'), stage.state('User', 'user-room-a')]).toEqual([
      { 10: data, 20: other },
      expect.stringMatching(/NameTaken|DuplicateSource/),
    ]);
    await stage.during(() => stage.directory('others').remove([user('room-a', { entryUUID: 'room-other' })]));
    await stage.settle();
    expect([await places('room-a'), stage.state('User', 'user-room-a')]).toEqual([{ 20: data }, 'settled']);
  });

  test('of whom no directory knows: the same, until an admin asks again', async () => {
    const data = await born(user('room-b'));
    const usrdata = {
      name: 'room-b',
      password: 'x',
      display_name: 'X',
      given_name: 'X',
      sur_name: 'X',
      email1: 'x@b.org',
      primaryEmail: 'x@b.org',
    };
    await stage.ox.call('OXUserService', 'create', { ctx: { id: 20 }, usrdata });
    const stranger = (await stage.user('room-b', 20))?.dataOf;
    const calls = await stage.say(user('room-b', inContext(20)));
    expect([await places('room-b'), stage.state('User', 'user-room-b')]).toEqual([{ 10: data, 20: stranger }, 'parked NameTaken']);
    expect(calls.filter((call) => /copyUser|delete|change/.test(call))).toEqual([]);
    expect(stage.saying('User', 'user-room-b')).toContain('nothing was changed or deleted');
    await stage.ox.edit({ kind: 'deleteUser', contextId: 20, user: 'room-b' });
    await stage.request('OXDirectory', 'people');
    expect(await places('room-b')).toEqual({ 20: data });
  });
});

describe('what a user was part of', () => {
  test('groups are written anew in both contexts', async () => {
    await stage.say(user('part-a'), user('part-b'), user('part-c', inContext(20)));
    await stage.say(group('part', ['part-a', 'part-b', 'part-c'].map(userDn)));
    expect([await stage.members('part', 10), await stage.members('part', 20)]).toEqual([['part-a', 'part-b'], ['part-c']]);
    await stage.say(user('part-a', inContext(20)));
    expect([await stage.members('part', 10), await stage.members('part', 20)]).toEqual([['part-b'], ['part-a', 'part-c']]);
    await stage.say(user('part-b', inContext(20)));
    expect([await stage.members('part', 10), await stage.members('part', 20)]).toEqual([undefined, ['part-a', 'part-b', 'part-c']]);
  });

  test('functional accounts are written anew in both contexts, and the others keep theirs', async () => {
    await stage.say(user('share-a'), user('share-b'), functionalAccount('share', ['share-a', 'share-b'].map(userDn)));
    const kept = (await stage.ox.accounts(10)).filter(({ primaryAddress }) => primaryAddress === 'share@example.org');
    await stage.say(user('share-a', inContext(20)));
    expect(Object.keys(await stage.accountLogins('share@example.org', 20))).toEqual(['share-a']);
    const left = (await stage.ox.accounts(10)).filter(({ primaryAddress }) => primaryAddress === 'share@example.org');
    expect([left.length, kept.map(({ id }) => id)]).toEqual([1, expect.arrayContaining(left.map(({ id }) => id))]);
  });
});

test('a name that seems to be taken in the new context is asked for again: its holder may have gone a moment ago', async () => {
  const data = await born(user('late-a', { entryUUID: 'late', mailPrimaryAddress: 'late@example.org' }));
  const holder = { ...user('late-a', { entryUUID: 'late-holder', ...inContext(20) }), dn: userDn('late-holder') };
  await stage.say(holder);
  await stage.say(user('late-b', { entryUUID: 'late', mailPrimaryAddress: 'late@example.org', ...inContext(20) }));
  expect(stage.state('User', 'late')).toBe('parked NameTaken');
  await stage.ox.staleReads({ match: { operation: 'exists' }, reads: 2 });
  await stage.during(() => stage.directory('people').remove([holder]));
  await stage.settle();
  await stage.ox.freshReads();
  expect([await places('late-b'), stage.state('User', 'late')]).toEqual([{ 20: data }, 'settled']);
});

test('reads that lag behind a move lead to no second user', async () => {
  const data = await born(user('stale-a'));
  await stage.ox.staleReads({ match: { operation: 'getData' }, reads: 3 });
  await stage.say(user('stale-a', { ...inContext(20), o: 'City Hall', mailPrimaryAddress: 'stale.new@example.org' }));
  await stage.ox.freshReads();
  expect([await places('stale-a'), stage.state('User', 'user-stale-a')]).toEqual([{ 20: data }, 'settled']);
  expect(await stage.user('stale-a', 20)).toMatchObject({ company: 'City Hall', primaryEmail: 'stale.new@example.org' });
});
