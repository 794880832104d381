import { describe, expect, test } from 'vitest';
import { InProcessGateway, OLD_OX, OxSimulation } from '../../simulator/index.ts';
import type { OxGateway } from '../../src/ox/index.ts';
import { failureOf } from './gateway-fixture.ts';
import { access, admin, context, master, newUser, person, record, useSimulatedOx } from './simulated-ox.ts';

const ox = useSimulatedOx();
const other = { ...access, contextId: 11 };
const room = { name: 'room1', displayName: 'Room 1', description: 'Upstairs & <left>', email: 'room1@example.org' };
const account = { primaryAddress: 'info@example.org', name: 'Info', personal: 'Info desk', login: 'info' };
const mail = { module: 'mail', admin: false, folder: 2, read: 4, write: 4, delete: 0 } as const;
const nothing = { module: 'calendar', admin: false, folder: 0, read: 0, write: 0, delete: 0 } as const;

async function createTwoUsers(): Promise<readonly [number, number]> {
  await ox.gateway.contexts.create(context, admin);
  return [await ox.gateway.users.create(access, newUser('jane')), await ox.gateway.users.create(access, newUser('joe'))];
}

test('a resource comes, is renamed by its id, loses its description and goes', async () => {
  await ox.gateway.contexts.create(context, admin);
  const { resources } = ox.gateway;
  const id = await resources.create(access, room);
  expect(await resources.get(access, { name: 'room1' })).toEqual({ id, ...room });
  await resources.change(access, { id }, { ...room, name: 'room2', description: '' });
  expect(await resources.get(access, { id })).toEqual({ id, ...room, name: 'room2', description: '' });
  await resources.change(access, { name: 'room2' }, { ...room, name: 'room3' });
  expect(await resources.get(access, { id })).toMatchObject({ name: 'room2', description: room.description });
  await resources.delete(access, id);
  expect(await resources.get(access, { id })).toBeUndefined();
  expect(await resources.get(access, { name: 'room2' })).toBeUndefined();
});

test('a shared mailbox is given to users, changed and taken from everybody', async () => {
  const [jane, joe] = await createTwoUsers();
  const { secondaryAccounts } = ox.gateway;
  await secondaryAccounts.create(access, account, [jane, joe]);
  expect(await secondaryAccounts.list(access, 'everybody')).toEqual([
    { ...account, userId: jane },
    { ...account, userId: joe },
  ]);
  expect(await secondaryAccounts.update(access, { primaryAddress: account.primaryAddress, name: 'Desk' }, [jane])).toBe(true);
  expect(await secondaryAccounts.list(access, [jane])).toEqual([{ ...account, userId: jane, name: 'Desk' }]);
  expect(await secondaryAccounts.delete(access, account.primaryAddress, [jane])).toBe(true);
  expect(await secondaryAccounts.delete(access, account.primaryAddress, [jane])).toBe(false);
  expect(await secondaryAccounts.delete(access, account.primaryAddress, 'everybody')).toBe(true);
  expect(await secondaryAccounts.list(access, 'everybody')).toEqual([]);
});

test('a user is copied into another context, and both are there', async () => {
  const [jane] = await createTwoUsers();
  await ox.gateway.contexts.create({ id: 11, name: 'context11', loginMappings: [] }, admin);
  const copy = await ox.gateway.userCopy.copy({ id: jane, name: 'jane' }, 10, 11);
  expect(await ox.gateway.users.get(other, { id: copy })).toMatchObject({ name: 'jane', fields: person('jane') });
  expect(await ox.gateway.users.exists(access, { id: jane })).toBe(true);
});

