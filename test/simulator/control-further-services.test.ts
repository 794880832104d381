import { describe, expect, it } from 'vitest';
import { addContext, addUser } from '../support/simulated-ox.ts';
import { adminAuth, envelope, faultOf, inTen, message, runningSimulator, send } from '../support/soap-wire.ts';

const exists = (name: string) => inTen('exists', `<s:user><d:name>${name}</d:name></s:user>`);

/** Context 10 with jane, 3. */
async function withJane(options = {}) {
  const simulator = await runningSimulator(options);
  addUser(simulator.control.ox, 'jane');
  const user = (body: string) => send(`${simulator.url}/webservices/OXUserService`, body);
  return { simulator, control: simulator.control, user };
}

/** Waits until something is so. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}

describe('what is in a context beside users and groups', () => {
  const room = { name: 'room', displayname: 'Room', email: 'room@example.org' };
  const read = { moduleId: 'mail', readPermission: 4 };

  it('can be seen, without passwords', async () => {
    const { control } = await withJane();
    const context = { id: 10 };
    control.call('OXResourceService', 'create', { ctx: context, res: room });
    const account = { primaryAddress: 'info@x.org', mailEndpointSource: 'localhost', password: 'Hidden1', transportPassword: 'Hidden2' };
    control.call('OXSecondaryAccountService', 'create', { context, users: [{ id: 3 }], accountDataOnCreate: account });
    control.call('OXDeputyPermissionsService', 'grant', { context, user: 3, deputyPermission: { userId: 2, modulePermissions: [read] } });
    control.call('OXDeputyPermissionsService', 'blockManual', { context, user: 3 });
    expect(control.contexts()).toMatchObject([{ users: 2, groups: 1, resources: 1, accounts: 1, deputies: 1 }]);
    expect(control.resources(10)).toMatchObject([{ id: 4, ...room, available: true }]);
    expect(control.accounts(10)).toMatchObject([{ userId: 3, primaryAddress: 'info@x.org', mailServer: 'localhost' }]);
    expect(control.deputies(10)).toMatchObject({ permissions: [{ grantorId: 3, userId: 2, modulePermissions: [read] }], blocked: [3] });
    expect(control.users(10)).toMatchObject([{ dataOf: '10/2' }, { dataOf: '10/3', mailAddressPersonal: '' }]);
    expect(JSON.stringify([control.accounts(10), control.users(10), control.contexts()])).not.toMatch(/Hidden|adminpw|userpw/);
    expect(() => control.resources(99)).toThrow('there is no context 99');
  });

  it('can be edited behind the back of the clients', async () => {
    const { control } = await withJane();
    const here = { contextId: 10 } as const;
    const id = control.edit({ kind: 'addResource', ...here, fields: room });
    control.edit({ kind: 'setResourceFields', ...here, resource: 'room', fields: { description: 'Edited', name: 'hall' } });
    expect(control.resources(10)).toMatchObject([{ id, name: 'hall', description: 'Edited', email: 'room@example.org' }]);
    control.edit({ kind: 'deleteResource', ...here, resource: id });

    const account = { ...here, user: 'jane', primaryAddress: 'info@x.org' } as const;
    control.edit({ kind: 'addAccount', ...account, fields: { name: 'Info' } });
    control.edit({ kind: 'setAccountFields', ...account, fields: { personal: 'Edited' } });
    expect(control.accounts(10)).toMatchObject([{ userId: 3, name: 'Info', personal: 'Edited' }]);
    control.edit({ kind: 'deleteAccount', ...account });

    const pair = { ...here, grantor: 'jane', deputy: 2 } as const;
    control.edit({ kind: 'putDeputy', ...pair, sendOnBehalfOf: true, modulePermissions: [read] });
    control.edit({ kind: 'putDeputy', ...pair, modulePermissions: [{ ...read, readPermission: 8 }] });
    control.edit({ kind: 'blockManual', ...here, user: 'jane', blocked: true });
    const [permission, ...more] = control.deputies(10).permissions;
    expect([permission, more]).toMatchObject([{ sendOnBehalfOf: true, modulePermissions: [{ readPermission: 8 }] }, []]);
    expect(control.deputies(10).blocked).toEqual([3]);
    control.edit({ kind: 'deleteDeputy', ...pair });
    control.edit({ kind: 'blockManual', ...here, user: 'jane', blocked: false });

    expect(control.contexts()).toMatchObject([{ resources: 0, accounts: 0, deputies: 0 }]);
    expect(control.deputies(10)).toEqual({ permissions: [], blocked: [] });
    const missing = [
      () => control.edit({ kind: 'deleteResource', ...here, resource: 'hall' }),
      () => control.edit({ kind: 'deleteAccount', ...account }),
      () => control.edit({ kind: 'deleteDeputy', ...pair }),
    ];
    expect(missing.map((edit) => messageOf(edit))).toEqual([
      'there is no resource hall in context 10',
      'user 3 in context 10 has no account info@x.org',
      'user 2 in context 10 is no deputy of user 3',
    ]);
  });

  it('can be edited in groups too: other names and other members', async () => {
    const { control } = await withJane();
    const id = (
      control.call('OXGroupService', 'create', { ctx: { id: 10 }, grp: { name: 'sales', displayname: 'Sales' } }) as { id: number }
    ).id;
    control.edit({ kind: 'setGroup', contextId: 10, group: 'sales', displayname: 'Edited', members: ['jane', 2] });
    expect(control.groups(10)).toContainEqual({ id, name: 'sales', displayname: 'Edited', members: [2, 3] });
    control.edit({ kind: 'setGroup', contextId: 10, group: id, name: 'other' });
    expect(control.groups(10)).toContainEqual({ id, name: 'other', displayname: 'Edited', members: [2, 3] });
  });
});

function messageOf(call: () => unknown): string {
  try {
    return `done: ${String(call())}`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

describe('a copy of a user', () => {
  const call = { service: 'OXUserCopyService', operation: 'copyUser', contextId: 20, object: 'jane', writes: true };
  const copyMessage = envelope(
    '<s:copyUser xmlns:s="http://soap.copy.user.admin.openexchange.com" xmlns:d="http://dataobjects.soap.admin.openexchange.com/xsd" xmlns:r="http://dataobjects.rmi.admin.openexchange.com/xsd"><s:user><d:name>jane</d:name></s:user><s:src><d:id>10</d:id></s:src><s:dest><d:id>20</d:id></s:dest><s:auth><r:login>oxadminmaster</r:login><r:password>secret</r:password></s:auth></s:copyUser>',
  );

  async function withTwoContexts(options = {}) {
    const ten = await withJane(options);
    addContext(ten.control.ox, 20);
    const names = () => ten.control.users(20).map(({ name }) => name);
    return { ...ten, names, copy: () => send(`${ten.simulator.url}/webservices/OXUserCopyService`, copyMessage) };
  }

  it.each(['before', 'after'] as const)('can be cut off %s its effect, and the log tells into which context it went', async (when) => {
    const { control, copy, names } = await withTwoContexts();
    control.addFault({ match: { operation: 'copyUser' }, count: 1, injection: { kind: 'reset', when } });
    await expect(copy()).rejects.toThrow();
    expect(names()).toEqual(when === 'after' ? ['oxadmin', 'jane'] : ['oxadmin']);
    expect(control.log()).toMatchObject([{ ...call, outcome: { kind: 'injected', fault: 'reset' } }]);
    expect(faultOf(await copy())).toBe(when === 'after' ? 'soap:Server User jane already exists in context 20' : undefined);
  });

  it('can be made through the control face as the master admin', async () => {
    const { control, names } = await withTwoContexts();
    control.call('OXUserCopyService', 'copyUser', { user: { name: 'jane' }, src: { id: 10 }, dest: { id: 20 } });
    expect(names()).toEqual(['oxadmin', 'jane']);
  });

  it('can hang after its effect', async () => {
    const { simulator, control, copy, names } = await withTwoContexts();
    control.addFault({ match: { contextId: 20 }, injection: { kind: 'hang', when: 'after' } });
    const hanging = copy().catch(() => 'cut off');
    await until(() => control.log().length === 1);
    expect(names()).toEqual(['oxadmin', 'jane']);
    await simulator.close();
    expect(await hanging).toBe('cut off');
  });

  it('may not be seen for some reads in the new context, while the old one is read as it is', async () => {
    const { control, user, copy } = await withTwoContexts();
    control.startStaleReads({ reads: 2 });
    expect((await copy()).text).toContain('<ns2:id>3</ns2:id>');
    const there = exists('jane').replace('<d:id>10</d:id>', '<d:id>20</d:id>');
    const seen = async (body: string) => (await user(body)).text.includes('>true<');
    expect([await seen(exists('jane')), await seen(exists('jane')), await seen(exists('jane'))]).toEqual([true, true, true]);
    expect([await seen(there), await seen(there), await seen(there)]).toEqual([false, false, true]);
  });

  it('takes the lock of the context that it writes to', async () => {
    const { control, copy, user } = await withTwoContexts({ writeLockMs: 40 });
    const other = inTen('change', '<s:usrdata><d:id>2</d:id></s:usrdata>').replace('<d:id>10</d:id>', '<d:id>20</d:id>');
    await Promise.all([copy(), user(other)]);
    const [first, second] = control.log();
    expect((second?.endedAt ?? 0) - (first?.endedAt ?? 0)).toBeGreaterThanOrEqual(35);
  });
});

describe('the log', () => {
  it('names what the calls of every service are about', async () => {
    const { control, simulator } = await withJane();
    const inContext = '<s:context><d:id>10</d:id></s:context>';
    const calls = [
      ['OXResourceService', inTen('getData', '<s:res><d:name>room</d:name></s:res>')],
      ['OXSecondaryAccountService', message('delete', `<s:primaryAddress>info@x.org</s:primaryAddress>${inContext}${adminAuth}`)],
      ['OXSecondaryAccountService', message('list', `${inContext}${adminAuth}`)],
      ['OXDeputyPermissionsService', message('blockManual', `${inContext}<s:user>3</s:user>${adminAuth}`)],
    ] as const;
    for (const [service, body] of calls) await send(`${simulator.url}/webservices/${service}`, body);
    expect(control.log().map(({ contextId, object, writes }) => [contextId, object, writes])).toEqual([
      [10, 'room', false],
      [10, 'info@x.org', true],
      [10, undefined, false],
      [10, '3', true],
    ]);
  });
});
