import { expect, test } from 'vitest';
import { InProcessGateway, OxSimulation } from '../../simulator/index.ts';
import type { OxGateway } from '../../src/ox/index.ts';
import { failureOf } from './gateway-fixture.ts';
import { access, admin, context, master, newUser, person, record, useSimulatedOx } from './simulated-ox.ts';

const ox = useSimulatedOx();

test('a user with an umlaut, line breaks, a date and a picture of 2 MB is read back as it was written', async () => {
  await ox.gateway.contexts.create(context, admin);
  const more = {
    note: 'Straße\r\n<b>&amp;</b>',
    birthday: '1990-02-03',
    image1: Buffer.alloc(2_000_000, 'photo').toString('base64'),
    mailenabled: true,
    imapPort: 993,
    imapServer: 'imap://mail.example.org',
  };
  const user = newUser('jürgen', {});
  const id = await ox.gateway.users.create(access, { ...user, name: 'juergen', fields: { ...user.fields, ...more } });
  const read = await ox.gateway.users.get(access, { name: 'juergen' });
  expect(read?.id).toBe(id);
  expect(read?.fields).toMatchObject({ ...person('jürgen'), note: more.note, birthday: more.birthday, mailenabled: true });
  expect(read?.fields.image1 === more.image1).toBe(true);
  expect(await ox.gateway.users.rights(access, { id })).toEqual(['calendar', 'webmail']);
});

test('a user or group that was changed reads as changed, one that was deleted as missing', async () => {
  await ox.gateway.contexts.create(context, admin);
  const jane = await ox.gateway.users.create(access, newUser('jane', { department: 'Sales' }));
  const joe = await ox.gateway.users.create(access, newUser('joe'));
  await ox.gateway.users.change(access, { id: jane }, { name: 'jane.roe', fields: { sur_name: 'Roe', department: '' } });
  await ox.gateway.users.changeRights(access, { id: jane }, ['tasks']);
  expect(await ox.gateway.users.get(access, { id: jane })).toMatchObject({ name: 'jane.roe', fields: { sur_name: 'Roe', department: '' } });
  expect(await ox.gateway.users.rights(access, { name: 'jane.roe' })).toEqual(['tasks']);
  expect((await ox.gateway.users.getMany(access, [joe, jane])).map(({ name }) => name).sort()).toEqual(['jane.roe', 'joe']);

  const sales = await ox.gateway.groups.create(access, { name: 'rd', displayName: 'R&D', members: [jane, joe, jane] });
  expect(await ox.gateway.groups.get(access, { name: 'rd' })).toEqual({ id: sales, name: 'rd', displayName: 'R&D', members: [jane, joe] });
  await ox.gateway.groups.change(access, sales, { name: 'rd', displayName: 'Research', members: [joe] });
  expect(await ox.gateway.groups.get(access, { id: sales })).toMatchObject({ displayName: 'Research', members: [joe] });

  await ox.gateway.users.delete(access, joe);
  expect(await ox.gateway.users.get(access, { id: joe })).toBeUndefined();
  expect(await ox.gateway.users.exists(access, { name: 'joe' })).toBe(false);
  expect((await ox.gateway.groups.get(access, { id: sales }))?.members).toEqual([]);
  await ox.gateway.groups.delete(access, sales);
  expect(await ox.gateway.groups.get(access, { name: 'rd' })).toBeUndefined();
});

test('a context comes, changes and goes', async () => {
  expect(await ox.gateway.contexts.exists(10)).toBe(false);
  expect(await ox.gateway.contexts.get(10)).toBeUndefined();
  await ox.gateway.contexts.create(context, admin);
  expect(await ox.gateway.contexts.get(10)).toMatchObject({ id: 10, name: 'context10', quotaMB: 1000 });
  await ox.gateway.contexts.change({ id: 10, name: 'My Company', loginMappings: ['example.com'] });
  const changed = await ox.gateway.contexts.get(10);
  expect(changed).toMatchObject({ id: 10, name: 'My Company' });
  expect(changed?.quotaMB).toBeUndefined();
  expect([...(changed?.loginMappings ?? [])].sort()).toEqual(['My Company', 'example.com']);
  await ox.gateway.contexts.delete(10);
  expect(await ox.gateway.contexts.exists(10)).toBe(false);
});

test('the members of the default group are all users of a context', async () => {
  await ox.gateway.contexts.create(context, admin);
  const ids = [await ox.gateway.users.create(access, newUser('jane')), await ox.gateway.users.create(access, newUser('joe'))];
  const group = await ox.gateway.groups.get(access, { id: 1 });
  expect(group?.members).toEqual(expect.arrayContaining(ids));
});

