import { createClientAsync } from 'soap';
import { expect, it } from 'vitest';
import { startSimulator } from '../../simulator/index.ts';
import { addContext, addUser } from '../support/simulated-ox.ts';

const master = { login: 'oxadminmaster', password: 'secret' };
const auth = { login: 'oxadmin', password: 'adminpw' };

type Call = (operation: string, args: object) => Promise<unknown>;

/** A client made from the WSDL of the running simulator. OX names port 80 there, so the address is set anew. */
async function clientOf(server: string, service: string): Promise<Call> {
  const url = `${server}/webservices/${service}`;
  const client = await createClientAsync(`${url}?wsdl`);
  client.setEndpoint(url);
  return async (operation, args) => {
    const method = client[`${operation}Async`] as (args: object) => Promise<readonly unknown[]>;
    const [result] = await method(args);
    return result;
  };
}

it('a SOAP client made from the WSDLs of the further services books rooms, shares mailboxes, copies users and grants to deputies', async () => {
  const simulator = await startSimulator();
  try {
    for (const id of [10, 20]) addContext(simulator.control.ox, id);
    const jane = addUser(simulator.control.ox, 'jane');
    const ctx = { id: 10 };
    const resources = await clientOf(simulator.url, 'OXResourceService');
    const res = { displayname: 'Room', email: 'room@x.org', name: 'Room' };
    expect(await resources('create', { ctx, res, auth })).toMatchObject({ return: { id: 4, name: 'room' } });
    expect(await resources('listAll', { ctx, auth })).toMatchObject({ return: [{ id: 4, displayname: 'Room', available: true }] });

    const accounts = await clientOf(simulator.url, 'OXSecondaryAccountService');
    const account = { name: 'Info', primaryAddress: 'info@x.org', mailEndpointSource: 'primary' };
    await accounts('create', { accountDataOnCreate: account, context: ctx, users: [{ id: jane }], auth });
    expect(await accounts('list', { context: ctx, auth })).toMatchObject({ return: [{ userId: jane, primaryAddress: 'info@x.org' }] });
    const everybody = { context: ctx, groups: [{ id: 0 }], auth };
    expect(await accounts('delete', { primaryAddress: 'info@x.org', ...everybody })).toEqual({ return: true });

    const copies = await clientOf(simulator.url, 'OXUserCopyService');
    expect(await copies('copyUser', { user: { id: jane }, src: ctx, dest: { id: 20 }, auth: master })).toMatchObject({ return: { id: 3 } });

    const deputies = await clientOf(simulator.url, 'OXDeputyPermissionsService');
    const deputyPermission = { userId: 2, sendOnBehalfOf: true, modulePermissions: [{ moduleId: 'mail', readPermission: 4 }] };
    expect(await deputies('grant', { context: ctx, user: jane, deputyPermission, auth })).toHaveProperty('return');
    expect(await deputies('list', { context: ctx, auth })).toMatchObject({
      return: [{ grantorId: jane, userId: 2, sendOnBehalfOf: true }],
    });
  } finally {
    await simulator.close();
  }
});

it('a SOAP client made from the WSDLs of the simulator creates a context, a user and a group and reads them back', async () => {
  const simulator = await startSimulator();
  try {
    const contexts = await clientOf(simulator.url, 'OXContextService');
    const users = await clientOf(simulator.url, 'OXUserService');
    const groups = await clientOf(simulator.url, 'OXGroupService');
    const ctx = { id: 10 };
    const admin = {
      display_name: 'A',
      email1: 'a@x.org',
      given_name: 'A',
      name: 'oxadmin',
      password: 'adminpw',
      primaryEmail: 'a@x.org',
      sur_name: 'B',
    };
    expect(await contexts('create', { ctx: { id: 10, maxQuota: 5, name: 'ten' }, admin_user: admin, auth: master })).toMatchObject({
      return: { id: 10, name: 'ten', enabled: true, loginMappings: ['10', 'ten'] },
    });

    const jane = {
      ...admin,
      name: 'jane',
      display_name: 'Jäne & <Co>',
      email1: 'j@x.org',
      primaryEmail: 'j@x.org',
      birthday: '1990-02-03',
    };
    const access = { webmail: true, tasks: false };
    expect(await users('createByModuleAccess', { ctx, usrdata: jane, access, auth })).toMatchObject({
      return: { id: 3, name: 'jane', aliases: ['j@x.org'], password: 'adminpw' },
    });
    expect(await users('getData', { ctx, user: { name: 'jane' }, auth })).toMatchObject({
      return: { id: 3, display_name: 'Jäne & <Co>', birthday: new Date('1990-02-03T00:00:00Z'), mailenabled: true },
    });
    expect(await users('getModuleAccess', { ctx, user: { id: 3 }, auth })).toMatchObject({
      return: { webmail: true, tasks: false, calendar: false },
    });
    expect(await users('list', { ctx, search_pattern: 'nobody', auth })).toBeNull();
    await users('change', { ctx, usrdata: { id: 3, company: 'New' }, auth });

    expect(await groups('create', { ctx, grp: { displayname: 'Sales', members: [3], name: 'Sales' }, auth })).toEqual({
      return: { displayname: 'Sales', id: 4, members: [3], name: 'sales' },
    });
    expect(await groups('listAll', { ctx, auth })).toMatchObject({
      return: [
        { id: 1, members: [2, 3] },
        { id: 4, members: [3] },
      ],
    });
    await expect(groups('delete', { ctx, grp: { id: 1 }, auth })).rejects.toMatchObject({
      root: { Envelope: { Body: { Fault: { faultcode: 'soap:Server', detail: { InvalidDataException: {} } } } } },
    });
    expect(simulator.control.users(10).find(({ name }) => name === 'jane')?.company).toBe('New');
  } finally {
    await simulator.close();
  }
});
