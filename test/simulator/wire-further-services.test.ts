import { describe, expect, it } from 'vitest';
import { addUser } from '../support/simulated-ox.ts';
import { adminAuth, envelope, faultOf, inTen, message, runningSimulator, send, withoutNil } from '../support/soap-wire.ts';

const start = '<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body>';
const end = '</soap:Body></soap:Envelope>';
const empty = '<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body/></soap:Envelope>';
const data = 'http://dataobjects.soap.admin.openexchange.com/xsd';
const service = 'http://soap.admin.openexchange.com';
const others =
  'xmlns:ns3="http://dataobjects.rmi.admin.openexchange.com/xsd" xmlns:ns4="http://rmi.java/xsd" xmlns:ns5="http://exceptions.rmi.admin.openexchange.com/xsd"';
const declared = (namespace: string) => `xmlns="${namespace}" xmlns:ns2="${data}" ${others}`;
const nil = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:nil="true"';

/** Context 10 with jane, 3. */
async function services() {
  const simulator = await runningSimulator();
  const jane = addUser(simulator.control.ox, 'jane');
  const to = (name: string) => (body: string) => send(`${simulator.url}/webservices/${name}`, body);
  return {
    ...simulator,
    jane,
    user: to('OXUserService'),
    resource: to('OXResourceService'),
    account: to('OXSecondaryAccountService'),
    copy: to('OXUserCopyService'),
    deputy: to('OXDeputyPermissionsService'),
  };
}

/** A message of the services that call the context `context`. */
const here = (operation: string, before: string, after = '') =>
  message(operation, `${before}<s:context><d:id>10</d:id></s:context>${after}${adminAuth}`);

describe('OXResourceService', () => {
  const room =
    '<s:res><d:available>true</d:available><d:description></d:description><d:displayname>Room &amp; 1</d:displayname><d:email>r1@example.org</d:email><d:name>Room1</d:name></s:res>';

  it('answers a new resource, reads and lists', async () => {
    const { resource } = await services();
    const fields = (more: string) =>
      `<ns2:available>true</ns2:available>${more}<ns2:displayname>Room &amp; 1</ns2:displayname><ns2:email>r1@example.org</ns2:email><ns2:id>4</ns2:id><ns2:name>room1</ns2:name>`;
    const stored = `<return>${fields('<ns2:description></ns2:description>')}</return>`;
    const answer = (operation: string) => `${start}<${operation}Response ${declared(service)}>${stored}</${operation}Response>${end}`;
    expect((await resource(inTen('create', room))).text).toBe(answer('create'));
    expect((await resource(inTen('getData', '<s:res><d:name>room1</d:name></s:res>'))).text).toBe(answer('getData'));
    expect((await resource(inTen('list', '<s:pattern>room*</s:pattern>'))).text).toBe(answer('list'));
    expect((await resource(inTen('listAll', ''))).text).toBe(answer('listAll'));
    const many = '<s:resources><d:id>4</d:id></s:resources>';
    expect((await resource(inTen('getMultipleData', many))).text).toBe(answer('getMultipleData'));
    const change = await resource(inTen('change', '<s:res><d:id>4</d:id><d:displayname>Hall</d:displayname></s:res>'));
    expect([change.status, change.text]).toEqual([200, empty]);
    expect((await resource(inTen('delete', '<s:res><d:id>4</d:id></s:res>'))).text).toBe(empty);
  });

  it('carries who may book in its answers', async () => {
    const { resource } = await services();
    const permissions =
      '<d:permissions><d:entity>3</d:entity><d:group>false</d:group><d:privilege>DELEGATE</d:privilege></d:permissions></s:res>';
    await resource(inTen('create', room.replace('</s:res>', permissions)));
    expect((await resource(inTen('getData', '<s:res><d:id>4</d:id></s:res>'))).text).toContain(
      '<ns2:name>room1</ns2:name><ns2:permissions><ns2:entity>3</ns2:entity><ns2:group>false</ns2:group><ns2:privilege>DELEGATE</ns2:privilege></ns2:permissions></return>',
    );
  });

  it('refuses with the detail of a missing resource', async () => {
    const { resource } = await services();
    const answer = await resource(inTen('delete', '<s:res><d:id>99</d:id></s:res>'));
    expect([answer.status, answer.text]).toEqual([
      500,
      `${start}<soap:Fault><faultcode>soap:Server</faultcode><faultstring>Resource with this id does not exist; exceptionId 1170523631-2</faultstring><detail><NoSuchResourceException ${declared(service)}><NoSuchResourceException><Exception ${nil}/></NoSuchResourceException></NoSuchResourceException></detail></soap:Fault>${end}`,
    ]);
  });
});

