import { describe, expect, it } from 'vitest';
import { applyEdit, OxSimulation, type UserData } from '../../simulator/index.ts';
import { addGroup, addUser, contextAdmin, inTen, refusalOf, simulatedOx } from '../support/simulated-ox.ts';

const ids = (users: readonly UserData[]) => users.map(({ id }) => id);

describe('getData', () => {
  const ask = (user: UserData | undefined, auth = contextAdmin, ctx: { id?: number } | undefined = { id: 10 }) => {
    const ox = simulatedOx();
    addUser(ox, 'jane');
    return refusalOf(() => ox.call('OXUserService', 'getData', { ctx, user, auth }));
  };

  it('gives no password, but whether it has expired', () => {
    const ox = simulatedOx();
    addUser(ox, 'jane');
    const jane = ox.call('OXUserService', 'getData', { ...inTen, user: { name: 'jane' } });
    expect(jane).toMatchObject({ passwordMech: '{SHA-256}', password_expired: false, filestoreId: 0, usedQuota: 0, contextadmin: false });
    expect(jane.password).toBeUndefined();
  });

  it('says of the context admin that he is one', () => {
    expect(ask({ id: 2 })).toContain('"contextadmin":true');
  });

  const refused: readonly [string, string, string][] = [
    ['without a context', ask({ id: 3 }, contextAdmin, {}), 'InvalidDataException: Context invalid'],
    ['in an unknown context', ask({ id: 3 }, contextAdmin, { id: 11 }), 'NoSuchContextException: Context 11 does not exist'],
    ['by an unknown admin', ask({ id: 3 }, { login: 'zz', password: '' }), 'StorageException: No such user zz in context 10'],
    ['with a wrong password', ask({ id: 3 }, { ...contextAdmin, password: 'x' }), 'InvalidCredentialsException: Authentication failed'],
    ['of nobody', ask({}), 'InvalidDataException: Username and userid missing.'],
    ['of an unknown name', ask({ name: 'zz' }), 'NoSuchUserException: No such user zz in context 10'],
    ['of an unknown id', ask({ id: 77 }), 'NoSuchUserException: No such user 77 in context 10'],
    ['of an unknown name with a known id', ask({ id: 3, name: 'zz' }), 'NoSuchUserException: No such user zz in context 10'],
    ['of a known name with an unknown id', ask({ id: 77, name: 'jane' }), 'NoSuchUserException: No such user jane in context 10'],
    ['by somebody else', ask({ id: 2 }, { login: 'jane', password: 'userpw' }), 'InvalidCredentialsException: Permission denied'],
  ];
  it.each(refused)('is refused %s', (_, refusal, text) => expect(refusal).toBe(text));

  it('is allowed for oneself', () => {
    expect(ask({ name: 'jane' }, { login: 'jane', password: 'userpw' })).toContain('"id":3');
  });

  it('of many fails when one is missing', () => {
    const ox = simulatedOx();
    addUser(ox, 'jane');
    const call = (users: readonly UserData[]) => refusalOf(() => ox.call('OXUserService', 'getMultipleData', { ...inTen, users }).length);
    expect(call([{ id: 2 }, { name: 'jane' }])).toBe('accepted: 2');
    expect(call([{ id: 2 }, { id: 9 }])).toBe('NoSuchUserException: No such user 9 in context 10');
  });
});

describe('exists', () => {
  it('looks by id, else by name, else by display name', () => {
    const ox = simulatedOx();
    addUser(ox, 'jane', { display_name: 'Jane Doe' });
    const exists = (user: UserData) => refusalOf(() => ox.call('OXUserService', 'exists', { ...inTen, user }));
    expect([{ id: 3 }, { id: 4, name: 'jane' }, { name: 'Jane' }, { name: 'x' }, { display_name: 'Jane Doe' }, {}].map(exists)).toEqual([
      'accepted: true',
      'accepted: false',
      'accepted: true',
      'accepted: false',
      'accepted: true',
      'InvalidDataException: Neither identifier, name nor display name set in given user object',
    ]);
  });
});

