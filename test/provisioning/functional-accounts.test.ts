import { describe, expect, test } from 'vitest';
import { functionalAccount, user, userDn } from './stage/entries.ts';
import { useStage } from './stage/stage.ts';
import { ACCOUNT_LOGINS } from './tables/account-logins.ts';
import { CHANGE_ACCOUNT, CHANGE_USER, CREATE_ACCOUNT, CREATE_USER, DELETE_ACCOUNT } from './tables/soap-calls.ts';

const stage = useStage({ contexts: [10, 20] });

const dns = (...logins: readonly string[]): string[] => logins.map(userDn);
const members = async (name: string, contextId = 10) => Object.keys(await stage.accountLogins(`${name}@example.org`, contextId)).sort();
const accountsOf = async (name: string, contextId = 10) =>
  (await stage.ox.accounts(contextId)).filter(({ primaryAddress }) => primaryAddress === `${name}@example.org`);

describe('a functional account of the directory', () => {
  test('is given to a member, to another one, taken from the first, and goes with the last: one call each', async () => {
    await stage.say(user('fa-a'), user('fa-b'));
    const say = (...logins: readonly string[]) => stage.say(functionalAccount('fa', dns(...logins)));
    expect([await say('fa-a'), await members('fa')]).toEqual([[CREATE_ACCOUNT], ['fa-a']]);
    const first = (await accountsOf('fa'))[0]?.id;
    expect([await say('fa-a', 'fa-b'), await members('fa')]).toEqual([[CREATE_ACCOUNT], ['fa-a', 'fa-b']]);
    expect((await accountsOf('fa')).map(({ id }) => id)).toContain(first);
    expect([await say('fa-b'), await members('fa')]).toEqual([[DELETE_ACCOUNT], ['fa-b']]);
    expect([await say(), await members('fa')]).toEqual([[DELETE_ACCOUNT], []]);
    expect([await say('fa-a'), await members('fa')]).toEqual([[CREATE_ACCOUNT], ['fa-a']]);
  });

  test('has its sender name set, changed, cleared and set again without being made anew', async () => {
    await stage.say(user('pers-a'));
    const say = (oxPersonal?: string) => stage.say(functionalAccount('pers', dns('pers-a'), { oxPersonal }));
    const personal = async () => (await accountsOf('pers'))[0]?.personal ?? '';
    expect([await say('Desk'), await personal()]).toEqual([[CREATE_ACCOUNT], 'Desk']);
    const id = (await accountsOf('pers'))[0]?.id;
    expect([await say('Front Desk'), await personal()]).toEqual([[CHANGE_ACCOUNT], 'Front Desk']);
    expect([await say(), await personal()]).toEqual([[CHANGE_ACCOUNT], '']);
    expect([await say('Desk'), await personal()]).toEqual([[CHANGE_ACCOUNT], 'Desk']);
    expect((await accountsOf('pers'))[0]?.id).toBe(id);
    expect(await say('Desk')).toEqual([]);
  });

  test('is not touched by a change of what OX does not know of it', async () => {
    await stage.say(user('calm-a'), functionalAccount('calm', dns('calm-a')));
    expect(await stage.say(functionalAccount('calm', dns('calm-a'), { oxQuota: '100' }))).toEqual([]);
  });

  test('reaches a member who comes later, and only his account is written', async () => {
    await stage.say(user('late-a'), functionalAccount('late', dns('late-a', 'late-b')));
    expect(await members('late')).toEqual(['late-a']);
    expect(await stage.say(user('late-b'))).toEqual([CREATE_USER, CREATE_ACCOUNT]);
    expect(await members('late')).toEqual(['late-a', 'late-b']);
  });

  test('exists in every context of its members', async () => {
    await stage.say(user('both-a'), user('both-b', { oxContextIDNum: '20' }), functionalAccount('both', dns('both-a', 'both-b')));
    expect([await members('both', 10), await members('both', 20)]).toEqual([['both-a'], ['both-b']]);
  });

  test('goes with its entry', async () => {
    await stage.say(user('end-a'), functionalAccount('end', dns('end-a')));
    expect([await stage.remove(functionalAccount('end', [])), await members('end')]).toEqual([[DELETE_ACCOUNT], []]);
  });

  test('with an address that is none is told, and nothing is sent', async () => {
    await stage.say(user('bad-a'));
    expect(await stage.say(functionalAccount('bad', dns('bad-a'), { mailPrimaryAddress: 'no address' }))).toEqual([]);
    expect(stage.state('FunctionalAccount', 'account-bad', 10)).toBe('parked InvalidMailAddress');
  });

  test('changes the login of a renamed user, and of nobody else', async () => {
    const named = (uid: string) => user(uid, { entryUUID: 'fa-renamed', mailPrimaryAddress: 'fa-renamed@example.org' });
    await stage.say(named('old-name'), user('other-name'), functionalAccount('names', dns('old-name', 'other-name')));
    const before = await accountsOf('names');
    const calls = await stage.say(named('new-name'), functionalAccount('names', dns('new-name', 'other-name')));
    expect(calls.filter((call) => call.startsWith('OXSecondaryAccountService'))).toEqual([CHANGE_ACCOUNT]);
    expect(await stage.accountLogins('names@example.org')).toEqual({
      'new-name': 'account-namesnew-name',
      'other-name': 'account-namesother-name',
    });
    expect(new Set((await accountsOf('names')).map(({ id }) => id))).toEqual(new Set(before.map(({ id }) => id)));
  });
});

