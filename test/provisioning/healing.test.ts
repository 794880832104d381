import { describe, expect, test } from 'vitest';
import { functionalAccount, group, user, userDn } from './stage/entries.ts';
import { rightsWith } from './stage/rights-with.ts';
import { useStage } from './stage/stage.ts';
import { CREATE_USER } from './tables/soap-calls.ts';

const stage = useStage({ contexts: [10, 20] });

const idOf = async (login: string) => (await stage.user(login))?.id;

describe('what somebody deleted in OX by hand is made again at its next change', () => {
  test('a user, with everything of his entry and in his groups', async () => {
    await stage.say(user('lost-a', { o: 'City Hall' }), group('lost', [userDn('lost-a')]));
    const before = await idOf('lost-a');
    await stage.ox.edit({ kind: 'deleteUser', contextId: 10, user: 'lost-a' });
    await stage.say(user('lost-a', { o: 'City Hall', title: 'Dr.' }));
    expect(await stage.user('lost-a')).toMatchObject({ company: 'City Hall', title: 'Dr.' });
    expect([await stage.members('lost'), (await idOf('lost-a')) === before]).toEqual([['lost-a'], false]);
  });

  test('a user whose rights change', async () => {
    await stage.say(user('lost-b'));
    await stage.ox.edit({ kind: 'deleteUser', contextId: 10, user: 'lost-b' });
    await stage.say(user('lost-b', { oxAccess: 'pim' }));
    expect(await stage.user('lost-b')).toMatchObject({ rights: rightsWith('calendar') });
  });

  test('a group', async () => {
    await stage.say(user('lost-c'), user('lost-d'), group('lost-group', [userDn('lost-c')]));
    await stage.ox.edit({ kind: 'deleteGroup', contextId: 10, group: 'lost-group' });
    await stage.say(group('lost-group', [userDn('lost-c'), userDn('lost-d')]));
    expect(await stage.members('lost-group')).toEqual(['lost-c', 'lost-d']);
  });

  test('a functional account', async () => {
    await stage.say(user('lost-e'), functionalAccount('lost-fa', [userDn('lost-e')]));
    await stage.ox.edit({ kind: 'deleteAccount', contextId: 10, user: 'lost-e', primaryAddress: 'lost-fa@example.org' });
    await stage.say(functionalAccount('lost-fa', [userDn('lost-e')], { oxPersonal: 'Desk' }));
    expect(Object.keys(await stage.accountLogins('lost-fa@example.org'))).toEqual(['lost-e']);
  });

  test('a resource', async () => {
    const spec = (description: string) => ({ contextRef: { name: 'c10' }, email: 'lost-room@example.org', description });
    await stage.apply('OXResource', 'lost-room', spec('one'));
    await stage.ox.edit({ kind: 'deleteResource', contextId: 10, resource: 'lost-room' });
    await stage.apply('OXResource', 'lost-room', spec('two'));
    await stage.ready('OXResource', 'lost-room');
    expect((await stage.ox.resources(10)).find(({ name }) => name === 'lost-room')).toMatchObject({ description: 'two' });
  });
});

describe('an id that belongs to a stranger by now', () => {
  test('is noticed before a deletion hits him', async () => {
    await stage.say(user('stale-a'));
    await stage.ox.edit({ kind: 'setUserFields', contextId: 10, user: 'stale-a', fields: { name: 'stranger-a' } });
    await stage.remove(user('stale-a'));
    expect(await stage.user('stranger-a')).toBeDefined();
  });

  test('is noticed before a rename hits him', async () => {
    const named = (uid: string) => user(uid, { entryUUID: 'stale-b', mailPrimaryAddress: `${uid}@example.org` });
    await stage.say(named('stale-b'));
    await stage.ox.edit({
      kind: 'setUserFields',
      contextId: 10,
      user: 'stale-b',
      fields: { name: 'stranger-b', display_name: 'Stranger' },
    });
    await stage.say(named('stale-c'));
    expect(await stage.user('stranger-b')).toMatchObject({ display_name: 'Stranger' });
  });

  test('is noticed before a change hits him', async () => {
    await stage.say(user('stale-d'));
    const fields = {
      name: 'stranger-d',
      display_name: 'Stranger',
      email1: 's@example.org',
      primaryEmail: 's@example.org',
      aliases: ['s@example.org'],
    };
    await stage.ox.edit({ kind: 'setUserFields', contextId: 10, user: 'stale-d', fields });
    await stage.say(user('stale-d', { o: 'City Hall' }));
    expect([(await stage.user('stranger-d'))?.display_name, (await stage.user('stranger-d'))?.company]).toEqual(['Stranger', undefined]);
    expect(await stage.user('stale-d')).toMatchObject({ company: 'City Hall' });
  });
});

describe('two entries that claim one name in one context', () => {
  const twin = (number: number) => ({
    ...user('twin', { entryUUID: `twin-${number}`, mailPrimaryAddress: `twin-${number}@example.org` }),
    dn: userDn(`twin-${number}`),
  });

  test('the first keeps it, the other is told as DuplicateSource and takes over when the first is gone', async () => {
    await stage.say(twin(1));
    expect(await stage.say(twin(2))).toEqual([]);
    expect(stage.state('User', 'twin-2')).toMatch(/DuplicateSource$/);
    expect(await stage.user('twin')).toMatchObject({ email1: 'twin-1@example.org' });
    await stage.remove(twin(1));
    expect([await stage.user('twin'), stage.state('User', 'twin-2')]).toEqual([
      expect.objectContaining({ email1: 'twin-2@example.org' }),
      'settled',
    ]);
  });
});

