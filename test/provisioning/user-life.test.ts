import { describe, expect, test } from 'vitest';
import { user, userDn } from './stage/entries.ts';
import { useStage } from './stage/stage.ts';
import { DISABLED_MARKS } from './tables/disabled-marks.ts';
import { CHANGE_RIGHTS, CHANGE_USER, CREATE_USER, DELETE_USER, READ_USER } from './tables/soap-calls.ts';

const stage = useStage();

describe('a new user', () => {
  test('is created with his rights in one call, with language and time zone of the settings', async () => {
    const settings = { userDefaults: { language: 'fr_FR', timezone: 'Europe/Paris' } };
    expect(await stage.addDirectory('french', settings, user('new-anna'))).toEqual([CREATE_USER]);
    const webmail = ['collectEmailAddresses', 'contacts', 'multipleMailAccounts', 'subscription', 'webmail'];
    expect(await stage.user('new-anna')).toMatchObject({ language: 'fr_FR', timezone: 'Europe/Paris', rights: webmail, mailenabled: true });
  });

  test('who exists in OX already is taken over by his name, with one change', async () => {
    const usrdata = { name: 'new-bob', password: 'own', display_name: 'Old', given_name: 'Old', sur_name: 'Old' };
    const mail = { email1: 'new-bob@example.org', primaryEmail: 'new-bob@example.org' };
    await stage.ox.call('OXUserService', 'create', { ctx: { id: 10 }, usrdata: { ...usrdata, ...mail } });
    const before = (await stage.user('new-bob'))?.id;
    await stage.say(user('new-bob'));
    expect(await stage.user('new-bob')).toMatchObject({ id: before, display_name: 'Display new-bob' });
  });
});

describe('what belongs to the user', () => {
  test('his language and time zone stay as he set them', async () => {
    await stage.say(user('own-anna'));
    await stage.ox.edit({
      kind: 'setUserFields',
      contextId: 10,
      user: 'own-anna',
      fields: { language: 'en_GB', timezone: 'Europe/London' },
    });
    await stage.say(user('own-anna', { o: 'City Hall' }));
    expect(await stage.user('own-anna')).toMatchObject({ company: 'City Hall', language: 'en_GB', timezone: 'Europe/London' });
  });

  test('his password is random at first and never touched again', async () => {
    await stage.say(user('own-bob'));
    await stage.ox.edit({ kind: 'setUserFields', contextId: 10, user: 'own-bob', fields: { password: 'my own' } });
    await stage.say(user('own-bob', { o: 'City Hall', oxAccess: 'pim', mailPrimaryAddress: 'bob.own@example.org' }));
    const himself = { ctx: { id: 10 }, user: { name: 'own-bob' }, auth: { login: 'own-bob', password: 'my own' } };
    expect(await stage.ox.call('OXUserService', 'getData', himself)).toMatchObject({ company: 'City Hall' });
    await stage.say(user('own-cleo'));
    const guessed = { ...himself, user: { name: 'own-cleo' }, auth: { login: 'own-cleo', password: 'dummy' } };
    await expect(stage.ox.call('OXUserService', 'getData', guessed)).rejects.toThrow('Authentication failed');
  });

  test('a field that no attribute feeds is never written', async () => {
    await stage.say(user('own-dora'));
    await stage.ox.edit({ kind: 'setUserFields', contextId: 10, user: 'own-dora', fields: { info: 'mine', assistant_name: 'Bob' } });
    await stage.say(user('own-dora', { o: 'City Hall' }));
    expect(await stage.user('own-dora')).toMatchObject({ info: 'mine', assistant_name: 'Bob', company: 'City Hall' });
  });
});

describe('a disabled entry', () => {
  test.each(DISABLED_MARKS)(
    'by %s loses all rights and mail, and has them back when it is enabled',
    async (attribute, disabled, enabled) => {
      const uid = `disabled-${attribute}`;
      await stage.say(user(uid, { [attribute]: enabled, oxAccess: 'pim' }));
      const before = (await stage.user(uid))?.rights;
      expect((await stage.say(user(uid, { [attribute]: disabled, oxAccess: 'pim' }))).sort()).toEqual([CHANGE_USER, CHANGE_RIGHTS]);
      expect(await stage.user(uid)).toMatchObject({ rights: [], mailenabled: false });
      await stage.say(user(uid, { [attribute]: enabled, oxAccess: 'pim' }));
      expect(await stage.user(uid)).toMatchObject({ rights: before, mailenabled: true });
    },
  );
});