test.each([
  ['http502', 'before', true],
  ['http503', 'after', true],
  ['reset', 'before', true],
  ['reset', 'after', true],
  ['malformedXml', 'after', true],
] as const)('an answer that is lost by %s, %s the effect, is an outage with an open outcome', async (kind, when, outcomeUnknown) => {
  await ox.gateway.contexts.create(context, admin);
  ox.simulator.control.addFault({ count: 1, injection: { kind, when } });
  const failure = await failureOf(ox.gateway.users.create(access, newUser('jane')));
  expect(failure).toMatchObject({ reason: 'OxUnreachable', errorClass: 'outage', outcomeUnknown });
  expect(await ox.gateway.users.exists(access, { name: 'jane' })).toBe(when === 'after');
});

function scenario({ contexts, users, groups }: OxGateway): (() => Promise<unknown>)[] {
  const wrong = { ...access, admin: { ...access.admin, password: 'wrong' } };
  const stranger = { ...access, admin: { login: 'nobody', password: 'x' } };
  const nowhere = { ...access, contextId: 99 };
  return [
    () => contexts.exists(10),
    () => contexts.get(10),
    () => users.exists(access, { name: 'jane' }),
    () => contexts.change(context),
    () => contexts.delete(10),
    () => contexts.create(context, admin),
    () => contexts.create(context, admin),
    () => contexts.create({ ...context, id: 11 }, admin),
    () => contexts.create({ id: 12, name: 'twelve', loginMappings: ['example.org'] }, admin),
    () => contexts.get(10),
    () => users.create(access, newUser('jane', { department: 'Sales', birthday: '1990-02-03' })),
    () => users.create(access, newUser('jane')),
    () => users.create(access, { ...newUser('joe'), fields: person('joe', 'jane@example.org') }),
    () => users.create(access, newUser('j#e')),
    () => users.create(access, { ...newUser('joe'), fields: {} }),
    () => users.create(access, { ...newUser('joe'), fields: person('joe', 'no address') }),
    () => users.create(access, newUser('joe', { language: 'german' })),
    () => users.create(access, newUser('joe', {}, ['globalAddressBookDisabled', 'editPublicFolders'])),
    () => users.create(access, newUser('joe', { shoe_size: 43 })),
    () => users.create(wrong, newUser('joe')),
    () => users.create(nowhere, newUser('joe')),
    () => users.get(access, { name: 'jane' }),
    () => users.get(access, { name: 'nobody' }),
    () => users.get(nowhere, { id: 3 }),
    () => users.get(stranger, { id: 3 }),
    () => users.getMany(access, [2, 3]),
    () => users.getMany(access, [3, 4711]),
    () => users.rights(access, { name: 'jane' }),
    () => users.change(access, { id: 3 }, { fields: { department: '', city_home: 'Köln' } }),
    () => users.change(access, { id: 4711 }, { fields: { note: 'x' } }),
    () => users.change(access, { name: 'nobody' }, { fields: { note: 'x' } }),
    () => users.change(stranger, { id: 3 }, { fields: { note: 'x' } }),
    () => users.change(access, { id: 3 }, { fields: { primaryEmail: 'other@example.org', email1: 'other@example.org' } }),
    () => users.changeRights(access, { id: 3 }, ['globalAddressBookDisabled', 'webdavXml']),
    () => users.changeRights(access, { id: 3 }, ['tasks']),
    () => users.rights(access, { id: 3 }),
    () => users.get(access, { id: 3 }),
    () => groups.create(access, { name: 'sales', displayName: 'Sales', members: [3, 3] }),
    () => groups.create(access, { name: 'sales', displayName: 'Sales', members: [] }),
    () => groups.create(access, { name: 'more', displayName: 'More', members: [4711] }),
    () => groups.get(access, { name: 'sales' }),
    () => groups.get(access, { id: 1 }),
    () => groups.get(access, { id: 4711 }),
    () => groups.change(access, 4711, { name: 'x', displayName: 'X', members: [] }),
    () => groups.delete(access, 1),
    () => groups.delete(access, 4711),
    () => users.delete(access, 2),
    () => users.delete(access, 3),
    () => users.delete(access, 3),
    () => contexts.delete(10),
    () => contexts.exists(10),
  ];
}

test('over SOAP and in process, the simulated OX says the same to every call', async () => {
  const overSoap = await record(scenario(ox.gateway));
  const inProcess = await record(scenario(new InProcessGateway({ ox: new OxSimulation({ master }), master: () => master })));
  expect(overSoap).toEqual(inProcess);
  expect(overSoap.filter((outcome) => outcome instanceof Error)).toEqual([]);
});
