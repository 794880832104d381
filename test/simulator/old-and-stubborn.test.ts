import { describe, expect, it } from 'vitest';
import { InProcessGateway, OLD_OX, type OxSettings, OxSimulation, STUBBORN_OX } from '../../simulator/index.ts';
import { systemClock } from '../../src/model/index.ts';
import { type OxGateway, SoapOxGateway } from '../../src/ox/index.ts';
import { addContext, addUser, contextAdmin, master } from '../support/simulated-ox.ts';
import { adminAuth, faultOf, inTen, message, runningSimulator, send } from '../support/soap-wire.ts';

async function anOx(settings: Partial<OxSettings>) {
  const simulator = await runningSimulator({ settings });
  addUser(simulator.control.ox, 'jane');
  addUser(simulator.control.ox, 'john');
  const at = (path: string, body: string, method?: string) => send(`${simulator.url}/webservices/${path}`, body, undefined, method);
  return { simulator, at, user: (body: string) => at('OXUserService', body) };
}

const newUser =
  '<s:usrdata><d:display_name>Tom</d:display_name><d:email1>tom@x.org</d:email1><d:given_name>T</d:given_name><d:name>tom</d:name><d:password>x</d:password><d:primaryEmail>tom@x.org</d:primaryEmail><d:sur_name>S</d:sur_name></s:usrdata>';
const create = (more: string) => message('create', `<s:ctx><d:id>10</d:id></s:ctx>${newUser}${adminAuth}${more}`);

describe('an old OX', () => {
  it('does not know convertguest, neither in a message nor in its WSDL', async () => {
    const { simulator, at, user } = await anOx(OLD_OX);
    expect(faultOf(await user(create('<s:convertguest>true</s:convertguest>')))).toBe(
      'soap:Client Unexpected element "convertguest" (URI=http://soap.admin.openexchange.com). Please remove that element from SOAP request.',
    );
    expect(simulator.control.users(10)).toHaveLength(3);
    expect((await user(create(''))).status).toBe(200);
    const wsdl = (await at('OXUserService?wsdl', '', 'GET')).text;
    expect(wsdl).toContain('name="usrdata"');
    expect(wsdl).not.toContain('convertguest');
  });

  it('has no deputies: nothing answers at that address', async () => {
    const { at } = await anOx(OLD_OX);
    const list = message('list', `<s:context><d:id>10</d:id></s:context>${adminAuth}`);
    for (const answer of [await at('OXDeputyPermissionsService', list), await at('OXDeputyPermissionsService?wsdl', '', 'GET')]) {
      expect([answer.status, answer.contentType]).toEqual([404, 'text/html;charset=utf-8']);
      expect(answer.text).toContain('No service was found.');
    }
    expect((await at('', '', 'GET')).text).not.toContain('OXDeputyPermissionsService');
    expect((await at('', '', 'GET')).text).toContain('OXUserCopyService');
  });

  it('has the rest', async () => {
    const { user } = await anOx(OLD_OX);
    const personal = '<s:user><d:name>jane</d:name></s:user><s:personal>x</s:personal>';
    expect((await user(inTen('changeMailAddressPersonal', personal))).status).toBe(200);
  });

  it('says that it is too old through either gateway', async () => {
    const { simulator } = await anOx(OLD_OX);
    const ox = new OxSimulation({ settings: OLD_OX });
    addContext(ox, 10);
    const overSoap = await SoapOxGateway.create({ server: simulator.url, master: () => master, clock: systemClock });
    try {
      const [inProcess, soap] = [await reasonsOf(new InProcessGateway({ ox })), await reasonsOf(overSoap)];
      expect(inProcess).toEqual({ guest: 'FeatureUnsupported', deputies: 'FeatureUnsupported' });
      expect(soap).toEqual(inProcess);
    } finally {
      await overSoap.close();
    }
  });
});

async function reasonsOf(gateway: OxGateway) {
  const access = { contextId: 10, admin: contextAdmin };
  const fields = { display_name: 'T', given_name: 'T', sur_name: 'S', primaryEmail: 't@x.org', email1: 't@x.org' };
  const reasonOf = (error: { reason?: string }) => error.reason;
  return {
    guest: await gateway.users.createFromGuest(access, { name: 't', password: 'x', fields, rights: [] }).catch(reasonOf),
    deputies: await gateway.deputies.list(access).catch(reasonOf),
  };
}

it.each([
  ['secondaryAccounts', 'OXSecondaryAccountService'],
  ['userCopy', 'OXUserCopyService'],
  ['deputyPermissions', 'OXDeputyPermissionsService'],
] as const)('an OX without %s has no %s', async (setting, service) => {
  const { at } = await anOx({ [setting]: false });
  expect((await at(`${service}?wsdl`, '', 'GET')).status).toBe(404);
  expect((await at('', '', 'GET')).text.match(/OX\w+Service(?=<)/g)).toHaveLength(6);
  expect((await (await anOx({})).at(`${service}?wsdl`, '', 'GET')).status).toBe(200);
});

describe('a stubborn OX', () => {
  const changes: readonly [string, string, string][] = [
    ['the name', '<d:name>janet</d:name>', 'soap:Server Changing username is disabled!'],
    [
      'the primary address',
      '<d:email1>new@x.org</d:email1><d:primaryEmail>new@x.org</d:primaryEmail><d:aliases>new@x.org</d:aliases><d:aliases>jane@example.org</d:aliases>',
      'soap:Server primary mail must not be changed',
    ],
    [
      'to a display name that another one has',
      '<d:display_name>Display john</d:display_name>',
      'soap:Server The displayname is already used',
    ],
  ];
  it.each(changes)('does not change %s, as the usual one does', async (_, fields, fault) => {
    const change = inTen('change', `<s:usrdata><d:id>3</d:id>${fields}</s:usrdata>`);
    const stubborn = await (await anOx(STUBBORN_OX)).user(change);
    expect(faultOf(stubborn)).toBe(fault);
    expect(stubborn.text).toContain('<detail><InvalidDataException ');
    expect(faultOf(await (await anOx({})).user(change))).toBeUndefined();
  });
});
