import { describe, expect, it } from 'vitest';
import { FaultRules, InProcessGateway, type Intercept, lostCall, OxSimulation, startSimulator } from '../../simulator/index.ts';
import { type Fields, systemClock } from '../../src/model/index.ts';
import { OxError, type OxGateway, SoapOxGateway } from '../../src/ox/index.ts';

const admin = { login: 'oxadmin', password: 'Adm1nSecret' };
const access = { contextId: 10, admin };
const person = { password: 'admin', displayName: 'A', givenName: 'A', surName: 'B', email: 'a@x.org' };
const fieldsOf = (name: string, more: Fields = {}): Fields => ({
  display_name: name,
  given_name: 'G',
  sur_name: 'S',
  primaryEmail: `${name}@x.org`,
  email1: `${name}@x.org`,
  ...more,
});
const room = { name: 'Room1', displayName: 'Room 1', description: 'Big', email: 'room1@x.org' };
const info = { primaryAddress: 'info@x.org', name: 'Info', personal: 'Info desk', login: 'shared-info' };
const mayRead = { module: 'mail', admin: false, folder: 2, read: 4, write: 0, delete: 0 } as const;
const deputy = { userId: 5, sendOnBehalfOf: true, modules: [mayRead] };
const jane = { name: 'jane', password: 'JaneSecret', fields: fieldsOf('jane'), rights: ['webmail', 'calendar'] };

async function createContext(gateway: OxGateway): Promise<void> {
  await gateway.contexts.create(
    { id: 10, name: 'ten', quotaMB: 5, loginMappings: ['x.org'] },
    { ...person, name: admin.login, password: admin.password },
  );
}

async function inProcess(options: { intercept?: Intercept; faults?: FaultRules } = {}) {
  const ox = new OxSimulation();
  await createContext(new InProcessGateway({ ox }));
  return { ox, gateway: new InProcessGateway({ ox, ...options }) };
}

/** What a call rejects with, as far as the operator looks at it; else the result. */
async function outcomeOf(call: Promise<unknown>): Promise<unknown> {
  try {
    return await call;
  } catch (error) {
    if (!(error instanceof OxError)) throw error;
    const { reason, errorClass, missing, target, outcomeUnknown, contextId, service, operation, message } = error;
    return { reason, errorClass, missing, target, outcomeUnknown, contextId, service, operation, message };
  }
}