test('a guest who holds the address becomes the user', async () => {
  await ox.gateway.contexts.create(context, admin);
  ox.simulator.control.edit({ kind: 'addGuest', contextId: 10, mail: 'jane@example.org' });
  expect(await ox.gateway.users.guests(access)).toHaveLength(1);
  expect(await failureOf(ox.gateway.users.create(access, newUser('jane')))).toMatchObject({ reason: 'MailAddressTaken' });
  const id = await ox.gateway.users.createFromGuest(access, newUser('jane'));
  await ox.gateway.users.changeRights(access, { id }, ['tasks']);
  expect(await ox.gateway.users.get(access, { name: 'jane' })).toMatchObject({ id, fields: person('jane') });
  expect(await ox.gateway.users.rights(access, { id })).toEqual(['tasks']);
});

test('a deputy is granted what is not nothing, and loses it', async () => {
  const [jane, joe] = await createTwoUsers();
  const { deputies } = ox.gateway;
  const grant = { userId: joe, sendOnBehalfOf: true, modules: [mail, nothing] };
  expect(await deputies.grant(access, jane, { ...grant, modules: [nothing] })).toBe('');
  const deputyId = await deputies.grant(access, jane, grant);
  const granted = { deputyId, grantorId: jane, userId: joe, sendOnBehalfOf: true };
  expect(await deputies.list(access)).toEqual([{ ...granted, modules: [mail] }]);
  await deputies.update(access, jane, deputyId, { ...grant, sendOnBehalfOf: false, modules: [{ ...mail, module: 'calendar' }] });
  expect(await deputies.list(access)).toEqual([{ ...granted, sendOnBehalfOf: false, modules: [{ ...mail, module: 'calendar' }] }]);
  await deputies.blockManual(access, jane);
  await deputies.unblockManual(access, jane);
  await deputies.revoke(access, jane, deputyId);
  expect(await deputies.list(access)).toEqual([]);
});

function scenario({ contexts, users, resources, secondaryAccounts, userCopy, deputies }: OxGateway): (() => Promise<unknown>)[] {
  const wrong = { ...access, admin: { ...access.admin, password: 'wrong' } };
  const grant = { userId: 4, sendOnBehalfOf: true, modules: [mail, nothing] };
  const address = account.primaryAddress;
  return [
    () => contexts.create(context, admin),
    () => contexts.create({ id: 11, name: 'context11', loginMappings: [] }, admin),
    () => users.create(access, newUser('jane')),
    () => users.create(access, newUser('joe')),
    () => users.changePersonal(access, { id: 3 }, 'Jane, Sales'),
    () => users.changePersonal(access, { id: 3 }, ''),
    () => users.changePersonal(access, { id: 4711 }, 'Nobody'),
    () => users.createFromGuest(access, newUser('jim')),
    () => users.createFromGuest(access, newUser('jim')),
    () => users.createFromGuest(access, newUser('jil', { shoe_size: 43 })),
    () => users.rights(access, { name: 'jim' }),
    () => resources.create(access, room),
    () => resources.create(access, room),
    () => resources.create(access, { ...room, name: 'room2' }),
    () => resources.create(access, { ...room, name: 'room2', email: 'jane@example.org' }),
    () => resources.create(access, { ...room, name: 'room2', email: 'no address' }),
    () => resources.create(access, { ...room, name: 'r/2', email: 'r2@example.org' }),
    () => resources.create(access, { ...room, name: 'room2', displayName: '', email: 'r2@example.org' }),
    () => resources.create(wrong, room),
    () => resources.get(access, { name: 'room1' }),
    () => resources.get(access, { name: 'nothing' }),
    () => resources.get(access, { id: 4711 }),
    () => resources.change(access, { name: 'nothing' }, room),
    () => resources.change(access, { id: 4711 }, room),
    () => resources.delete(access, 4711),
    () => secondaryAccounts.create(access, account, [3, 4, 3]),
    () => secondaryAccounts.create(access, account, [4]),
    () => secondaryAccounts.create(access, account, [4711]),
    () => secondaryAccounts.create(access, account, []),
    () => secondaryAccounts.create(access, { ...account, primaryAddress: 'jane@example.org' }, [3]),
    () => secondaryAccounts.create(wrong, account, [3]),
    () => secondaryAccounts.update(access, { primaryAddress: address, personal: '' }, [3]),
    () => secondaryAccounts.update(access, { primaryAddress: 'none@example.org', name: 'x' }, [3]),
    () => secondaryAccounts.list(access, [3]),
    () => secondaryAccounts.list(access, 'everybody'),
    () => secondaryAccounts.list(access, []),
    () => secondaryAccounts.delete(access, '', 'everybody'),
    () => secondaryAccounts.delete(access, address, [3]),
    () => secondaryAccounts.delete(access, address, [3]),
    () => secondaryAccounts.delete(access, address, 'everybody'),
    () => userCopy.copy({ id: 3, name: 'jane' }, 10, 11),
    () => userCopy.copy({ id: 3, name: 'jane' }, 10, 11),
    () => userCopy.copy({ id: 4711, name: 'nobody' }, 10, 11),
    () => userCopy.copy({ id: 3, name: 'jane' }, 10, 99),
    () => userCopy.copy({ id: 3, name: 'jane' }, 99, 11),
    () => users.get(other, { name: 'jane' }),
    () => deputies.grant(access, 3, { ...grant, modules: [nothing] }),
    () => deputies.grant(access, 3, grant),
    () => deputies.grant(access, 3, { ...grant, userId: 4711 }),
    () => deputies.grant(access, 4711, grant),
    () => deputies.grant(wrong, 3, grant),
    () => deputies.list(access),
    () => deputies.list({ ...access, contextId: 99 }),
    () => deputies.update(access, 3, 'unknown', grant),
    () => deputies.revoke(access, 3, 'unknown'),
    () => deputies.blockManual(access, 3),
    () => deputies.blockManual(access, 4711),
    () => deputies.unblockManual(access, 3),
  ];
}

