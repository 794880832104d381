import { describe, expect, it } from 'vitest';
import { applyEdit, type OxSettings, type ResourceData } from '../../simulator/index.ts';
import { addGroup, addUser, contextAdmin, inTen, refusalOf, simulatedOx } from '../support/simulated-ox.ts';

const room: ResourceData = { name: 'Room1', displayname: 'Room 1', email: 'room1@example.org' };

/** jane is 3, room1 is 4. */
function withRoom(settings: Partial<OxSettings> = {}) {
  const ox = simulatedOx(settings);
  addUser(ox, 'jane', { aliases: ['jane@example.org', 'alias@example.org'] });
  const create = (res: ResourceData | undefined) => refusalOf(() => ox.call('OXResourceService', 'create', { ...inTen, res }));
  create(room);
  return {
    ox,
    create,
    change: (res: ResourceData | undefined) => refusalOf(() => ox.call('OXResourceService', 'change', { ...inTen, res })),
    remove: (res: ResourceData) => refusalOf(() => ox.call('OXResourceService', 'delete', { ...inTen, res })),
    get: (res: ResourceData) => refusalOf(() => ox.call('OXResourceService', 'getData', { ...inTen, res })),
    many: (resources: readonly ResourceData[]) =>
      refusalOf(() => ox.call('OXResourceService', 'getMultipleData', { ...inTen, resources }).map(({ id }) => id)),
    list: (pattern?: string) => refusalOf(() => ox.call('OXResourceService', 'list', { ...inTen, pattern }).map(({ name }) => name)),
    stored: () => ox.call('OXResourceService', 'getData', { ...inTen, res: { id: 4 } }),
  };
}

const other = { name: 'other', displayname: 'Other', email: 'other@example.org' };
const invalid = 'InvalidDataException: ';

describe('OX refuses a new resource', () => {
  const refused: readonly [string, ResourceData | undefined, string][] = [
    ['that is none', undefined, ''],
    ['without a name, in no words', { displayname: 'x', email: 'x@example.org' }, ''],
    ['whose name is taken in other case', { ...other, name: 'ROOM1' }, 'Resource ROOM1 already exists in this context'],
    ['whose address another one has', { ...other, email: 'Room1@Example.org' }, 'Resource with this email address already exists'],
    [
      'with the primary address of a user',
      { ...other, email: 'jane@example.org' },
      'Primary mail address "jane@example.org" already exists in context 10 (Already assigned to user 3).',
    ],
    ['without the rest', { name: 'other' }, 'Mandatory fields not set: [displayname, email]'],
    ['with empty fields', { name: '', displayname: '', email: '' }, 'Mandatory fields not set: [name, displayname, email]'],
    ['whose name is taken, before it looks for what is missing', { name: 'room1' }, 'Resource room1 already exists in this context'],
    ['with illegal characters', { ...other, name: 'R&D/ä' }, 'Illegal chars: "&/ä"'],
    ['whose name is blank', { ...other, name: ' ' }, 'Invalid resource name'],
    ['with an address that is none', { ...other, email: 'no mail' }, 'Invalid email address'],
  ];
  it.each(refused)('%s', (_, res, text) => {
    const { create, list } = withRoom();
    expect(create(res)).toBe(invalid + text);
    expect(list('*')).toBe('accepted: ["room1"]');
  });

  it('of somebody who is not the admin', () => {
    const { ox } = withRoom();
    const call = (auth: object | undefined, id = 10) =>
      refusalOf(() => ox.call('OXResourceService', 'create', { ctx: { id }, res: other, auth }));
    const denied = 'InvalidCredentialsException: Authentication failed';
    expect([call({ login: 'oxadmin', password: 'wrong' }), call({ login: 'jane', password: 'userpw' }), call(undefined)]).toEqual([
      denied,
      denied,
      denied,
    ]);
    expect(call(contextAdmin, 99)).toBe(denied);
    expect(refusalOf(() => ox.call('OXResourceService', 'listAll', { auth: contextAdmin }))).toBe(
      'InvalidCredentialsException: Client sent invalid context data object',
    );
  });
});

