import { describe, expect, it } from 'vitest';
import type { ContextData, OxSimulation, UserData } from '../../simulator/index.ts';
import { addContext, addUser, contextAdmin, inTen, master, person, refusalOf, simulatedOx } from '../support/simulated-ox.ts';

/** jane is 3 in context 10; context 20 has its admin and tom, 3. */
function withTwoContexts() {
  const ox = simulatedOx();
  const jane = addUser(ox, 'jane', { company: 'Acme', aliases: ['jane@example.org', 'j@example.org'] });
  addContext(ox, 20);
  ox.call('OXUserService', 'create', { ...there, usrdata: person('tom') });
  return {
    ox,
    jane,
    copy: (
      user: UserData | undefined,
      src: ContextData | undefined = { id: 10 },
      dest: ContextData | undefined = { id: 20 },
      auth = master,
    ) => refusalOf(() => ox.call('OXUserCopyService', 'copyUser', { user, src, dest, auth }).id),
    stored: (contextId: number, name: string) => ox.installation.contexts.get(contextId)?.userNamed(name),
  };
}

const there = { ctx: { id: 20 }, auth: contextAdmin } as const;

describe('a copied user', () => {
  it('has fields, rights, sender name and data of the source under a new id, and the source stays', () => {
    const { ox, jane, copy, stored } = withTwoContexts();
    ox.call('OXUserService', 'changeMailAddressPersonal', { ...inTen, user: { id: jane }, personal: 'Jane from sales' });
    ox.call('OXUserService', 'changeCapabilities', { ...inTen, user: { id: jane }, capsToAdd: 'drive' });
    const source = stored(10, 'jane');
    expect(copy({ id: jane, name: 'jane' })).toBe('accepted: 4');
    expect(stored(10, 'jane')).toBe(source);
    expect(stored(20, 'jane')).toEqual({ ...source, id: 4, data: { ...source?.data, id: 4 } });
    expect(stored(20, 'jane')).toMatchObject({ dataOf: '10/3', personal: 'Jane from sales', capabilities: ['drive'] });
  });

  it('is in the default group of the new context, and in no other', () => {
    const { ox, jane, copy } = withTwoContexts();
    copy({ id: jane });
    expect(ox.call('OXGroupService', 'listGroupsForUser', { ...there, usr: { id: 4 } }).map(({ id }) => id)).toEqual([1]);
  });

  it('keeps his data on further ways, also when the source is gone', () => {
    const { ox, jane, copy, stored } = withTwoContexts();
    copy({ name: 'jane' });
    ox.call('OXUserService', 'delete', { ...inTen, user: { id: jane } });
    expect(copy({ name: 'jane' }, { id: 20 }, { id: 10 })).toBe('accepted: 4');
    expect(stored(10, 'jane')?.dataOf).toBe('10/3');
    expect(addUser(ox, 'new')).toBe(5);
    expect(stored(10, 'new')?.dataOf).toBe('10/5');
  });

  it('can log in with his password', () => {
    const { ox, copy } = withTwoContexts();
    copy({ name: 'jane' });
    const own = { ctx: { id: 20 }, user: { name: 'jane' }, auth: { login: 'jane', password: 'userpw' } };
    expect(ox.call('OXUserService', 'getData', own).company).toBe('Acme');
  });
});

describe('OX refuses a copy', () => {
  const refused: readonly [string, Parameters<ReturnType<typeof withTwoContexts>['copy']>, string][] = [
    ['of nobody', [undefined], 'InvalidDataException: The given source user object is null'],
    ['by a context admin', [{ id: 3 }, { id: 10 }, { id: 20 }, contextAdmin], 'InvalidCredentialsException: Authentication failed'],
    ['from nowhere', [{ id: 3 }, {}], 'InvalidDataException: Client sent invalid source context data object'],
    [
      'to nowhere',
      [{ id: 3 }, { id: 10 }, { name: 'context20' }],
      'InvalidDataException: Client sent invalid destination context data object',
    ],
    ['from a missing context', [{ id: 3 }, { id: 99 }], 'NoSuchContextException: The context 99 does not exist!'],
    ['into a missing context', [{ id: 3 }, { id: 10 }, { id: 99 }], 'NoSuchContextException: The context 99 does not exist!'],
    ['of a missing user', [{ id: 99, name: 'tom' }], 'NoSuchUserException: No such user 99 in context 10'],
    ['without id and name', [{}], 'InvalidDataException: One userobject has no userid or username'],
    ['of a name that is taken there', [{ id: 2, name: 'oxadmin' }], 'UserExistsException: User oxadmin already exists in context 20'],
  ];
  it.each(refused)('%s', (_, args, text) => {
    const { ox, copy } = withTwoContexts();
    expect(copy(...args)).toBe(text);
    expect(ox.installation.contexts.get(20)?.users.size).toBe(2);
  });

  it('of a name that is taken there, in other words when only the id is sent', () => {
    expect(withTwoContexts().copy({ id: 2 })).toMatch(
      /^StorageException: UCP-0011 Categories=USER_INPUT Message='A user named oxadmin .*' exceptionID=-?\d+-\d+$/,
    );
  });

  it('of an unknown name, wrapped as every look-up', () => {
    expect(withTwoContexts().copy({ name: 'zz' })).toBe(
      'NoSuchUserException: com.openexchange.admin.rmi.exceptions.NoSuchObjectException: com.openexchange.admin.rmi.exceptions.NoSuchUserException: No such user zz in context 10',
    );
  });
});

it('a copy is part of a snapshot', () => {
  const { ox, copy, stored } = withTwoContexts();
  const before = ox.snapshot();
  const clone: OxSimulation = ox.clone();
  copy({ name: 'jane' });
  expect(clone.installation.contexts.get(20)?.userNamed('jane')).toBeUndefined();
  ox.restore(before);
  expect(stored(20, 'jane')).toBeUndefined();
  expect(copy({ name: 'jane' })).toBe('accepted: 4');
});