describe('the gateway in process behaves as the one over SOAP does with', () => {
  const deputyId = '000000000000000a0000000000000001';
  type Step = readonly [string, (gateway: OxGateway) => Promise<unknown>];
  const wrong = { contextId: 10, admin: { ...admin, password: 'Wr0ngSecret' } };
  const steps: readonly Step[] = [
    ['an existing context', ({ contexts }) => contexts.exists(10)],
    ['a missing context', async ({ contexts }) => [await contexts.exists(11), await contexts.get(11)]],
    ['a context that is taken', (gateway) => createContext(gateway)],
    ['a changed context', ({ contexts }) => contexts.change({ id: 10, name: 'new', quotaMB: undefined, loginMappings: ['y.org'] })],
    ['a read context', ({ contexts }) => contexts.get(10)],
    ['a change of a missing context', ({ contexts }) => contexts.change({ id: 11, name: 'x', loginMappings: [] })],
    ['a delete of a missing context', ({ contexts }) => contexts.delete(11)],
    [
      'a new user',
      ({ users }) =>
        users.create(access, { ...jane, fields: fieldsOf('jane', { birthday: '1990-02-03', company: 'A&B <ä>', mailenabled: false }) }),
    ],
    ['a user whose name is taken', ({ users }) => users.create(access, { ...jane, fields: fieldsOf('other') })],
    ['a user whose address is taken', ({ users }) => users.create(access, { ...jane, name: 'other' })],
    ['a user with an illegal name', ({ users }) => users.create(access, { ...jane, name: 'ö', fields: fieldsOf('other') })],
    [
      'a user without a field',
      ({ users }) => users.create(access, { ...jane, name: 'other', fields: fieldsOf('other', { sur_name: '' }) }),
    ],
    [
      'a user with control characters',
      ({ users }) => users.create(access, { ...jane, name: 'ctrl', fields: fieldsOf('ctrl', { company: 'a\u0001b\tc' }) }),
    ],
    ['a field that OX does not have', ({ users }) => users.create(access, { ...jane, fields: { nonsense: 'x' } })],
    ['a date that is none', ({ users }) => users.change(access, { id: 3 }, { fields: { birthday: '1990-02-30' } })],
    ['rights that exclude each other', ({ users }) => users.changeRights(access, { id: 3 }, ['globalAddressBookDisabled', 'delegateTask'])],
    ['a read user', ({ users }) => users.get(access, { name: 'jane' })],
    ['missing users', async ({ users }) => [await users.get(access, { id: 99 }), await users.get(access, { name: 'zz' })]],
    ['many users', ({ users }) => users.getMany(access, [3, 4])],
    ['no users', ({ users }) => users.getMany(access, [])],
    ['many users, one of them missing', ({ users }) => users.getMany(access, [3, 99])],
    [
      'too many users',
      ({ users }) =>
        users.getMany(
          access,
          Array.from({ length: 101 }, (_, index) => index),
        ),
    ],
    ['a changed user', ({ users }) => users.change(access, { name: 'jane' }, { fields: { company: '', birthday: '' } })],
    ['a renamed user', ({ users }) => users.change(access, { id: 3 }, { name: 'janet', fields: {} })],
    ['a rename by name', ({ users }) => users.change(access, { name: 'janet' }, { name: 'x', fields: {} })],
    ['a change of a missing user', ({ users }) => users.change(access, { name: 'zz' }, { fields: {} })],
    ['a change in a missing context', ({ users }) => users.change({ contextId: 11, admin }, { id: 3 }, { fields: {} })],
    ['changed rights', ({ users }) => users.changeRights(access, { id: 3 }, ['tasks', 'webmail'])],
    ['read rights', ({ users }) => users.rights(access, { id: 3 })],
    ['rights of a missing user', ({ users }) => users.rights(access, { name: 'zz' })],
    ['existence', async ({ users }) => [await users.exists(access, { id: 3 }), await users.exists(access, { name: 'zz' })]],
    ['a wrong password', ({ users }) => users.exists(wrong, { id: 3 })],
    ['a wrong login', ({ users }) => users.change({ contextId: 10, admin: { ...admin, login: 'zz' } }, { id: 3 }, { fields: {} })],
    ['a read in a missing context', ({ users }) => users.get({ contextId: 11, admin }, { id: 3 })],
    ['a new group', ({ groups }) => groups.create(access, { name: 'Sales', displayName: 'S & T', members: [4, 3, 3] })],
    ['a group whose name is taken', ({ groups }) => groups.create(access, { name: 'sales', displayName: 'S', members: [] })],
    ['a group with a missing member', ({ groups }) => groups.create(access, { name: 'other', displayName: 'S', members: [99] })],
    ['a read group', ({ groups }) => groups.get(access, { name: 'sales' })],
    ['an emptied group', ({ groups }) => groups.change(access, 5, { name: 'sales', displayName: 'S', members: [] })],
    ['a read empty group', ({ groups }) => groups.get(access, { id: 5 })],
    ['missing groups', async ({ groups }) => [await groups.get(access, { id: 99 }), await groups.get(access, { name: 'zz' })]],
    ['a change of a missing group', ({ groups }) => groups.change(access, 99, { name: 'q', displayName: 'q', members: [] })],
    ['a deleted group', ({ groups }) => groups.delete(access, 5)],
    ['a group that is deleted already', ({ groups }) => groups.delete(access, 5)],
    ['the default group', ({ groups }) => groups.delete(access, 1)],
    ['a deputy who is not there', ({ deputies }) => deputies.grant(access, 3, { ...deputy, userId: 99 })],
    ['a new resource', ({ resources }) => resources.create(access, room)],
    ['a resource whose name is taken', ({ resources }) => resources.create(access, { ...room, email: 'other@x.org' })],
    ['a resource whose address is taken', ({ resources }) => resources.create(access, { ...room, name: 'other' })],
    ['a resource with the address of a user', ({ resources }) => resources.create(access, { ...room, name: 'o', email: 'jane@x.org' })],
    ['a resource without an address', ({ resources }) => resources.create(access, { ...room, name: 'o', email: '' })],
    ['a resource with an illegal name', ({ resources }) => resources.create(access, { ...room, name: 'ä', email: 'o@x.org' })],
    ['a read resource', ({ resources }) => resources.get(access, { name: 'room1' })],
    ['a renamed resource', ({ resources }) => resources.change(access, { id: 6 }, { ...room, name: 'room2', description: '' })],
    [
      'the resource under its new name',
      async ({ resources }) => [await resources.get(access, { id: 6 }), await resources.get(access, { name: 'room1' })],
    ],
    [
      'a resource changed by name',
      ({ resources }) => resources.change(access, { name: 'room2' }, { ...room, name: 'ignored', displayName: 'R' }),
    ],
    ['a change of a missing resource', ({ resources }) => resources.change(access, { id: 99 }, room)],
    ['a change of a resource of no such name', ({ resources }) => resources.change(access, { name: 'zz' }, room)],
    ['a missing resource', ({ resources }) => resources.get(access, { id: 99 })],
    ['a deleted resource', ({ resources }) => resources.delete(access, 6)],
    ['a resource that is deleted already', ({ resources }) => resources.delete(access, 6)],
    ['another user', ({ users }) => users.create(access, { ...jane, name: 'tom', fields: fieldsOf('tom') })],
    ['a shared mailbox', ({ secondaryAccounts }) => secondaryAccounts.create(access, info, [3, 7])],
    ['a shared mailbox twice', ({ secondaryAccounts }) => secondaryAccounts.create(access, info, [2, 7])],
    ['a shared mailbox for nobody', ({ secondaryAccounts }) => secondaryAccounts.create(access, info, [])],
    ['a shared mailbox for a missing user', ({ secondaryAccounts }) => secondaryAccounts.create(access, info, [99])],
    [
      'a changed mailbox',
      ({ secondaryAccounts }) => secondaryAccounts.update(access, { primaryAddress: 'INFO@x.org', personal: 'New' }, [7]),
    ],
    [
      'a change of a mailbox that is not there',
      ({ secondaryAccounts }) => secondaryAccounts.update(access, { primaryAddress: 'z@x.org' }, [3]),
    ],
    ['the mailboxes of a user', ({ secondaryAccounts }) => secondaryAccounts.list(access, [7])],
    ['all mailboxes', ({ secondaryAccounts }) => secondaryAccounts.list(access, 'everybody')],
    ['no mailboxes', ({ secondaryAccounts }) => secondaryAccounts.list(access, [])],
    ['mailboxes of a missing user', ({ secondaryAccounts }) => secondaryAccounts.list(access, [99])],
    ['a mailbox taken from one', ({ secondaryAccounts }) => secondaryAccounts.delete(access, 'info@x.org', [3])],
    ['a mailbox taken from all', ({ secondaryAccounts }) => secondaryAccounts.delete(access, 'info@x.org', 'everybody')],
    ['a mailbox that nobody has', ({ secondaryAccounts }) => secondaryAccounts.delete(access, 'info@x.org', 'everybody')],
    ['a sender name', ({ users }) => users.changePersonal(access, { id: 3 }, 'Jane from sales')],
    ['a sender name of nobody', ({ users }) => users.changePersonal(access, { name: 'zz' }, 'x')],
    ['a first deputy', ({ deputies }) => deputies.grant(access, 3, { ...deputy, userId: 7 })],
    ['a deputy twice', ({ deputies }) => deputies.grant(access, 3, { ...deputy, userId: 7 })],
    ['a deputy without permissions', ({ deputies }) => deputies.grant(access, 7, { ...deputy, userId: 3, modules: [] })],
    ['a changed deputy', ({ deputies }) => deputies.update(access, 3, deputyId, { ...deputy, userId: 7, sendOnBehalfOf: false })],
    ['all deputies', ({ deputies }) => deputies.list(access)],
    ['a blocked grantor', async ({ deputies }) => [await deputies.blockManual(access, 3), await deputies.unblockManual(access, 3)]],
    ['a revoked deputy', ({ deputies }) => deputies.revoke(access, 3, deputyId)],
    ['a deputy who is revoked already', ({ deputies }) => deputies.revoke(access, 3, deputyId)],
    ['no deputies', ({ deputies }) => deputies.list(access)],
    [
      'a second context',
      ({ contexts }) =>
        contexts.create({ id: 20, name: 'twenty', loginMappings: [] }, { ...person, name: admin.login, password: admin.password }),
    ],
    ['a copied user', ({ userCopy }) => userCopy.copy({ id: 3, name: 'janet' }, 10, 20)],
    ['the copy', ({ users }) => users.get({ contextId: 20, admin }, { name: 'janet' })],
    ['a user who is copied already', ({ userCopy }) => userCopy.copy({ id: 3, name: 'janet' }, 10, 20)],
    ['a copy of a missing user', ({ userCopy }) => userCopy.copy({ id: 99, name: 'zz' }, 10, 20)],
    ['a copy into a missing context', ({ userCopy }) => userCopy.copy({ id: 3, name: 'janet' }, 10, 30)],
    ['a user whom no guest was', ({ users }) => users.createFromGuest(access, { ...jane, name: 'tim', fields: fieldsOf('tim') })],
    [
      'a user from a guest who is no guest',
      ({ users }) => users.createFromGuest(access, { ...jane, name: 'tim2', fields: fieldsOf('tim') }),
    ],
    ['a deleted user', ({ users }) => users.delete(access, 3)],
    ['a user who is deleted already', ({ users }) => users.delete(access, 3)],
    ['the context admin', ({ users }) => users.delete(access, 2)],
    ['a deleted context', ({ contexts }) => contexts.delete(10)],
  ];

  it('every step of a long story', async () => {
    const simulator = await startSimulator();
    const overSoap = await SoapOxGateway.create({
      server: simulator.url,
      master: () => ({ login: 'oxadminmaster', password: 'secret' }),
      clock: systemClock,
    });
    const { gateway } = await inProcess();
    try {
      await createContext(overSoap);
      for (const [name, step] of steps) {
        expect({ name, outcome: await outcomeOf(step(gateway)) }).toEqual({ name, outcome: await outcomeOf(step(overSoap)) });
      }
    } finally {
      await overSoap.close();
      await simulator.close();
    }
  });
});

