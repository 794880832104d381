import { createClientAsync } from 'soap';
import { expect, it } from 'vitest';
import { startSimulator } from '../../simulator/index.ts';

const master = { login: 'oxadminmaster', password: 'secret' };
const auth = { login: 'oxadmin', password: 'adminpw' };

it('a SOAP client made from the WSDLs of the simulator creates a context, a user and a group and reads them back', async () => {
  const simulator = await startSimulator();
  try {
    const open = async (service: string) => {
      const client = await createClientAsync(`${simulator.url}/webservices/${service}?wsdl`);
      client.setEndpoint(`${simulator.url}/webservices/${service}`);
      return client;
    };
    const contexts = await open('OXContextService');
    const users = await open('OXUserService');
    const groups = await open('OXGroupService');
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
    const [context] = await contexts.createAsync({ ctx: { id: 10, maxQuota: 5, name: 'ten' }, admin_user: admin, auth: master });
    expect(context.return).toMatchObject({ id: 10, name: 'ten', enabled: true, loginMappings: ['10', 'ten'] });

    const jane = {
      ...admin,
      name: 'jane',
      display_name: 'Jäne & <Co>',
      email1: 'j@x.org',
      primaryEmail: 'j@x.org',
      birthday: '1990-02-03',
    };
    const [created] = await users.createByModuleAccessAsync({ ctx, usrdata: jane, access: { webmail: true, tasks: false }, auth });
    expect(created.return).toMatchObject({ id: 3, name: 'jane', aliases: ['j@x.org'], password: 'adminpw' });
    const [read] = await users.getDataAsync({ ctx, user: { name: 'jane' }, auth });
    expect(read.return).toMatchObject({
      id: 3,
      display_name: 'Jäne & <Co>',
      birthday: new Date('1990-02-03T00:00:00Z'),
      mailenabled: true,
    });
    expect(read.return.password?.$value ?? read.return.password).toBeUndefined();
    const [rights] = await users.getModuleAccessAsync({ ctx, user: { id: 3 }, auth });
    expect(Object.entries(rights.return).filter(([, on]) => on)).toEqual([['webmail', true]]);
    await users.changeAsync({ ctx, usrdata: { id: 3, company: 'New' }, auth });

    const [group] = await groups.createAsync({ ctx, grp: { displayname: 'Sales', members: [3], name: 'Sales' }, auth });
    expect(group.return).toEqual({ displayname: 'Sales', id: 4, members: [3], name: 'sales' });
    const [all] = await groups.listAllAsync({ ctx, auth });
    expect(all.return).toHaveLength(2);
    await expect(groups.deleteAsync({ ctx, grp: { id: 1 }, auth })).rejects.toMatchObject({
      root: { Envelope: { Body: { Fault: { faultcode: 'soap:Server', detail: { InvalidDataException: {} } } } } },
    });
    expect(simulator.control.users(10).find(({ name }) => name === 'jane')?.company).toBe('New');
  } finally {
    await simulator.close();
  }
});
