import { describe, expect, test } from 'vitest';
import { group, groupDn, user, userDn } from './stage/entries.ts';
import { useStage } from './stage/stage.ts';
import { CHANGE_GROUP, CREATE_GROUP, CREATE_USER, DELETE_GROUP, READ_GROUP } from './tables/soap-calls.ts';
import { ALLOWED_CHARACTERS, REFUSED_CHARACTERS } from './tables/special-characters.ts';

const stage = useStage({ contexts: [10, 20] });

const dns = (...logins: readonly string[]): string[] => logins.map(userDn);
const inTwenty = { oxContextIDNum: '20' };

describe('a group', () => {
  test('is created, filled and shrunk with one call each, and removed when the last member leaves', async () => {
    await stage.say(user('life-a'), user('life-b'));
    const say = (...logins: readonly string[]) => stage.say(group('life', dns(...logins)));
    expect([await say('life-a'), await stage.members('life')]).toEqual([[CREATE_GROUP], ['life-a']]);
    expect([await say('life-a', 'life-b'), await stage.members('life')]).toEqual([[CHANGE_GROUP], ['life-a', 'life-b']]);
    expect([await say('life-b'), await stage.members('life')]).toEqual([[CHANGE_GROUP], ['life-b']]);
    expect([await say(), await stage.members('life')]).toEqual([[READ_GROUP, DELETE_GROUP], undefined]);
    expect([await say('life-a'), await stage.members('life')]).toEqual([[CREATE_GROUP], ['life-a']]);
  });

  test('that did not change costs nothing, in whatever order and writing its members stand', async () => {
    await stage.say(user('calm-a'), user('calm-b'), group('calm', dns('calm-a', 'calm-b')));
    const shouted = dns('calm-b', 'calm-a').map((dn) => dn.toUpperCase().replace(',', ' , '));
    expect(await stage.say(group('calm', shouted))).toEqual([]);
    expect(await stage.members('calm')).toEqual(['calm-a', 'calm-b']);
  });

  test('is renamed with its id and members kept, by one read and one change', async () => {
    await stage.say(user('named-a'), group('named', dns('named-a'), { entryUUID: 'named' }));
    const before = (await stage.ox.groups(10)).find(({ name }) => name === 'named');
    expect(await stage.say(group('renamed', dns('named-a'), { entryUUID: 'named' }))).toEqual([READ_GROUP, CHANGE_GROUP]);
    const after = (await stage.ox.groups(10)).find(({ name }) => name === 'renamed');
    expect(after).toEqual({ ...before, name: 'renamed', displayname: 'renamed' });
  });

  test.each(['Not', 'FALSE', undefined])('is removed when isOxGroup is %s, and made anew when it is on again', async (isOxGroup) => {
    const cn = `switch-${isOxGroup}`.toLowerCase();
    await stage.say(user(cn), group(cn, dns(cn)));
    expect([await stage.say(group(cn, dns(cn), { isOxGroup })), await stage.members(cn)]).toEqual([[READ_GROUP, DELETE_GROUP], undefined]);
    expect([await stage.say(group(cn, dns(cn))), await stage.members(cn)]).toEqual([[CREATE_GROUP], [cn]]);
  });

  test('goes with its entry', async () => {
    await stage.say(user('gone-a'), group('gone', dns('gone-a')));
    expect([await stage.remove(group('gone', [])), await stage.members('gone')]).toEqual([[READ_GROUP, DELETE_GROUP], undefined]);
  });

  test('that somebody deleted in OX is no fault when its entry goes', async () => {
    await stage.say(user('lost-a'), group('lost', dns('lost-a')));
    await stage.ox.edit({ kind: 'deleteGroup', contextId: 10, group: 'lost' });
    await stage.remove(group('lost', []));
    expect(stage.state('Group', 'group-lost', 10)).toBeUndefined();
  });

  test('that exists in OX already is taken over by its name', async () => {
    await stage.say(user('adopt-a'));
    await stage.ox.call('OXGroupService', 'create', { ctx: { id: 10 }, grp: { name: 'adopt', displayname: 'adopt' } });
    const before = (await stage.ox.groups(10)).find(({ name }) => name === 'adopt')?.id;
    await stage.say(group('adopt', dns('adopt-a')));
    expect((await stage.ox.groups(10)).find(({ name }) => name === 'adopt')).toMatchObject({ id: before });
    expect(await stage.members('adopt')).toEqual(['adopt-a']);
  });

  test.each(['users', 'Users'])('called %s is OX’s own and never touched', async (cn) => {
    const before = (await stage.ox.groups(10)).find(({ id }) => id === 1)?.name;
    const entry = { ...group(cn, dns('life-a'), { entryUUID: `own-${cn === 'users'}` }), dn: groupDn(`own ${cn === 'users'}`) };
    expect(await stage.say(entry)).toEqual([]);
    expect((await stage.ox.groups(10)).find(({ id }) => id === 1)?.name).toBe(before);
  });
});