describe('OXSecondaryAccountService', () => {
  const info =
    '<s:accountDataOnCreate><d:login>entry-1</d:login><d:name>Info</d:name><d:primaryAddress>info@x.org</d:primaryAddress><d:personal>Desk</d:personal><d:mailEndpointSource>primary</d:mailEndpointSource></s:accountDataOnCreate>';
  const forJane = '<s:users><d:id>3</d:id></s:users>';
  const reversed = `xmlns="${data}" xmlns:ns2="${service}" ${others}`;

  it('answers with the prefixes the other way round, the fields in an order of their own', async () => {
    const { account } = await services();
    expect((await account(here('create', info, forJane))).text).toBe(empty);
    const answer = await account(here('list', '', forJane));
    expect(withoutNil(answer)).toBe(
      `${start}<ns2:listResponse ${reversed}><ns2:return><contextId>10</contextId><userId>3</userId><id>1</id><login>entry-1</login><name>Info</name><primaryAddress>info@x.org</primaryAddress><personal>Desk</personal><mailServer>localhost</mailServer><mailPort>143</mailPort><mailProtocol>imap</mailProtocol><mailSecure>false</mailSecure><mailStartTls>false</mailStartTls><transportServer>localhost</transportServer><transportPort>25</transportPort><transportProtocol>smtp</transportProtocol><transportSecure>false</transportSecure><transportStartTls>false</transportStartTls></ns2:return></ns2:listResponse>${end}`,
    );
    expect(answer.text).toContain(`<password ${nil}/><name>Info</name>`);
  });

  it('answers changes and deletions with a flag', async () => {
    const { account } = await services();
    await account(here('create', info, forJane));
    const change = '<s:primaryAddress>info@x.org</s:primaryAddress><s:accountDataUpdate><d:name>New</d:name></s:accountDataUpdate>';
    const flag = (operation: string, value: boolean) =>
      `${start}<ns2:${operation}Response ${reversed}><ns2:return>${value}</ns2:return></ns2:${operation}Response>${end}`;
    expect((await account(here('update', change, forJane))).text).toBe(flag('update', true));
    const address = '<s:primaryAddress>info@x.org</s:primaryAddress>';
    const everybody = '<s:groups><d:id>0</d:id></s:groups>';
    expect((await account(here('delete', address, everybody))).text).toBe(flag('delete', true));
    expect((await account(here('delete', address, everybody))).text).toBe(flag('delete', false));
    expect((await account(here('list', ''))).text).toBe(`${start}<ns2:listResponse ${reversed}></ns2:listResponse>${end}`);
  });

  it('knows users, groups and the context by nothing but their id', async () => {
    const { account } = await services();
    const named = '<s:users><d:name>jane</d:name></s:users>';
    const unexpected = (name: string) =>
      `soap:Client Unexpected element "${name}" (URI=${data}). Please remove that element from SOAP request.`;
    expect(faultOf(await account(here('list', '', named)))).toBe(unexpected('name'));
    expect(faultOf(await account(here('list', '', '<s:groups><d:displayname>x</d:displayname></s:groups>')))).toBe(
      unexpected('displayname'),
    );
    expect(faultOf(await account(here('create', info, named)))).toBe(
      `soap:Client Unmarshalling Error: unexpected element (uri:"${data}", local:"name"). Expected elements are &lt;{${data}}id&gt; `,
    );
    expect(faultOf(await account(inTen('list', '')))).toBe(
      `soap:Client Unexpected element "ctx" (URI=${service}). Please remove that element from SOAP request.`,
    );
  });

  it('refuses with the details of OX', async () => {
    const { account } = await services();
    await account(here('create', info, forJane));
    const twice = await account(here('create', info, forJane));
    expect(faultOf(twice)).toMatch(
      /^soap:Server ACC-0017 Categories=USER_INPUT Message='Duplicate mail account for user 3 in context 10\.'/,
    );
    expect(twice.text).toContain(
      `<detail><ns2:StorageException ${reversed}><ns2:StorageException><ns2:Exception ${nil}/></ns2:StorageException></ns2:StorageException></detail>`,
    );
    const missing = await account(here('list', '', '<s:groups><d:id>99</d:id></s:groups>'));
    expect(missing.text).toContain('<ns2:NoSuchUserException>');
    expect(faultOf(missing)).toBe('soap:Server No such group 99 in context 10');
  });
});