describe('the login at a functional account', () => {
  test.each(ACCOUNT_LOGINS)('of the template "%s" has every placeholder filled in', async (loginTemplate, login) => {
    const number = ACCOUNT_LOGINS.findIndex(([template]) => template === loginTemplate);
    const member = user(`login-${number}`, { o: 'City Hall', description: 'a clerk' });
    const account = functionalAccount(`info-${number}`, [member.dn]);
    await stage.addDirectory(`logins-${number}`, { functionalAccounts: { loginTemplate } }, member, account);
    expect(await stage.accountLogins(`info-${number}@example.org`)).toEqual({ [`login-${number}`]: login(number) });
  });

  test('of a template that asks for what a user does not have leaves him out and says so', async () => {
    const [with_, without] = [user('asked-a', { description: 'a clerk' }), user('asked-b')];
    const account = functionalAccount('asked', [with_.dn, without.dn]);
    await stage.addDirectory('asked', { functionalAccounts: { loginTemplate: '{{description}}' } }, with_, without, account);
    expect(await stage.accountLogins('asked@example.org')).toEqual({ 'asked-a': 'a clerk' });
    expect(stage.saying('FunctionalAccount', 'account-asked', 10)).toContain('asked-b has no description');
    await stage.during(() => stage.directory('asked').put([user('asked-b', { description: 'a guard' })]));
    expect(await stage.accountLogins('asked@example.org')).toEqual({ 'asked-a': 'a clerk', 'asked-b': 'a guard' });
  });

  test('follows the property of a user that it is made of, and nobody else is touched', async () => {
    const member = (mail: string) => user('follow-a', { mailPrimaryAddress: mail });
    const other = user('follow-b');
    const account = functionalAccount('follow', dns('follow-a', 'follow-b'));
    const spec = { functionalAccounts: { loginTemplate: '{{mailPrimaryAddress}}' } };
    await stage.addDirectory('follow', spec, member('f1@example.org'), other, account);
    const calls = await stage.during(() => stage.directory('follow').put([member('f2@example.org')]));
    expect(calls.filter((call) => call.startsWith('OXSecondaryAccountService'))).toEqual([CHANGE_ACCOUNT]);
    expect(await stage.accountLogins('follow@example.org')).toEqual({ 'follow-a': 'f2@example.org', 'follow-b': 'follow-b@example.org' });
  });

  test('follows a new template of the setting without the account being made anew', async () => {
    const member = user('changed-a');
    const spec = (loginTemplate: string) => ({
      ldif: { configMapRef: { name: 'changed' } },
      pollInterval: '1s',
      functionalAccounts: { loginTemplate },
    });
    await stage.addDirectory('changed', spec('{{username}}'), member, functionalAccount('changed', [member.dn]));
    const [before] = await accountsOf('changed');
    await stage.apply('OXDirectory', 'changed', spec('{{username}}*m'));
    await stage.until(async () => (await accountsOf('changed'))[0]?.login === 'changed-a*m');
    expect((await accountsOf('changed'))[0]?.id).toBe(before?.id);
  });
});

describe('an OXFunctionalAccount', () => {
  const spec = (name: string, more: Readonly<Record<string, unknown>>) => ({
    contextRef: { name: 'c10' },
    primaryAddress: `${name}@example.org`,
    ...more,
  });

  test('has its members by login and by group, one call for each change, and its name and sender name changed in place', async () => {
    await stage.say(user('res-a'), user('res-b'));
    const apply = (more: Readonly<Record<string, unknown>>) =>
      stage.apply('OXFunctionalAccount', 'res', spec('res', { loginTemplate: '{{fa_email_address}}', ...more }));
    expect([await apply({ users: ['res-a'] }), await members('res')]).toEqual([[CREATE_ACCOUNT], ['res-a']]);
    const [first] = await accountsOf('res');
    expect([await apply({ users: ['res-a', 'res-b'] }), await members('res')]).toEqual([[CREATE_ACCOUNT], ['res-a', 'res-b']]);
    expect(await apply({ users: ['res-a', 'res-b'], accountName: 'Desk', personal: 'City Hall' })).toEqual([CHANGE_ACCOUNT]);
    expect(await apply({ users: ['res-a'], accountName: 'Desk', personal: 'City Hall' })).toEqual([DELETE_ACCOUNT]);
    expect(await accountsOf('res')).toEqual([
      expect.objectContaining({ id: first?.id, name: 'Desk', personal: 'City Hall', login: 'res@example.org' }),
    ]);
    await stage.withdraw('OXFunctionalAccount', 'res');
    await stage.gone('OXFunctionalAccount', 'res');
    expect(await members('res')).toEqual([]);
  });

  test('is known by its new name when it passes to another member with it: nothing is written twice', async () => {
    await stage.say(user('pass-a'), user('pass-b'));
    await stage.apply('OXFunctionalAccount', 'pass', spec('pass', { users: ['pass-a'], accountName: 'Desk' }));
    const passed = await stage.apply('OXFunctionalAccount', 'pass', spec('pass', { users: ['pass-b'], accountName: 'Front Desk' }));
    expect(passed).toEqual([DELETE_ACCOUNT, CREATE_ACCOUNT]);
    expect(await accountsOf('pass')).toEqual([expect.objectContaining({ name: 'Front Desk' })]);
    expect(await stage.say(user('pass-b', { title: 'Clerk' }))).toEqual([CHANGE_USER]);
  });

  test('names who is missing, and takes him in by himself', async () => {
    await stage.apply('OXFunctionalAccount', 'wait', spec('wait', { users: ['wait-a'] }));
    expect([stage.condition('OXFunctionalAccount', 'wait'), stage.status('OXFunctionalAccount', 'wait').missing]).toEqual([
      'False WaitingForMember',
      ['wait-a'],
    ]);
    await stage.say(user('wait-a'));
    await stage.ready('OXFunctionalAccount', 'wait');
    expect(await members('wait')).toEqual(['wait-a']);
  });
});