describe('the end of a user', () => {
  test.each(['Not', 'FALSE', undefined])('comes when isOxUser is %s, and he is made anew when it is on again', async (isOxUser) => {
    const uid = `switched-${isOxUser}`;
    await stage.say(user(uid));
    const before = (await stage.user(uid))?.id;
    expect(await stage.say(user(uid, { isOxUser }))).toEqual([READ_USER, DELETE_USER]);
    expect(await stage.user(uid)).toBeUndefined();
    expect(await stage.say(user(uid))).toEqual([CREATE_USER]);
    expect((await stage.user(uid))?.id).not.toBe(before);
  });

  test('comes when his entry is gone', async () => {
    await stage.say(user('end-anna'));
    expect(await stage.remove(user('end-anna'))).toEqual([READ_USER, DELETE_USER]);
    expect(await stage.user('end-anna')).toBeUndefined();
  });

  test('that somebody brought about in OX already is no fault', async () => {
    await stage.say(user('end-bob'));
    await stage.ox.edit({ kind: 'deleteUser', contextId: 10, user: 'end-bob' });
    await stage.remove(user('end-bob'));
    expect(stage.state('User', 'user-end-bob')).toBeUndefined();
  });

  test('of an entry that never was an OX user costs nothing', async () => {
    expect(await stage.say(user('end-cleo', { isOxUser: 'Not' }))).toEqual([]);
    expect(await stage.remove(user('end-cleo'))).toEqual([]);
  });
});

describe('a rename', () => {
  const entry = (uid: string, more = {}) => ({ ...user(uid, { mailPrimaryAddress: 'renamed@example.org', ...more }), dn: userDn(uid) });
  const same = { entryUUID: 'renamed-anna' };

  test('keeps the id and everything else, with one read and one change', async () => {
    await stage.say(entry('before-anna', same));
    const before = await stage.user('before-anna');
    expect(await stage.say(entry('after-anna', same))).toEqual([READ_USER, CHANGE_USER]);
    expect(await stage.user('after-anna')).toMatchObject({ id: before?.id, dataOf: before?.dataOf });
    expect(await stage.user('before-anna')).toBeUndefined();
  });

  test('of two who change names is done by itself', async () => {
    await stage.say(
      user('swap-a', { entryUUID: 'swap-1', mailPrimaryAddress: 's1@example.org' }),
      user('swap-b', { entryUUID: 'swap-2', mailPrimaryAddress: 's2@example.org' }),
    );
    await stage.say(
      user('swap-b', { entryUUID: 'swap-1', mailPrimaryAddress: 's1@example.org' }),
      user('swap-free', { entryUUID: 'swap-2', mailPrimaryAddress: 's2@example.org' }),
    );
    await stage.say(user('swap-a', { entryUUID: 'swap-2', mailPrimaryAddress: 's2@example.org' }));
    expect([await stage.user('swap-a'), await stage.user('swap-b')]).toMatchObject([
      { email1: 's2@example.org' },
      { email1: 's1@example.org' },
    ]);
  });

  test('to a name that another user has is told as NameTaken and nothing is changed', async () => {
    await stage.say(user('taken-anna'), user('taken-bob', { entryUUID: 'taken-bob' }));
    await stage.ox.edit({ kind: 'setUserFields', contextId: 10, user: 'taken-anna', fields: { name: 'taken-stranger' } });
    await stage.say(user('taken-stranger', { entryUUID: 'taken-bob', mailPrimaryAddress: 'taken-bob@example.org' }));
    expect(stage.state('User', 'taken-bob')).toBe('parked NameTaken');
    expect(await stage.user('taken-bob')).toBeDefined();
  });
});

describe('the admin of a context', () => {
  test('is never touched by an entry of his name', async () => {
    const before = await stage.user('oxadmin');
    expect(await stage.say(user('oxadmin'))).toEqual([]);
    expect(stage.state('User', 'user-oxadmin')).toBe('parked ContextAdminProtected');
    expect(await stage.remove(user('oxadmin'))).toEqual([]);
    expect(await stage.user('oxadmin')).toEqual(before);
  });
});

describe('an entry without a context', () => {
  test('gets the default one, or waits with NoContext', async () => {
    const nowhere = { oxContextIDNum: undefined };
    expect(await stage.say(user('nowhere-anna', nowhere))).toEqual([]);
    expect(stage.state('User', 'user-nowhere-anna')).toBe('waiting NoContext');
    await stage.addDirectory('default-context', { users: { contextId: { default: 10 } } }, user('nowhere-bob', nowhere));
    expect(await stage.user('nowhere-bob')).toBeDefined();
  });
});