describe('OXUserCopyService', () => {
  const own = 'http://soap.copy.user.admin.openexchange.com';
  const parts = (namespace: string, user = '<d:id>3</d:id><d:name>jane</d:name>') =>
    envelope(
      `<s:copyUser xmlns:s="${namespace}" xmlns:d="${data}" xmlns:r="http://dataobjects.rmi.admin.openexchange.com/xsd"><s:user>${user}</s:user><s:src><d:id>10</d:id></s:src><s:dest><d:id>20</d:id></s:dest><s:auth><r:login>oxadminmaster</r:login><r:password>secret</r:password></s:auth></s:copyUser>`,
    );
  const twenty = {
    ctx: { id: 20, maxQuota: 1 },
    admin_user: {
      name: 'oxadmin',
      display_name: 'A',
      password: 'adminpw',
      given_name: 'A',
      sur_name: 'B',
      primaryEmail: 'a@x.org',
      email1: 'a@x.org',
    },
  };

  it('has a namespace of its own and answers the new id and what Java fills in by itself', async () => {
    const { control, copy } = await services();
    control.call('OXContextService', 'create', twenty);
    expect(withoutNil(await copy(parts(own)))).toBe(
      `${start}<copyUserResponse ${declared(own)}><return><ns2:contextadmin>false</ns2:contextadmin><ns2:id>3</ns2:id><ns2:imapPort>143</ns2:imapPort><ns2:imapSchema>imap://</ns2:imapSchema><ns2:smtpPort>25</ns2:smtpPort><ns2:smtpSchema>smtp://</ns2:smtpSchema></return></copyUserResponse>${end}`,
    );
    expect(control.users(20).find(({ name }) => name === 'jane')?.dataOf).toBe('10/3');
  });

  it('refuses the namespace of the other services', async () => {
    const { copy } = await services();
    expect(faultOf(await copy(parts(service)))).toBe(
      `soap:Client Unexpected wrapper element {${service}}copyUser found.   Expected {${own}}copyUser.`,
    );
  });

  it('refuses with details in its namespace', async () => {
    const { control, copy } = await services();
    const missing = await copy(parts(own));
    expect(faultOf(missing)).toBe('soap:Server The context 20 does not exist!');
    expect(missing.text).toContain(`<detail><NoSuchContextException ${declared(own)}><NoSuchContextException><Exception ${nil}/>`);
    control.call('OXContextService', 'create', twenty);
    await copy(parts(own));
    const taken = await copy(parts(own));
    expect(faultOf(taken)).toBe('soap:Server User jane already exists in context 20');
    expect(taken.text).toContain(`<detail><UserExistsException ${declared(own)}><UserExistsException><Exception ${nil}/>`);
    expect(faultOf(await copy(parts(own, '<d:id>99</d:id>')))).toBe('soap:Server No such user 99 in context 10');
  });
});