describe('an OX that does not answer', () => {
  test.each(['http503', 'reset', 'malformedXml'] as const)(
    '(%s) holds everything up, is told, and everything goes on by itself',
    async (kind) => {
      const rule = await stage.ox.fault({ injection: { kind, when: 'before' } });
      stage.directory('people').put([user(`outage-${kind}-a`.toLowerCase()), user(`outage-${kind}-b`.toLowerCase())]);
      await stage.ready('OXDirectory', 'people', 'False OxUnreachable');
      await stage.ox.unfault(rule);
      await stage.settle();
      const found = await Promise.all(['a', 'b'].map((letter) => stage.user(`outage-${kind}-${letter}`.toLowerCase())));
      expect(found).toEqual([expect.anything(), expect.anything()]);
    },
  );

  test('to a creation that had its effect leads to no second user', async () => {
    await stage.ox.fault({ match: { operation: 'createByModuleAccess' }, count: 1, injection: { kind: 'reset', when: 'after' } });
    await stage.say(user('effect-a'));
    expect((await stage.ox.users(10)).filter(({ name }) => name === 'effect-a')).toHaveLength(1);
    expect(stage.state('User', 'user-effect-a')).toBe('settled');
  });
});

describe('a fault of one object', () => {
  test('delays nobody else, and costs no call again until its entry changes', async () => {
    const injection = {
      kind: 'soapFault',
      exception: 'com.openexchange.admin.rmi.exceptions.StorageException',
      text: 'odd words of OX',
    } as const;
    await stage.ox.fault({ match: { object: 'fault-a' }, count: 1, injection });
    await stage.say(user('fault-a'), user('fault-b'));
    expect([await stage.user('fault-a'), (await stage.user('fault-b'))?.name]).toEqual([undefined, 'fault-b']);
    expect([stage.state('User', 'user-fault-a'), stage.saying('User', 'user-fault-a')]).toEqual([
      'parked ServerFault',
      expect.stringContaining('odd words of OX'),
    ]);
    expect(await stage.say(user('fault-c'))).toEqual([CREATE_USER]);
    expect(await stage.say(user('fault-a', { o: 'City Hall' }))).toEqual([CREATE_USER]);
  });
});

describe('a directory that cannot be read', () => {
  test('takes nobody for gone, is told, and is read again by itself', async () => {
    await stage.say(user('unread-a'));
    stage.directory('people').trouble = new Error('the server does not answer');
    await stage.ready('OXDirectory', 'people', 'False DirectoryUnreachable');
    stage.directory('people').trouble = undefined;
    await stage.until(() => stage.condition('OXDirectory', 'people') !== 'False DirectoryUnreachable');
    await stage.settle();
    expect(await stage.user('unread-a')).toBeDefined();
  });
});

describe('reads of OX that lag behind a change which is taken back at once', () => {
  const lagging = () => stage.ox.staleReads({ match: { operation: 'getData' }, reads: 3 });

  test('do not leave a user with the name that he should have no more', async () => {
    const named = (uid: string) => user(uid, { entryUUID: 'back-a', mailPrimaryAddress: 'back-a@example.org' });
    await stage.say(named('back-a'));
    await lagging();
    await stage.say(named('back-b'));
    await stage.say(named('back-a'));
    await stage.ox.freshReads();
    expect([(await stage.user('back-a'))?.primaryEmail, await stage.user('back-b')]).toEqual(['back-a@example.org', undefined]);
  });

  test('nor with the address', async () => {
    const reached = (mailPrimaryAddress: string) => user('back-c', { mailPrimaryAddress });
    await stage.say(reached('back-c@example.org'));
    await lagging();
    await stage.say(reached('back-d@example.org'));
    await stage.say(reached('back-c@example.org'));
    await stage.ox.freshReads();
    expect(await stage.user('back-c')).toMatchObject({ primaryEmail: 'back-c@example.org', aliases: ['back-c@example.org'] });
  });

  test('nor a group', async () => {
    const named = (cn: string) => group(cn, [userDn('back-e')], { entryUUID: 'group-back' });
    await stage.say(user('back-e'), named('back-one'));
    await lagging();
    await stage.say(named('back-two'));
    await stage.say(named('back-one'));
    await stage.ox.freshReads();
    expect(await stage.members('back-one')).toEqual(['back-e']);
    expect((await stage.ox.groups(10)).filter(({ name }) => name === 'back-two')).toEqual([]);
  });

  test('nor a resource', async () => {
    const named = (resourceName: string) => ({ contextRef: { name: 'c10' }, resourceName, email: 'back-room@example.org' });
    await stage.apply('OXResource', 'back-room', named('back-room-1'));
    await stage.ready('OXResource', 'back-room');
    await lagging();
    await stage.apply('OXResource', 'back-room', named('back-room-2'));
    await stage.ready('OXResource', 'back-room');
    await stage.apply('OXResource', 'back-room', named('back-room-1'));
    await stage.ready('OXResource', 'back-room');
    await stage.ox.freshReads();
    const names = (await stage.ox.resources(10)).filter(({ email }) => email === 'back-room@example.org').map(({ name }) => name);
    expect(names).toEqual(['back-room-1']);
  });
});