describe('lists of users', () => {
  const ox = simulatedOx();
  addUser(ox, 'anna', { display_name: 'Zoe' });
  addUser(ox, 'bert', { display_name: 'Anna B', aliases: ['b@alias.example'] });
  addUser(ox, 'a_b');
  applyEdit(ox, { kind: 'addGuest', contextId: 10, mail: 'guest@x.org' });
  const list = (search_pattern: string | undefined, choice = {}) =>
    ids(ox.call('OXUserService', 'list', { ...inTen, search_pattern, ...choice }));

  it('match login or display name, with the context admin among them', () => {
    expect(list('*')).toEqual([2, 3, 4, 5]);
    expect(list('anna*')).toEqual([3, 4]);
    expect(list('ANNA')).toEqual([3]);
    expect(list(undefined)).toEqual([2, 3, 4, 5]);
    expect(list('')).toEqual([2, 3, 4, 5]);
  });

  it('know the wildcards of SQL', () => {
    expect(list('%nn%')).toEqual([3, 4]);
    expect(list('a_b')).toEqual([5]);
    expect(list('ann_')).toEqual([3]);
    expect(list('ann\\_')).toEqual([]);
    expect(list('(a')).toEqual([]);
  });

  it('take guests in when asked to, or only guests', () => {
    expect(list('*', { include_guests: true })).toEqual([2, 3, 4, 5, 6]);
    expect(list('*', { exclude_users: true })).toEqual([6]);
  });

  it('hold nothing but ids, and what Java fills in by itself', () => {
    expect(ox.call('OXUserService', 'listAll', inTen)[1]).toEqual({
      id: 3,
      contextadmin: false,
      imapPort: 143,
      imapSchema: 'imap://',
      smtpPort: 25,
      smtpSchema: 'smtp://',
      convert_drive_user_folders: false,
    });
  });

  it('by alias domain compare the end of the alias', () => {
    expect(ids(ox.call('OXUserService', 'listByAliasDomain', { ...inTen, alias_domain: 'alias.example' }))).toEqual([4]);
    expect(refusalOf(() => ox.call('OXUserService', 'listByAliasDomain', inTen))).toBe('InvalidDataException: Invalid alias domain');
  });

  it('without case find the same', () => {
    expect(ids(ox.call('OXUserService', 'listCaseInsensitive', { ...inTen, search_pattern: 'ANNA*' }))).toEqual([3, 4]);
    expect(ids(ox.call('OXUserService', 'listCaseInsensitive', inTen))).toEqual([2, 3, 4, 5]);
  });
});

describe('calls of a context admin', () => {
  const attempt = (ctx: { id?: number; name?: string } | undefined, auth: { login?: string; password?: string } | undefined) =>
    refusalOf(() => simulatedOx().call('OXUserService', 'exists', { ctx, auth, user: { id: 2 } }));
  const denied = 'InvalidCredentialsException: Authentication failed';
  const rows: readonly [string, string, string][] = [
    ['without a context', attempt(undefined, contextAdmin), 'InvalidCredentialsException: Client sent invalid context data object'],
    [
      'with the name of a context alone',
      attempt({ name: 'context10' }, contextAdmin),
      'InvalidCredentialsException: Client sent invalid context data object',
    ],
    ['in an unknown context', attempt({ id: 11 }, contextAdmin), denied],
    ['without credentials', attempt({ id: 10 }, undefined), denied],
    ['with a wrong password', attempt({ id: 10 }, { ...contextAdmin, password: 'x' }), denied],
    ['by the master admin', attempt({ id: 10 }, { login: 'oxadminmaster', password: 'secret' }), denied],
  ];
  it.each(rows)('%s are refused', (_, refusal, text) => expect(refusal).toBe(text));

  it('by a user who is no admin are refused', () => {
    const ox = simulatedOx();
    addUser(ox, 'jane');
    const auth = { login: 'jane', password: 'userpw' };
    expect(refusalOf(() => ox.call('OXUserService', 'exists', { ctx: { id: 10 }, auth, user: { id: 2 } }))).toBe(denied);
  });

  it('are open to the master admin with override', () => {
    const ox = simulatedOx({ allowMasterOverride: true });
    const auth = { login: 'oxadminmaster', password: 'secret' };
    const exists = (id: number) => refusalOf(() => ox.call('OXUserService', 'exists', { ctx: { id }, auth, user: { id: 2 } }));
    expect([exists(10), exists(11)]).toEqual(['accepted: true', 'NoSuchContextException: The context 11 does not exist!']);
  });

  it('name what is missing before they look at credentials', () => {
    const ox = simulatedOx();
    expect(refusalOf(() => ox.call('OXUserService', 'getModuleAccess', {}))).toBe('InvalidDataException: User object is null');
    expect(refusalOf(() => ox.call('OXUserService', 'delete', {}))).toBe('InvalidDataException: User array is empty');
  });
});

