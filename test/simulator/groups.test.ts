import { describe, expect, it } from 'vitest';
import { applyEdit, type GroupData, type UserData } from '../../simulator/index.ts';
import { addGroup, addUser, inTen, refusalOf, simulatedOx } from '../support/simulated-ox.ts';

function withGroup() {
  const ox = simulatedOx();
  const jane = addUser(ox, 'jane');
  const john = addUser(ox, 'john');
  const sales = addGroup(ox, 'Sales', [jane]);
  const guest = applyEdit(ox, { kind: 'addGuest', contextId: 10, mail: 'g@x.org' });
  return {
    ox,
    jane,
    john,
    sales,
    guest,
    get: () => ox.call('OXGroupService', 'getData', { ...inTen, grp: { id: sales } }),
    create: (grp: GroupData) => refusalOf(() => ox.call('OXGroupService', 'create', { ...inTen, grp })),
    change: (grp: GroupData) => refusalOf(() => ox.call('OXGroupService', 'change', { ...inTen, grp })),
    add: (members: readonly UserData[] | undefined) =>
      refusalOf(() => ox.call('OXGroupService', 'addMember', { ...inTen, grp: { id: sales }, members })),
  };
}

describe('OX refuses a new group', () => {
  const refused: readonly [string, GroupData, string][] = [
    ['without names', { members: [3] }, 'InvalidDataException: Mandatory fields not set: [displayname, name]'],
    ['with an empty name', { displayname: 'x', name: '' }, 'InvalidDataException: Mandatory fields not set: [name]'],
    ['with illegal characters', { displayname: 'x', name: 'R&D/ä' }, 'InvalidDataException: Illegal chars: "&/ä"'],
    ['whose name is blank', { displayname: 'x', name: ' ' }, 'InvalidDataException: Invalid group name'],
    ['whose name is taken in other case', { displayname: 'x', name: 'SALES' }, 'InvalidDataException: Group already exists!'],
    ['with an unknown member', { displayname: 'x', name: 'x', members: [3, 99] }, 'NoSuchUserException: No such user'],
    ['with a guest', { displayname: 'x', name: 'x', members: [6] }, 'NoSuchUserException: Cannot add guest user to group'],
    [
      'with the same member twice',
      { displayname: 'x', name: 'x', members: [3, 3] },
      "StorageException: java.sql.BatchUpdateException: Duplicate entry '10-7-3' for key 'PRIMARY'",
    ],
  ];
  it.each(refused)('%s', (_, grp, text) => expect(withGroup().create(grp)).toBe(text));

  it('with a member twice, and its id is used up all the same', () => {
    const { create } = withGroup();
    create({ displayname: 'x', name: 'x', members: [3, 3] });
    expect(create({ displayname: 'x', name: 'x', members: [3] })).toBe('accepted: {"id":8,"name":"x","displayname":"x","members":[3]}');
  });
});

