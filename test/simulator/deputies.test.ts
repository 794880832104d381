import { describe, expect, it } from 'vitest';
import type { DeputyPermissionData, ModulePermissionData } from '../../simulator/index.ts';
import { addUser, contextAdmin, inTen, refusalOf, simulatedOx } from '../support/simulated-ox.ts';

const here = { context: { id: 10 }, auth: contextAdmin } as const;
const editor = { moduleId: 'mail', admin: false, folderPermission: 2, readPermission: 4, writePermission: 4, deletePermission: 0 };
const none = { moduleId: 'calendar', admin: false, folderPermission: 0, readPermission: 0, writePermission: 0, deletePermission: 0 };
const service = 'OXDeputyPermissionsService';

/** jane is 3, john 4. */
function withUsers() {
  const ox = simulatedOx();
  addUser(ox, 'jane');
  addUser(ox, 'john');
  return {
    ox,
    grant: (user: number | undefined, deputyPermission: DeputyPermissionData | undefined) =>
      refusalOf(() => ox.call(service, 'grant', { ...here, user, deputyPermission })),
    id: (user: number, userId: number) => ox.call(service, 'grant', { ...here, user, deputyPermission: to(userId) }) ?? '',
    update: (user: number, deputyId: string, deputyPermission: DeputyPermissionData | undefined) =>
      refusalOf(() => ox.call(service, 'update', { ...here, user, deputyId, deputyPermission })),
    revoke: (user: number, deputyId: string) => refusalOf(() => ox.call(service, 'revoke', { ...here, user, deputyId })),
    pairs: () => ox.call(service, 'list', here).map(({ grantorId, userId }) => `${grantorId}>${userId}`),
    list: () => ox.call(service, 'list', here),
  };
}

function to(userId: number, modulePermissions: readonly ModulePermissionData[] = [editor]): DeputyPermissionData {
  return { userId, sendOnBehalfOf: true, modulePermissions };
}