test('over SOAP and in process, the simulated OX says the same to every call of these services', async () => {
  const overSoap = await record(scenario(ox.gateway));
  const inProcess = new InProcessGateway({ ox: new OxSimulation({ master }), master: () => master });
  expect(overSoap).toEqual(await record(scenario(inProcess)));
  expect(overSoap.filter((outcome) => outcome instanceof Error)).toEqual([]);
});

/** Only the real gateway tells what is to be installed. */
function withoutAdvice(outcome: unknown): unknown {
  const isUnsupported = typeof outcome === 'object' && outcome !== null && 'reason' in outcome && outcome.reason === 'FeatureUnsupported';
  return isUnsupported ? { ...outcome, message: '' } : outcome;
}

describe('an OX before 8.36', () => {
  const old = useSimulatedOx(OLD_OX);

  test('says the same over SOAP and in process', async () => {
    const inProcess = new InProcessGateway({ ox: new OxSimulation({ master, settings: OLD_OX }), master: () => master });
    const [soap, direct] = [await record(scenario(old.gateway)), await record(scenario(inProcess))];
    expect(soap.map(withoutAdvice)).toEqual(direct.map(withoutAdvice));
  });

  test('has no deputies and makes no users of guests, but everything else', async () => {
    await old.gateway.contexts.create(context, admin);
    const grant = { userId: 2, sendOnBehalfOf: true, modules: [mail] };
    const unsupported = { reason: 'FeatureUnsupported', errorClass: 'invalid', outcomeUnknown: false };
    expect(await failureOf(old.gateway.deputies.grant(access, 2, grant))).toMatchObject(unsupported);
    expect(await failureOf(old.gateway.deputies.list(access))).toMatchObject(unsupported);
    expect(await failureOf(old.gateway.users.createFromGuest(access, newUser('jane')))).toMatchObject(unsupported);
    expect(await old.gateway.users.exists(access, { name: 'jane' })).toBe(false);
    expect(await old.gateway.users.create(access, newUser('jane'))).toBeGreaterThan(2);
  });
});