describe('a resource', () => {
  it('is answered as it was sent, with an id out of the sequence of users and groups and its name in lower case', () => {
    const { ox, create, stored } = withRoom();
    expect(stored()).toEqual({ ...room, id: 4, name: 'room1', available: true, permissions: [], description: undefined });
    expect(addGroup(ox, 'group')).toBe(5);
    expect(create({ ...other, available: false, description: 'x' })).toBe(
      'accepted: {"name":"other","displayname":"Other","email":"other@example.org","available":false,"description":"x","id":6}',
    );
  });

  it('may have the alias of a user, and keeps capital letters where OX is set so', () => {
    expect(withRoom().create({ ...other, email: 'alias@example.org' })).toContain('accepted');
    expect(withRoom({ resourceAutoLowercase: false }).stored().name).toBe('Room1');
  });

  it('may have any name where OX is set so', () => {
    expect(withRoom({ resourceCheckNotAllowedChars: false }).create({ ...other, name: 'R&D' })).toContain('"name":"r&d"');
    expect(withRoom({ resourceNameCharacter: '[a-z]' }).create({ ...other, name: 'o-1' })).toBe(`${invalid}Illegal chars: "-1"`);
  });

  it('keeps what a change does not send, and is cleared by an empty text', () => {
    const { change, stored } = withRoom();
    change({ id: 4, name: 'New Name', description: 'big', available: false });
    expect(stored()).toMatchObject({ name: 'new name', displayname: 'Room 1', description: 'big', available: false });
    change({ name: 'new name', displayname: 'Hall', description: '' });
    expect(stored()).toMatchObject({ name: 'new name', displayname: 'Hall', description: '', email: 'room1@example.org' });
  });

  it('may keep its name and address in a change, and leaves them to others when it gives them up', () => {
    const { change, create } = withRoom();
    expect(change({ ...room, id: 4 })).toBe('accepted: undefined');
    change({ id: 4, name: 'moved', email: 'moved@example.org' });
    expect(create(room)).toContain('"id":5');
  });

  const refused: readonly [string, ResourceData | undefined, string][] = [
    ['of nothing', undefined, `${invalid}One of the given arguments for change is null`],
    ['of one that is not there', { id: 99 }, 'NoSuchResourceException: Resource with this id does not exists'],
    ['without id and name', { displayname: 'x' }, `${invalid}One resourceobject has no resourceid or resourcename`],
    [
      'of an unknown name',
      { name: 'zz' },
      'NoSuchResourceException: com.openexchange.admin.rmi.exceptions.NoSuchObjectException: com.openexchange.admin.rmi.exceptions.NoSuchResourceException: No such resource zz in context 10',
    ],
    ['to the name of another one', { id: 4, name: 'Other' }, `${invalid}Resource Other already exists in this context`],
    ['to the address of another one', { id: 4, email: 'other@example.org' }, `${invalid}Resource with this email address already exists`],
    [
      'to the address of a user',
      { id: 4, email: 'jane@example.org' },
      `${invalid}Primary mail address "jane@example.org" already exists in context 10 (Already assigned to user 3).`,
    ],
    ['to illegal characters', { id: 4, name: 'a*b' }, `${invalid}Illegal chars: "*"`],
    ['to an address that is none', { id: 4, email: 'no mail' }, `${invalid}Invalid email address`],
  ];
  it.each(refused)('refuses a change %s and stays as it is', (_, res, text) => {
    const { create, change, stored } = withRoom();
    create(other);
    expect(change(res)).toBe(text);
    expect(stored()).toMatchObject({ name: 'room1', displayname: 'Room 1', email: 'room1@example.org' });
  });

  it('can be deleted by id or name, but not twice, and its id is never used again', () => {
    const { create, remove } = withRoom();
    expect([remove({ name: 'room1' }), remove({ id: 4 }), remove({ name: 'room1' }), create(room)]).toEqual([
      'accepted: undefined',
      'NoSuchResourceException: Resource with this id does not exist',
      'NoSuchResourceException: com.openexchange.admin.rmi.exceptions.NoSuchObjectException: com.openexchange.admin.rmi.exceptions.NoSuchResourceException: No such resource room1 in context 10',
      'accepted: {"name":"room1","displayname":"Room 1","email":"room1@example.org","id":5}',
    ]);
  });

  it('of a copy of OX is its own', () => {
    const { ox, change, stored } = withRoom();
    const copy = ox.clone();
    change({ id: 4, name: 'changed' });
    expect(copy.call('OXResourceService', 'getData', { ...inTen, res: { name: 'room1' } })).toMatchObject({ id: 4, name: 'room1' });
    copy.call('OXResourceService', 'delete', { ...inTen, res: { id: 4 } });
    expect(stored().name).toBe('changed');
  });

  it('is still found by its name when another one that was given the same name behind the back of OX is deleted', () => {
    const { ox, create, remove, get } = withRoom();
    create(other);
    applyEdit(ox, { kind: 'setResourceFields', contextId: 10, resource: 5, fields: { name: 'room1', email: 'room1@example.org' } });
    remove({ id: 4 });
    expect(get({ name: 'room1' })).toContain('"id":5');
    expect(create({ ...other, email: 'room1@example.org' })).toBe(`${invalid}Resource with this email address already exists`);
  });

  it('goes with its context', () => {
    const { ox } = withRoom();
    ox.call('OXContextService', 'delete', { ctx: { id: 10 }, auth: ox.installation.master });
    expect(ox.installation.contexts.get(10)?.resources.all()).toBeUndefined();
  });
});