describe('the gateway in process', () => {
  it('needs microtasks only', async () => {
    const { gateway } = await inProcess();
    const order: string[] = [];
    const timer = new Promise<void>((resolve) => setImmediate(() => resolve(void order.push('timer'))));
    await gateway.users.create(access, jane);
    await gateway.users.get(access, { name: 'jane' });
    order.push('calls');
    await timer;
    expect(order).toEqual(['calls', 'timer']);
  });

  it('lets an intercept stand before and after every effect', async () => {
    const seen: unknown[] = [];
    const { gateway, ox } = await inProcess({
      intercept: async (call, effect) => {
        seen.push({ ...call, users: ox.installation.contexts.get(10)?.users.size });
        const answer = effect();
        seen.push(ox.installation.contexts.get(10)?.users.size);
        return answer;
      },
    });
    await gateway.users.create(access, jane);
    const call = { service: 'OXUserService', operation: 'createByModuleAccess', contextId: 10, object: 'jane', writes: true };
    expect(seen).toEqual([{ ...call, users: 1 }, 2]);
  });

  it('can lose answers, have outages and read an old state through its intercept', async () => {
    const mode = { now: 'lost' };
    const old: { ox?: OxSimulation } = {};
    const { gateway, ox } = await inProcess({
      intercept: async (call, effect) => {
        if (mode.now === 'outage') throw lostCall(call, 'the network is down', false);
        const answer = effect(mode.now === 'stale' ? old.ox : undefined);
        if (mode.now === 'lost') throw lostCall(call, 'the answer is lost');
        return answer;
      },
    });
    old.ox = ox.clone();
    expect(await outcomeOf(gateway.users.create(access, jane))).toMatchObject({
      reason: 'OxUnreachable',
      errorClass: 'outage',
      outcomeUnknown: true,
      message: 'OXUserService.createByModuleAccess in context 10: the answer is lost',
    });
    mode.now = 'outage';
    expect(await outcomeOf(gateway.users.exists(access, { name: 'jane' }))).toMatchObject({
      reason: 'OxUnreachable',
      outcomeUnknown: false,
    });
    mode.now = 'stale';
    expect(await gateway.users.get(access, { name: 'jane' })).toBeUndefined();
    mode.now = '';
    expect((await gateway.users.get(access, { name: 'jane' }))?.id).toBe(3);
  });

  it('injects the faults of the same rules as the simulator over HTTP', async () => {
    const faults = new FaultRules();
    const { gateway } = await inProcess({ faults });
    faults.add({ match: { operation: 'createByModuleAccess' }, count: 1, injection: { kind: 'reset', when: 'after' } });
    faults.add({ match: { operation: 'delete' }, injection: { kind: 'soapFault', exception: 'DatabaseUpdateException', text: 'later' } });
    faults.add({ match: { operation: 'exists' }, injection: { kind: 'http502' } });
    expect(await outcomeOf(gateway.users.create(access, jane))).toMatchObject({ reason: 'OxUnreachable', outcomeUnknown: true });
    expect((await gateway.users.get(access, { name: 'jane' }))?.id).toBe(3);
    expect(await outcomeOf(gateway.users.delete(access, 3))).toMatchObject({ reason: 'OxUpdating', errorClass: 'outage' });
    expect(await outcomeOf(gateway.users.exists(access, { id: 3 }))).toMatchObject({ reason: 'OxUnreachable' });
  });

  it('shows no password in what it rejects with', async () => {
    const { gateway } = await inProcess();
    const outcomes = await Promise.all([
      outcomeOf(gateway.users.create({ ...access, admin: { ...admin, password: 'W1' } }, jane)),
      outcomeOf(gateway.users.create(access, { ...jane, fields: fieldsOf('jane', { email2: 'no mail' }) })),
    ]);
    expect(JSON.stringify(outcomes)).not.toMatch(/W1|Secret/);
  });
});