describe('a deputy permission', () => {
  it('is listed with who granted it, without the modules that grant nothing', () => {
    const { ox, list } = withUsers();
    const deputyId = ox.call(service, 'grant', { ...here, user: 3, deputyPermission: to(4, [editor, none]) });
    expect(deputyId).toMatch(/^[0-9a-f]{32}$/);
    expect(list()).toEqual([{ deputyId, grantorId: 3, userId: 4, sendOnBehalfOf: true, modulePermissions: [editor] }]);
    expect(ox.call(service, 'get', { ...here, user: 3, deputyId })).toEqual(list()[0]);
  });

  it('is none when no module grants anything', () => {
    const { grant, list } = withUsers();
    expect([grant(3, to(4, [none])), grant(3, to(4, [])), grant(3, { userId: 4 })]).toEqual(Array(3).fill('accepted: undefined'));
    expect(list()).toEqual([]);
  });

  it('can be changed and ends when a change leaves nothing', () => {
    const { id, update, list } = withUsers();
    const deputyId = id(3, 4);
    update(3, deputyId, { userId: 2, sendOnBehalfOf: false, modulePermissions: [{ moduleId: 'calendar', readPermission: 8 }] });
    expect(list()).toEqual([
      { deputyId, grantorId: 3, userId: 4, sendOnBehalfOf: false, modulePermissions: [{ ...none, readPermission: 8 }] },
    ]);
    update(3, deputyId, to(4, [none]));
    expect(list()).toEqual([]);
  });

  it('can be revoked alone or with all others of the user, and may be granted again under a new id', () => {
    const { ox, id, revoke, pairs } = withUsers();
    const first = id(3, 4);
    id(3, 2);
    id(4, 3);
    revoke(3, first);
    expect(pairs()).toEqual(['3>2', '4>3']);
    expect(id(3, 4)).not.toBe(first);
    ox.call(service, 'revokeAll', { ...here, user: 3 });
    expect(pairs()).toEqual(['4>3']);
  });

  it('goes with either user', () => {
    const { ox, id, pairs } = withUsers();
    id(3, 4);
    id(4, 3);
    id(2, 4);
    ox.call('OXUserService', 'delete', { ...inTen, user: { id: 3 } });
    expect(pairs()).toEqual(['2>4']);
    ox.call('OXUserService', 'delete', { ...inTen, user: { id: 4 } });
    expect(pairs()).toEqual([]);
  });

  const refused: readonly [string, number | undefined, DeputyPermissionData | undefined, string][] = [
    ['nobody', undefined, to(4), 'InvalidDataException: Missing user.'],
    ['a missing user', 99, to(4), 'NoSuchUserException: No such user 99 in context 10'],
    ['somebody to nobody', 3, { modulePermissions: [editor] }, 'InvalidDataException: Missing deputy permission.'],
    ['somebody without a permission', 3, undefined, 'InvalidDataException: Missing deputy permission.'],
    ['somebody to a missing user', 3, to(99), 'NoSuchUserException: No such user 99 in context 10'],
    ['somebody to himself', 3, to(3), 'InvalidDataException: User 3 cannot be his own deputy'],
    ['somebody twice to the same', 3, to(2), 'InvalidDataException: User 2 is a deputy of user 3 in context 10 already'],
    ['somebody for an unknown module', 3, to(4, [{ moduleId: 'tasks' }]), 'InvalidDataException: Unknown deputy module "tasks"'],
  ];
  it.each(refused)('is refused when it is granted by %s', (_, user, permission, text) => {
    const { id, grant, pairs } = withUsers();
    id(3, 2);
    expect(grant(user, permission)).toBe(text);
    expect(pairs()).toEqual(['3>2']);
  });

  it('belongs to the one who granted it', () => {
    const { ox, id, update, revoke, pairs } = withUsers();
    const deputyId = id(3, 4);
    const missing = (user: number, words = deputyId) =>
      `InvalidDataException: No such deputy permission ${words} of user ${user} in context 10`;
    expect([revoke(4, deputyId), update(4, deputyId, to(3)), revoke(3, 'zz'), revoke(99, deputyId)]).toEqual([
      missing(4),
      missing(4),
      missing(3, 'zz'),
      'NoSuchUserException: No such user 99 in context 10',
    ]);
    expect(refusalOf(() => ox.call(service, 'get', { ...here, user: 4, deputyId }))).toBe(missing(4));
    expect(pairs()).toEqual(['3>4']);
  });

  it('is for the context admin to see', () => {
    const { ox } = withUsers();
    const list = (args: object) => refusalOf(() => ox.call(service, 'list', args));
    expect([list({ context: { id: 10 }, auth: { login: 'jane', password: 'userpw' } }), list({ auth: contextAdmin })]).toEqual([
      'InvalidCredentialsException: Authentication failed',
      'InvalidCredentialsException: Client sent invalid context data object',
    ]);
  });
});

it('a user who is blocked may grant by himself again when he is unblocked, and his block ends with him', () => {
  const { ox } = withUsers();
  const blocked = () => [...(ox.installation.contexts.get(10)?.deputies.blocked ?? [])];
  const call = (operation: 'blockManual' | 'unblockManual', user?: number) =>
    refusalOf(() => ox.call(service, operation, { ...here, user }));
  expect([call('blockManual', 3), call('blockManual', 4), call('blockManual', 4), blocked()]).toEqual([
    'accepted: undefined',
    'accepted: undefined',
    'accepted: undefined',
    [3, 4],
  ]);
  call('unblockManual', 3);
  expect(blocked()).toEqual([4]);
  ox.call('OXUserService', 'delete', { ...inTen, user: { id: 4 } });
  expect(blocked()).toEqual([]);
  expect([call('blockManual'), call('unblockManual', 99)]).toEqual([
    'InvalidDataException: Missing user.',
    'NoSuchUserException: No such user 99 in context 10',
  ]);
});

it('deputies of a copy of OX are its own, and both go on with the same ids', () => {
  const { ox, id, pairs } = withUsers();
  id(3, 4);
  ox.call(service, 'blockManual', { ...here, user: 3 });
  const copy = ox.clone();
  const inOriginal = id(4, 3);
  ox.call(service, 'unblockManual', { ...here, user: 3 });
  expect(copy.call(service, 'list', here)).toHaveLength(1);
  expect(copy.call(service, 'grant', { ...here, user: 4, deputyPermission: to(2) })).toBe(inOriginal);
  expect(pairs()).toEqual(['3>4', '4>3']);
  expect([...(copy.installation.contexts.get(10)?.deputies.blocked ?? [])]).toEqual([3]);
});