describe('reading resources', () => {
  it('by id or name, each in its own words when it is not there', () => {
    const { get, many } = withRoom();
    expect(get({ name: 'ROOM1' })).toContain('"id":4');
    expect([get({ id: 99 }), many([{ id: 4 }, { name: 'room1' }]), many([{ id: 99 }]), many([{ name: 'zz' }]), many([{}])]).toEqual([
      'NoSuchResourceException: resource with with this id does not exist',
      'accepted: [4,4]',
      'NoSuchResourceException: No such resource 99',
      'NoSuchResourceException: No such resource zz',
      'InvalidDataException: Resourcename and resourceid missing!Cannot resolve resource data',
    ]);
  });

  it('in lists finds names by pattern, display names only as a whole', () => {
    const { create, list } = withRoom();
    create(other);
    expect([list('roo*'), list('Room 1'), list('Room*1'), list('Oth'), list('*'), list(''), list()]).toEqual([
      'accepted: ["room1"]',
      'accepted: ["room1"]',
      'accepted: ["room1"]',
      'accepted: []',
      'accepted: ["room1","other"]',
      'InvalidDataException: Invalid pattern!',
      'InvalidDataException: ',
    ]);
  });
});

describe('the permissions of a resource', () => {
  const booker = { entity: 3, group: false, privilege: 'ask_to_book' };
  const refused: readonly [string, ResourceData['permissions'], string][] = [
    ['nobody', [{ group: false, privilege: 'none' }], 'Permission without entity found.'],
    ['either a user or a group', [{ entity: 3, privilege: 'none' }], 'Permission without group flag found.'],
    ['nothing', [{ entity: 3, group: false }], 'Missing permission privilege for entity 3.'],
    ['a missing user', [{ ...booker, entity: 99 }], 'User with id 99 not found.'],
    ['a missing group', [{ ...booker, group: true, entity: 99 }], 'Group with id 99 not found.'],
    ['a guest', [{ ...booker, entity: 5 }], 'User 5 is a guest user.'],
    ['something unknown', [{ ...booker, privilege: 'own' }], 'Invalid permission privilege own for entity 3.'],
    ['somebody twice', [booker, booker], 'Duplicate permission entity 3.'],
    ['a request that nobody answers', [booker], 'Permission ASK_TO_BOOK without DELEGATE found.'],
  ];
  it.each(refused)('are refused when they are for %s', (_, permissions, text) => {
    const { ox, change, stored } = withRoom();
    applyEdit(ox, { kind: 'addGuest', contextId: 10, mail: 'g@x.org' });
    expect(change({ id: 4, permissions })).toBe(invalid + text);
    expect(stored().permissions).toEqual([]);
  });

  it('are kept, and are none when everybody may book', () => {
    const { change, stored } = withRoom();
    const permissions = [
      { entity: 0, group: true, privilege: 'ASK_TO_BOOK' },
      { ...booker, privilege: 'DELEGATE' },
    ];
    change({ id: 4, permissions });
    expect(stored().permissions).toEqual(permissions);
    change({ id: 4, displayname: 'x' });
    expect(stored().permissions).toEqual(permissions);
    change({ id: 4, permissions: [{ entity: 0, group: true, privilege: 'BOOK_DIRECTLY' }] });
    expect(stored().permissions).toEqual([]);
  });
});