describe('OXDeputyPermissionsService', () => {
  const module =
    '<d:modulePermissions><d:moduleId>mail</d:moduleId><d:admin>false</d:admin><d:folderPermission>2</d:folderPermission><d:readPermission>4</d:readPermission><d:writePermission>4</d:writePermission><d:deletePermission>0</d:deletePermission></d:modulePermissions>';
  const permission = (modules = module) =>
    `<s:deputyPermission><d:userId>2</d:userId><d:sendOnBehalfOf>true</d:sendOnBehalfOf>${modules}</s:deputyPermission>`;
  const id = '000000000000000a0000000000000001';

  it('answers the id of a permission, and permissions as the clients know them', async () => {
    const { deputy } = await services();
    const granted = await deputy(here('grant', '', `<s:user>3</s:user>${permission()}`));
    expect(granted.text).toBe(`${start}<grantResponse ${declared(service)}><return>${id}</return></grantResponse>${end}`);
    const stored = `<return><ns2:deputyId>${id}</ns2:deputyId><ns2:userId>2</ns2:userId><ns2:grantorId>3</ns2:grantorId><ns2:sendOnBehalfOf>true</ns2:sendOnBehalfOf>${module.replaceAll('d:', 'ns2:')}</return>`;
    const named = `<s:user>3</s:user><s:deputyId>${id}</s:deputyId>`;
    expect((await deputy(here('list', ''))).text).toBe(`${start}<listResponse ${declared(service)}>${stored}</listResponse>${end}`);
    expect((await deputy(here('get', '', named))).text).toBe(`${start}<getResponse ${declared(service)}>${stored}</getResponse>${end}`);
    expect((await deputy(here('update', '', `${named}${permission()}`))).text).toBe(empty);
    expect((await deputy(here('revoke', '', named))).text).toBe(empty);
    expect((await deputy(here('revokeAll', '', '<s:user>3</s:user>'))).text).toBe(empty);
    expect((await deputy(here('blockManual', '', '<s:user>3</s:user>'))).text).toBe(empty);
    expect((await deputy(here('unblockManual', '', '<s:user>3</s:user>'))).text).toBe(empty);
    expect((await deputy(here('list', ''))).text).toBe(`${start}<listResponse ${declared(service)}></listResponse>${end}`);
  });

  it('answers nothing for a permission that grants nothing', async () => {
    const { deputy } = await services();
    const granted = await deputy(here('grant', '', `<s:user>3</s:user>${permission('')}`));
    expect(granted.text).toBe(`${start}<grantResponse ${declared(service)}><return ${nil}/></grantResponse>${end}`);
  });

  it('takes the user as a bare number', async () => {
    const { deputy } = await services();
    const asObject = await deputy(here('grant', '', `<s:user><d:id>3</d:id></s:user>${permission()}`));
    expect(faultOf(asObject)).toBe(`soap:Client Unexpected element "id" (URI=${data}). Please remove that element from SOAP request.`);
  });
});

describe('OXUserService', () => {
  it('turns a guest into a user by convertguest, who keeps the data of the guest', async () => {
    const { control, user } = await services();
    const guest = control.edit({ kind: 'addGuest', contextId: 10, mail: 'tom@example.org' });
    const fields =
      '<s:usrdata><d:display_name>Tom</d:display_name><d:email1>tom@example.org</d:email1><d:given_name>T</d:given_name><d:name>tom</d:name><d:password>x</d:password><d:primaryEmail>tom@example.org</d:primaryEmail><d:sur_name>S</d:sur_name></s:usrdata>';
    expect(faultOf(await user(inTen('create', fields)))).toBe(
      `soap:Server Primary mail address "tom@example.org" already exists in context 10 (Already assigned to user ${guest}).`,
    );
    const converted = await user(
      message('create', `<s:ctx><d:id>10</d:id></s:ctx>${fields}${adminAuth}<s:convertguest>true</s:convertguest>`),
    );
    expect(converted.text).toContain(`<ns2:id>${guest}</ns2:id>`);
    expect(control.users(10).find(({ id }) => id === guest)).toMatchObject({ name: 'tom', guestCreatedBy: 0, dataOf: `10/${guest}` });
  });

  it('keeps the name before the mail address, and clears it by an empty one', async () => {
    const { control, user } = await services();
    const personal = () => control.users(10).find(({ name }) => name === 'jane')?.mailAddressPersonal;
    const set = (text: string) =>
      user(inTen('changeMailAddressPersonal', `<s:user><d:name>jane</d:name></s:user><s:personal>${text}</s:personal>`));
    expect([(await set('Jane &amp; Co')).text, personal()]).toEqual([empty, 'Jane & Co']);
    await set('');
    expect(personal()).toBe('');
    const unknown = await user(inTen('changeMailAddressPersonal', '<s:user><d:id>99</d:id></s:user><s:personal>x</s:personal>'));
    expect(faultOf(unknown)).toBe('soap:Server No such user 99 in context 10');
  });
});