describe('the contexts of a group', () => {
  test('are those of its members: it exists in each with the members there', async () => {
    await stage.say(user('both-a'), user('both-b', inTwenty));
    expect(await stage.say(group('both', dns('both-a', 'both-b')))).toEqual([CREATE_GROUP, CREATE_GROUP]);
    expect([await stage.members('both', 10), await stage.members('both', 20)]).toEqual([['both-a'], ['both-b']]);
    await stage.say(group('both', dns('both-b')));
    expect([await stage.members('both', 10), await stage.members('both', 20)]).toEqual([undefined, ['both-b']]);
  });

  test('are written each for itself: what OX refuses in one does not hold up the other', async () => {
    await stage.say(user('half-a'), user('half-b', inTwenty));
    const injection = {
      kind: 'soapFault',
      exception: 'com.openexchange.admin.rmi.exceptions.StorageException',
      text: 'no luck today',
    } as const;
    await stage.ox.fault({ match: { operation: 'create', object: 'half', contextId: 10 }, count: 1, injection });
    await stage.say(group('half', dns('half-a', 'half-b')));
    expect([await stage.members('half', 10), await stage.members('half', 20)]).toEqual([undefined, ['half-b']]);
    expect(stage.state('Group', 'group-half', 10)).toBe('parked ServerFault');
    expect(stage.saying('Group', 'group-half', 10)).toContain('no luck today');
    await stage.request('OXDirectory', 'people');
    expect(await stage.members('half', 10)).toEqual(['half-a']);
  });
});

describe('a member', () => {
  test('who comes later than the group completes it by himself', async () => {
    await stage.say(user('late-a'), group('late', dns('late-a', 'late-b')));
    expect(await stage.members('late')).toEqual(['late-a']);
    expect(await stage.say(user('late-b'))).toEqual([CREATE_USER, CHANGE_GROUP]);
    expect(await stage.members('late')).toEqual(['late-a', 'late-b']);
  });

  test('who is the first to come brings the group with him', async () => {
    expect(await stage.say(group('first', dns('first-a')))).toEqual([]);
    expect(await stage.say(user('first-a'))).toEqual([CREATE_USER, CREATE_GROUP]);
    expect(await stage.members('first')).toEqual(['first-a']);
  });

  test('who is refused by OX is waited for, the group is written with the others, and completed when he is mended', async () => {
    const broken = user('mended-b', { oxAnniversary: 'yesterday' });
    await stage.say(user('mended-a'), broken, group('mended', dns('mended-a', 'mended-b')));
    expect(await stage.members('mended')).toEqual(['mended-a']);
    expect(stage.state('Group', 'group-mended', 10)).toBe('waiting WaitingForMember');
    await stage.say(user('mended-b'));
    expect(await stage.members('mended')).toEqual(['mended-a', 'mended-b']);
    expect(stage.state('Group', 'group-mended', 10)).toBe('settled');
  });

  test('who is unknown to the directory, or no user of OX, is no fault', async () => {
    await stage.say(user('odd-a'), user('odd-off', { isOxUser: 'Not' }));
    await stage.say(group('odd', ['cn=somebody,dc=example,dc=org', userDn('odd-off'), userDn('odd-a')]));
    expect([await stage.members('odd'), stage.state('Group', 'group-odd', 10)]).toEqual([['odd-a'], 'settled']);
  });

  test('who is switched off leaves the group, and takes it along when he was the last', async () => {
    await stage.say(user('off-a'), user('off-b'), group('off', dns('off-a', 'off-b')));
    await stage.say(user('off-b', { isOxUser: 'Not' }));
    expect(await stage.members('off')).toEqual(['off-a']);
    await stage.say(user('off-a', { isOxUser: 'Not' }));
    expect(await stage.members('off')).toBeUndefined();
  });

  test('who is renamed stays a member, and the group costs nothing', async () => {
    const named = (uid: string) => user(uid, { entryUUID: 'moved-name', mailPrimaryAddress: 'moved-name@example.org' });
    await stage.say(named('old-name'), group('keeps', dns('old-name')));
    expect((await stage.say(named('new-name'), group('keeps', dns('new-name')))).filter((call) => call.startsWith('OXGroup'))).toEqual([]);
    expect(await stage.members('keeps')).toEqual(['new-name']);
  });
});

