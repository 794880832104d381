import { describe, expect, test } from 'vitest';
import { user } from './stage/entries.ts';
import { useStage } from './stage/stage.ts';
import { AGAINST_ADDRESS_BOOK, RIGHTS, SHIPPED } from './tables/rights.ts';
import { CHANGE_RIGHTS, CHANGE_USER, CREATE_USER } from './tables/soap-calls.ts';
import { PROFILE_CHARACTERS } from './tables/special-characters.ts';

const stage = useStage();

async function rightsOf(login: string): Promise<string[] | undefined> {
  const found = await stage.user(login);
  return found === undefined ? undefined : [...found.rights].sort();
}

describe('a right', () => {
  test.each(RIGHTS)('%s is given, taken away and given again with one call each, and no other with it', async (right) => {
    const name = `right-${right.toLowerCase()}`;
    await stage.apply('OXAccessProfile', name, { rights: [right] });
    expect([await stage.say(user(name, { oxAccess: name })), await rightsOf(name)]).toEqual([[CREATE_USER], [right]]);
    for (const rights of [[], [right]]) {
      expect([await stage.apply('OXAccessProfile', name, { rights }), await rightsOf(name)]).toEqual([[CHANGE_RIGHTS], rights]);
    }
  });

  test('publicFolderEditable belongs to the admin of a context, and no profile can have it', async () => {
    await stage.apply('OXAccessProfile', 'public', { rights: ['publicFolderEditable'] });
    expect(stage.condition('OXAccessProfile', 'public', 'Stalled')).toBe('True InvalidSpec');
  });

  test.each(AGAINST_ADDRESS_BOOK)('%s beside globalAddressBookDisabled is refused with the rule of OX', async (right) => {
    const name = `against-${right.toLowerCase()}`;
    await stage.apply('OXAccessProfile', name, { rights: ['globalAddressBookDisabled', right] });
    expect(stage.condition('OXAccessProfile', name, 'Stalled')).toBe('True RightsConflict');
    expect(stage.message('OXAccessProfile', name)).toContain(right);
  });
});

describe('a profile that comes with the product', () => {
  test.each(Object.entries(SHIPPED))('%s gives exactly its rights', async (profile, rights) => {
    expect(await stage.say(user(`shipped-${profile}`, { oxAccess: profile }))).toEqual([CREATE_USER]);
    expect(await rightsOf(`shipped-${profile}`)).toEqual([...rights].sort());
    expect((await stage.user(`shipped-${profile}`))?.mailenabled).toBe(profile !== 'none');
  });

  test('none takes all rights from somebody who had some', async () => {
    await stage.say(user('to-none', { oxAccess: 'premium' }));
    expect((await stage.say(user('to-none', { oxAccess: 'none' }))).sort()).toEqual([CHANGE_USER, CHANGE_RIGHTS]);
    expect(await rightsOf('to-none')).toEqual([]);
  });
});

describe('the name of a profile', () => {
  test.each(PROFILE_CHARACTERS)('may hold %s', async (character) => {
    const number = PROFILE_CHARACTERS.indexOf(character);
    const profileName = `field${character}staff ${number}`;
    await stage.apply('OXAccessProfile', `special-${number}`, { profileName, rights: ['tasks'] });
    await stage.say(user(`special-${number}`, { oxAccess: profileName }));
    expect(await rightsOf(`special-${number}`)).toEqual(['tasks']);
  });

  test('that an entry gives and nobody knows lets the user wait, and he goes on when it comes', async () => {
    expect(await stage.say(user('unknown-anna', { oxAccess: 'not yet' }))).toEqual([]);
    expect(stage.state('User', 'user-unknown-anna')).toBe('waiting WaitingForAccessProfile');
    expect(await stage.apply('OXAccessProfile', 'not-yet', { profileName: 'not yet', rights: ['tasks'] })).toEqual([CREATE_USER]);
    expect(await rightsOf('unknown-anna')).toEqual(['tasks']);
  });

  test('that an entry gives up leaves the rights of a user as they are until the new profile is known', async () => {
    await stage.say(user('unknown-bob', { oxAccess: 'pim' }));
    const before = await rightsOf('unknown-bob');
    expect(await stage.say(user('unknown-bob', { oxAccess: 'never' }))).toEqual([]);
    expect(await rightsOf('unknown-bob')).toEqual(before);
  });
});

describe('an entry', () => {
  test('without a profile has no rights and no mail', async () => {
    await stage.say(user('without', { oxAccess: undefined }));
    expect(await stage.user('without')).toMatchObject({ rights: [], mailenabled: false });
  });

  test('whose profile changes gets other rights with one call', async () => {
    await stage.say(user('another', { oxAccess: 'webmail' }));
    expect(await stage.say(user('another', { oxAccess: 'pim' }))).toEqual([CHANGE_RIGHTS]);
    expect(await rightsOf('another')).toEqual([...(SHIPPED.pim ?? [])].sort());
  });
});

describe('a change of a profile', () => {
  test('reaches exactly its users, with a rights call each', async () => {
    await stage.apply('OXAccessProfile', 'crew', { rights: ['webmail'] });
    await stage.say(user('crew-1', { oxAccess: 'crew' }), user('crew-2', { oxAccess: 'crew' }), user('crew-not'));
    expect(await stage.apply('OXAccessProfile', 'crew', { rights: ['webmail', 'tasks'] })).toEqual([CHANGE_RIGHTS, CHANGE_RIGHTS]);
    expect([await rightsOf('crew-1'), await rightsOf('crew-2')]).toEqual([
      ['tasks', 'webmail'],
      ['tasks', 'webmail'],
    ]);
    await stage.ready('OXAccessProfile', 'crew');
    expect(stage.status('OXAccessProfile', 'crew')).toMatchObject({ users: 2, appliedUsers: 2 });
  });

  test('that changes nothing costs nothing', async () => {
    await stage.apply('OXAccessProfile', 'calm', { rights: ['webmail'] });
    await stage.say(user('calm', { oxAccess: 'calm' }));
    expect(await stage.apply('OXAccessProfile', 'calm', { rights: ['webmail'], displayName: 'Calm' })).toEqual([]);
  });

  test('of one that still has users cannot be its deletion', async () => {
    await stage.apply('OXAccessProfile', 'used', { rights: ['webmail'] });
    await stage.say(user('used', { oxAccess: 'used' }));
    await stage.withdraw('OXAccessProfile', 'used');
    await stage.ready('OXAccessProfile', 'used', 'True DeletionBlocked', 'DeletionBlocked');
    await stage.say(user('used', { oxAccess: 'pim' }));
    await stage.gone('OXAccessProfile', 'used');
  });
});
