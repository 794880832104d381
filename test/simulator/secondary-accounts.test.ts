import { describe, expect, it } from 'vitest';
import { applyEdit, type IdData, type NewAccountData } from '../../simulator/index.ts';
import { addGroup, addUser, contextAdmin, inTen, refusalOf, simulatedOx } from '../support/simulated-ox.ts';

const here = { context: { id: 10 }, auth: contextAdmin } as const;
const info: NewAccountData = { primaryAddress: 'info@x.org', name: 'Info', login: 'l', personal: 'Desk', mailEndpointSource: 'primary' };

interface Sharers {
  readonly users?: readonly IdData[];
  readonly groups?: readonly IdData[];
}

/** jane is 3, john 4, the group of both 5. */
function withUsers() {
  const ox = simulatedOx();
  const ids = [addUser(ox, 'jane', { imapServer: 'imaps://mail.x.org:993' }), addUser(ox, 'john')];
  addGroup(ox, 'sales', ids);
  const service = 'OXSecondaryAccountService';
  return {
    ox,
    create: (sharers: Sharers, data: NewAccountData | undefined = info) =>
      refusalOf(() => ox.call(service, 'create', { ...here, ...sharers, accountDataOnCreate: data })),
    update: (sharers: Sharers, data: object | undefined, primaryAddress: string | undefined = 'info@x.org') =>
      refusalOf(() => ox.call(service, 'update', { ...here, ...sharers, primaryAddress, accountDataUpdate: data })),
    remove: (sharers: Sharers, primaryAddress: string | undefined = 'info@x.org') =>
      refusalOf(() => ox.call(service, 'delete', { ...here, ...sharers, primaryAddress })),
    list: (sharers: Sharers = {}) =>
      refusalOf(() => ox.call(service, 'list', { ...here, ...sharers }).map(({ userId, primaryAddress }) => `${userId} ${primaryAddress}`)),
    accounts: () => ox.call(service, 'list', here),
  };
}

const jane = { users: [{ id: 3 }] };
const everybody = { groups: [{ id: 0 }] };

describe('a secondary account', () => {
  it('is one for each user, with what was sent and the server of his own mailbox', () => {
    const { create, accounts } = withUsers();
    expect(create({ users: [{ id: 3 }, { id: 3 }, { id: 4 }] })).toBe('accepted: undefined');
    expect(accounts()).toMatchObject([
      {
        id: 1,
        contextId: 10,
        userId: 3,
        primaryAddress: 'info@x.org',
        name: 'Info',
        login: 'l',
        personal: 'Desk',
        mailServer: 'mail.x.org',
      },
      { id: 2, contextId: 10, userId: 4, primaryAddress: 'info@x.org', mailServer: 'localhost', mailPort: 143, transportPort: 25 },
    ]);
  });

  it('is for the members that a group has at that moment, and for all users but no guests by the group 0', () => {
    const { ox, create, list } = withUsers();
    create({ groups: [{ id: 5 }] });
    const late = addUser(ox, 'late');
    ox.call('OXGroupService', 'addMember', { ...inTen, grp: { id: 5 }, members: [{ id: late }] });
    expect(list()).toBe('accepted: ["3 info@x.org","4 info@x.org"]');
    applyEdit(ox, { kind: 'addGuest', contextId: 10, mail: 'guest@x.org' });
    create(everybody, { ...info, primaryAddress: 'all@x.org' });
    expect(list({ users: [{ id: late }] })).toBe(`accepted: ["${late} all@x.org"]`);
    expect(list(everybody)).toBe('accepted: ["3 info@x.org","4 info@x.org","2 all@x.org","3 all@x.org","4 all@x.org","6 all@x.org"]');
  });

  it('is for nobody in an empty group, without an error', () => {
    const { ox, create, list } = withUsers();
    const empty = addGroup(ox, 'empty');
    expect([create({ groups: [{ id: empty }] }), list()]).toEqual(['accepted: undefined', 'accepted: []']);
  });

  it('can be on a server of its own, or on the local one', () => {
    const { create, accounts } = withUsers();
    create(jane, { primaryAddress: 'own@x.org', mailServer: 'imap.y.org', mailPort: 993 });
    create(jane, { primaryAddress: 'local@x.org', mailEndpointSource: 'localhost' });
    expect(accounts()).toMatchObject([
      { primaryAddress: 'own@x.org', mailServer: 'imap.y.org', mailPort: 993 },
      {
        primaryAddress: 'local@x.org',
        mailStartTls: true,
        transportStartTls: true,
        mailServer: 'localhost',
        mailPort: 143,
        transportServer: 'localhost',
        transportPort: 25,
      },
    ]);
  });

  it('has no sender name and no reply address when they are sent empty', () => {
    const { create, accounts } = withUsers();
    create(jane, { ...info, personal: '', replyTo: '', login: '' });
    const [account] = accounts();
    expect([account?.personal, account?.replyTo, account?.login]).toEqual([undefined, undefined, '']);
  });

  it('keeps what a change does not send', () => {
    const { create, update, accounts } = withUsers();
    create({ users: [{ id: 3 }, { id: 4 }] });
    expect([update(jane, { personal: 'New' }, 'INFO@x.org'), update(jane, undefined), update(jane, {}, 'other@x.org')]).toEqual([
      'accepted: true',
      'accepted: true',
      'accepted: false',
    ]);
    expect(accounts()).toMatchObject([
      { userId: 3, name: 'Info', login: 'l', personal: 'New' },
      { userId: 4, personal: 'Desk' },
    ]);
  });

  it('is taken from those who are named, and it is no error when they do not have it', () => {
    const { create, remove, list } = withUsers();
    create({ users: [{ id: 3 }, { id: 4 }] });
    expect([remove(jane), list(), remove(jane), remove(everybody), remove(everybody), list()]).toEqual([
      'accepted: true',
      'accepted: ["4 info@x.org"]',
      'accepted: false',
      'accepted: true',
      'accepted: false',
      'accepted: []',
    ]);
  });

  it('goes with its user, and its id is not used again', () => {
    const { ox, create, accounts } = withUsers();
    create({ groups: [{ id: 5 }] });
    ox.call('OXUserService', 'delete', { ...inTen, user: { id: 3 } });
    create({ users: [{ id: 2 }] });
    expect(accounts().map(({ id, userId }) => [id, userId])).toEqual([
      [2, 4],
      [3, 2],
    ]);
  });
});