describe('the name of a group', () => {
  test.each(REFUSED_CHARACTERS)(
    'with %s is refused by OX and told as IllegalCharacters with this character, and never sent again',
    async (character) => {
      const cn = `a${character}b`;
      const entry = group(cn, dns('characters'), { entryUUID: `refused-${character.codePointAt(0)}` });
      await stage.say(user('characters'));
      expect([await stage.say(entry), await stage.say(user('characters', { o: 'City Hall' }))]).toEqual([
        [CREATE_GROUP],
        expect.not.arrayContaining([CREATE_GROUP]),
      ]);
      expect(stage.state('Group', `refused-${character.codePointAt(0)}`, 10)).toBe('parked IllegalCharacters');
      expect(stage.saying('Group', `refused-${character.codePointAt(0)}`, 10)).toContain(character);
    },
  );

  test.each([...ALLOWED_CHARACTERS, ' '])('may hold %s', async (character) => {
    const cn = `a${character}b`;
    await stage.say(user('characters'));
    expect(await stage.say(group(cn, dns('characters'), { entryUUID: `allowed-${character.codePointAt(0)}` }))).toEqual([CREATE_GROUP]);
    expect(await stage.members(cn)).toEqual(['characters']);
  });
});

describe('the name of a user', () => {
  test.each(REFUSED_CHARACTERS)(
    'with %s is refused by OX and told as IllegalCharacters with this character, and never sent again',
    async (character) => {
      const entry = {
        ...user('letters', { uid: `a${character}b`, entryUUID: `letters-${character.codePointAt(0)}` }),
        dn: userDn(`letters-${character.codePointAt(0)}`),
      };
      expect([await stage.say(entry), await stage.say(entry)]).toEqual([[CREATE_USER], []]);
      expect(stage.state('User', `letters-${character.codePointAt(0)}`)).toBe('parked IllegalCharacters');
      expect(stage.saying('User', `letters-${character.codePointAt(0)}`)).toContain(character);
    },
  );

  test.each(ALLOWED_CHARACTERS)('may hold %s', async (character) => {
    const number = character.codePointAt(0);
    const entry = {
      ...user('letters', { uid: `a${character}b`, entryUUID: `fine-${number}`, mailPrimaryAddress: `fine-${number}@example.org` }),
      dn: userDn(`fine-${number}`),
    };
    expect(await stage.say(entry)).toEqual([CREATE_USER]);
  });
});

describe('groups within groups', () => {
  const inner = group('inner', dns('nested-a'));
  const outer = group('outer', [inner.dn, userDn('nested-b')]);

  test('count only with nested: Flatten, and circles end', async () => {
    const entries = (more: readonly string[]) => [
      user('nested-a', { entryUUID: 'nested-a' }),
      user('nested-b', { entryUUID: 'nested-b' }),
      group('inner', [...dns('nested-a'), ...more]),
      outer,
    ];
    await stage.addDirectory('nested', { groups: { nested: 'Flatten' } }, ...entries([]));
    expect([await stage.members('outer'), await stage.members('inner')]).toEqual([['nested-a', 'nested-b'], ['nested-a']]);
    await stage.during(() => stage.directory('nested').put(entries([outer.dn])));
    expect([await stage.members('outer'), await stage.members('inner')]).toEqual([
      ['nested-a', 'nested-b'],
      ['nested-a', 'nested-b'],
    ]);
  });

  test('are left alone without it', async () => {
    await stage.say(user('flat-a'), user('flat-b'));
    await stage.say(group('flat-inner', dns('flat-a')), group('flat-outer', [group('flat-inner', []).dn, userDn('flat-b')]));
    expect(await stage.members('flat-outer')).toEqual(['flat-b']);
  });
});