describe('deleting users', () => {
  const withUsers = () => {
    const ox = simulatedOx();
    const jane = addUser(ox, 'jane');
    const john = addUser(ox, 'john');
    const remove = (users: readonly UserData[], reassign?: number) =>
      refusalOf(() => ox.call('OXUserService', 'deleteMultiple', { ...inTen, users, reassign }));
    return { ox, jane, john, remove };
  };
  const choose = 'Please choose a different reassign user.';
  const refused: readonly [string, readonly UserData[], number | undefined, string][] = [
    ['none', [], undefined, 'InvalidDataException: User array is empty'],
    ['who are gone', [{ id: 3 }, { id: 8 }, { id: 9 }], undefined, 'NoSuchUserException: No such user(s) 8,9 in context 10'],
    [
      'who shall get their own data',
      [{ id: 3 }],
      3,
      `InvalidDataException: It is not allowed to reassign the shared data to the user which should be deleted. ${choose}`,
    ],
    ['twice', [{ id: 3 }, { id: 3 }], undefined, 'InvalidDataException: User 3 is contained multiple times in delete request.'],
    ['among them the context admin', [{ id: 3 }, { id: 2 }], undefined, 'InvalidDataException: Admin delete not supported'],
    ['in favour of nobody', [{ id: 3 }], 99, `InvalidDataException: The reassign user with id 99 does not exist in context 10. ${choose}`],
    [
      'in favour of one without storage',
      [{ id: 3 }],
      4,
      `InvalidDataException: The reassign user with id 4 is not an owner of a filestore. ${choose}`,
    ],
  ];
  it.each(refused)('is refused for users %s', (_, users, reassign, text) => {
    const { ox, remove } = withUsers();
    expect(remove(users, reassign)).toBe(text);
    expect(ids(ox.call('OXUserService', 'listAll', inTen))).toEqual([2, 3, 4]);
  });

  it('takes their memberships with it and never gives an id again', () => {
    const { ox, jane, john } = withUsers();
    const group = addGroup(ox, 'sales', [jane, john]);
    ox.call('OXUserService', 'delete', { ...inTen, user: { name: 'jane' }, reassign: 0 });
    expect(ox.call('OXGroupService', 'getData', { ...inTen, grp: { id: group } }).members).toEqual([john]);
    expect(ox.call('OXGroupService', 'getData', { ...inTen, grp: { id: 1 } }).members).toEqual([2, john]);
    expect(addUser(ox, 'jane')).toBe(group + 1);
  });

  it('of one who is deleted already is an error', () => {
    const { remove } = withUsers();
    expect(remove([{ id: 3 }])).toBe('accepted: undefined');
    expect(remove([{ id: 3 }])).toBe('NoSuchUserException: No such user(s) 3 in context 10');
  });
});

describe('an OX', () => {
  it('comes back to a snapshot, and a clone goes its own way', () => {
    const ox = simulatedOx();
    const jane = addUser(ox, 'jane');
    addGroup(ox, 'sales', [jane]);
    const snapshot = ox.snapshot();
    const clone = ox.clone();
    ox.call('OXUserService', 'delete', { ...inTen, user: { id: jane } });
    ox.call('OXContextService', 'change', { ctx: { id: 10, name: 'other' }, auth: ox.installation.master });
    const members = (of: OxSimulation) => of.call('OXGroupService', 'getData', { ...inTen, grp: { name: 'sales' } });
    expect(members(clone)).toMatchObject({ members: [jane] });
    expect(members(ox)).toMatchObject({ members: [] });
    ox.restore(snapshot);
    expect(members(ox)).toMatchObject({ members: [jane] });
    expect(addUser(ox, 'next')).toBe(addUser(clone, 'next'));
    expect(ox.installation.contextNamed('context10')?.id).toBe(10);
  });

  it('says of an operation that it does not model that it does not', () => {
    const ox = new OxSimulation();
    expect(refusalOf(() => ox.invoke('OXUserService', 'moveUserFilestore', {}))).toBe(
      'undefined: The operation moveUserFilestore of OXUserService is not modelled by the simulator.',
    );
  });

  it('gives every refusal an exception id, two further each time', () => {
    const ox = simulatedOx();
    const text = () => {
      try {
        ox.call('OXUserService', 'delete', { ...inTen, user: { id: 2 } });
      } catch (error) {
        return error instanceof Error ? error.message : '';
      }
      return 'accepted';
    };
    expect([text(), text()]).toEqual([
      'InvalidDataException: Admin delete not supported; exceptionId 1170523631-2',
      'InvalidDataException: Admin delete not supported; exceptionId 1170523631-4',
    ]);
  });

  it('holds 50,000 users in a context without getting slow', () => {
    const ox = simulatedOx({ enforceUniqueDisplayName: true });
    for (let index = 0; index < 50_000; index += 1) addUser(ox, `user${index}`);
    const reads = Array.from({ length: 1000 }, (_, index) =>
      ox.call('OXUserService', 'getData', { ...inTen, user: { name: `user${index * 50}` } }),
    );
    expect(new Set(ids(reads)).size).toBe(1000);
    expect(ox.call('OXGroupService', 'getData', { ...inTen, grp: { id: 1 } }).members).toHaveLength(50_001);
  });
});