it('accounts of a copy of OX are its own, and both go on with the same ids', () => {
  const { ox, create, accounts } = withUsers();
  create(jane);
  const copy = ox.clone();
  create({ users: [{ id: 4 }] });
  const ofCopy = () => copy.call('OXSecondaryAccountService', 'list', here).map(({ id }) => id);
  expect(ofCopy()).toEqual([1]);
  copy.call('OXSecondaryAccountService', 'create', { ...here, users: [{ id: 2 }], accountDataOnCreate: info });
  expect([ofCopy(), accounts().map(({ userId }) => userId)]).toEqual([
    [1, 2],
    [3, 4],
  ]);
});

describe('OX refuses', () => {
  it('an account that one of the users has, and gives it to none of them', () => {
    const { create, list } = withUsers();
    create({ users: [{ id: 4 }] });
    expect(create({ users: [{ id: 3 }, { id: 4 }] }, { ...info, primaryAddress: 'Info@x.org' })).toMatch(
      /^StorageException: ACC-0017 Categories=USER_INPUT Message='Duplicate mail account for user 4 in context 10\.' exceptionID=-?\d+-\d+$/,
    );
    expect(list()).toBe('accepted: ["4 info@x.org"]');
  });

  it('an account with the address of the user himself', () => {
    expect(withUsers().create(jane, { ...info, primaryAddress: 'jane@example.org' })).toContain('Duplicate mail account for user 3');
  });

  it('an account that is nowhere', () => {
    const text =
      'StorageException: Missing mail end-point data. Set end-point source to either "primary" or "localhost"; or specify appropriate fields in account data';
    const { create, list } = withUsers();
    expect([create(jane, { primaryAddress: 'x@x.org' }), create(jane, { primaryAddress: 'x@x.org', mailEndpointSource: 'none' })]).toEqual([
      text,
      text,
    ]);
    expect(list()).toBe('accepted: []');
  });

  it('what is missing, users and groups after it has looked at the caller', () => {
    const { ox, update, remove } = withUsers();
    const create = (args: object) => refusalOf(() => ox.call('OXSecondaryAccountService', 'create', args));
    expect([
      create(here),
      create({ accountDataOnCreate: info, auth: contextAdmin }),
      create({ accountDataOnCreate: info, context: {}, auth: contextAdmin }),
      create({ accountDataOnCreate: info, context: { id: 10 } }),
      create({ accountDataOnCreate: info, ...here }),
      update(jane, {}, ''),
      update({}, {}),
      remove(jane, ' '),
      remove({}),
    ]).toEqual([
      'InvalidDataException: Account data is missing.',
      'InvalidDataException: Missing context.',
      'InvalidCredentialsException: Client sent invalid context data object',
      'InvalidCredentialsException: Authentication failed',
      'InvalidDataException: Missing users/groups in account data',
      'InvalidDataException: Primary address is empty.',
      'InvalidDataException: Missing users/groups in account data',
      'InvalidDataException: Primary address is empty.',
      'InvalidDataException: Missing users/groups in account data',
    ]);
  });

  it('users and groups that are not there, both as missing users', () => {
    const { create, update, remove, list } = withUsers();
    const missing = ['NoSuchUserException: No such user 99 in context 10', 'NoSuchUserException: No such group 99 in context 10'];
    const user = { users: [{ id: 3 }, { id: 99 }] };
    const group = { groups: [{ id: 99 }] };
    expect([create(user), create(group)]).toEqual(missing);
    expect([update(user, {}), update(group, {})]).toEqual(missing);
    expect([remove(user), remove(group)]).toEqual(missing);
    expect([list(user), list(group)]).toEqual(missing);
    expect(list()).toBe('accepted: []');
  });
});