describe('a group', () => {
  it('has its name in lower case, and shares the ids with users', () => {
    const { get, sales, jane } = withGroup();
    expect(get()).toEqual({ id: 5, name: 'sales', displayname: 'Sales', members: [jane] });
    expect(sales).toBe(5);
  });

  it('loses its members in a change that names none', () => {
    const { change, get, sales } = withGroup();
    change({ id: sales, displayname: 'Renamed' });
    expect(get()).toEqual({ id: sales, name: 'sales', displayname: 'Renamed', members: [] });
  });

  it('has exactly the members that a change names', () => {
    const { change, get, sales, john } = withGroup();
    change({ id: sales, name: 'New Name', members: [john] });
    expect(get()).toMatchObject({ name: 'new name', displayname: 'Sales', members: [john] });
  });

  it('may take the name that another one gave up', () => {
    const { ox, change, sales } = withGroup();
    change({ id: sales, name: 'other' });
    expect(addGroup(ox, 'sales')).toBeGreaterThan(sales);
  });

  const refused: readonly [string, GroupData, string][] = [
    ['to illegal characters', { id: 5, name: 'a*b' }, 'InvalidDataException: Illegal chars: "*"'],
    ['to a name that is taken', { id: 5, name: 'Users' }, 'InvalidDataException: Group users already exists in this context'],
    ['with an unknown member', { id: 5, members: [99] }, 'NoSuchUserException: No such user'],
    ['with a guest', { id: 5, members: [6] }, 'NoSuchUserException: Cannot add guest user to group'],
    [
      'with a member twice',
      { id: 5, members: [4, 4] },
      "StorageException: java.sql.BatchUpdateException: Duplicate entry '10-5-4' for key 'PRIMARY'",
    ],
    ['of a group that is not there', { id: 99, members: [] }, 'NoSuchGroupException: No such group'],
    ['of one that is not there, after its members', { id: 99, members: [99] }, 'NoSuchUserException: No such user'],
    ['of nothing', { members: [] }, 'InvalidDataException: One groupobject has no groupid or groupname'],
    [
      'of an unknown name',
      { name: 'zz' },
      'NoSuchGroupException: com.openexchange.admin.rmi.exceptions.NoSuchObjectException: com.openexchange.admin.rmi.exceptions.NoSuchGroupException: No such group zz in context 10',
    ],
  ];
  it.each(refused)('refuses a change %s and stays as it is', (_, grp, text) => {
    const { change, get, jane } = withGroup();
    expect(change(grp)).toBe(text);
    expect(get()).toEqual({ id: 5, name: 'sales', displayname: 'Sales', members: [jane] });
  });

  it('takes members one by one, but none twice', () => {
    const { add, get, jane, john, guest } = withGroup();
    expect([add([{ id: john }, { id: jane }]), add([{ id: 99 }]), add([{ id: guest }]), add([{ name: 'john' }]), add(undefined)]).toEqual([
      'InvalidDataException: Member already exists in group',
      'NoSuchUserException: No such user',
      'NoSuchUserException: Cannot add guest user to group',
      'accepted: undefined',
      'accepted: undefined',
    ]);
    expect(get().members).toEqual([jane, john]);
  });

  it('lets members go', () => {
    const { ox, sales, jane, john, get } = withGroup();
    ox.call('OXGroupService', 'removeMember', { ...inTen, grp: { name: 'sales' }, members: [{ id: jane }, { id: john }] });
    expect(get().members).toEqual([]);
    const members = [{ id: 99 }];
    expect(refusalOf(() => ox.call('OXGroupService', 'removeMember', { ...inTen, grp: { id: sales }, members }))).toBe(
      'NoSuchUserException: No such user',
    );
  });

  it('can be deleted, but not the default one, and not twice', () => {
    const { ox, sales } = withGroup();
    const remove = (id: number) => refusalOf(() => ox.call('OXGroupService', 'delete', { ...inTen, grp: { id } }));
    expect([remove(sales), remove(sales), remove(1)]).toEqual([
      'accepted: undefined',
      'NoSuchGroupException: No such group',
      'InvalidDataException: Group with id 1 cannot be deleted',
    ]);
  });

  it('is not deleted when another one of the same call cannot be', () => {
    const { ox, sales, get } = withGroup();
    const grps = [{ id: sales }, { id: 99 }];
    expect(refusalOf(() => ox.call('OXGroupService', 'deleteMultiple', { ...inTen, grps }))).toBe('NoSuchGroupException: No such group');
    expect(get().id).toBe(sales);
  });
});

describe('reading groups', () => {
  it('by id, by name when the id is 0, and many at once', () => {
    const { ox, sales } = withGroup();
    const many = (grps: readonly GroupData[]) =>
      refusalOf(() => ox.call('OXGroupService', 'getMultipleData', { ...inTen, grps }).map(({ id }) => id));
    expect(ox.call('OXGroupService', 'getData', { ...inTen, grp: { id: 0, name: 'sales' } }).id).toBe(sales);
    expect(refusalOf(() => ox.call('OXGroupService', 'getData', { ...inTen, grp: { id: 99 } }))).toBe(
      'NoSuchGroupException: No such group',
    );
    expect([many([{ id: 1 }, { name: 'sales' }]), many([{ id: 99 }]), many([{ name: 'zz' }]), many([{}])]).toEqual([
      'accepted: [1,5]',
      'NoSuchGroupException: No such group 99',
      'NoSuchGroupException: No such group zz',
      'InvalidDataException: Groupname and groupid missing! Cannot resolve group data',
    ]);
  });

  it('in lists gives them whole', () => {
    const { ox, jane, john, sales } = withGroup();
    expect(ox.call('OXGroupService', 'listAll', inTen)).toEqual([
      { id: 1, name: 'users', displayname: 'Users', members: [2, jane, john] },
      { id: sales, name: 'sales', displayname: 'Sales', members: [jane] },
    ]);
    expect(ox.call('OXGroupService', 'list', { ...inTen, pattern: 'SAL*' }).map(({ id }) => id)).toEqual([sales]);
    expect(refusalOf(() => ox.call('OXGroupService', 'list', inTen))).toBe('InvalidDataException: ');
  });

  it('of a user gives the default group too', () => {
    const { ox, jane, john, sales } = withGroup();
    const groups = (id: number) =>
      refusalOf(() => ox.call('OXGroupService', 'listGroupsForUser', { ...inTen, usr: { id } }).map((group) => group.id));
    expect([groups(jane), groups(john), groups(99)]).toEqual([
      `accepted: [1,${sales}]`,
      'accepted: [1]',
      'NoSuchUserException: No such user 99 in context 10',
    ]);
  });

  it('gives the default group and the members by id', () => {
    const { ox, sales, jane } = withGroup();
    expect(ox.call('OXGroupService', 'getDefaultGroup', inTen)).toEqual({ id: 1 });
    expect(ox.call('OXGroupService', 'getMembers', { ...inTen, grp: { id: sales } }).map(({ id }) => id)).toEqual([jane]);
  });
});
