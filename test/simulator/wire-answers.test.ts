import { describe, expect, it } from 'vitest';
import { addGroup, addUser } from '../support/simulated-ox.ts';
import { inTen, masterAuth, message, runningSimulator, send, type WireAnswer, withoutNil } from '../support/soap-wire.ts';

const start = '<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body>';
const end = '</soap:Body></soap:Envelope>';
const declared =
  'xmlns="http://soap.admin.openexchange.com" xmlns:ns2="http://dataobjects.soap.admin.openexchange.com/xsd" xmlns:ns3="http://dataobjects.rmi.admin.openexchange.com/xsd" xmlns:ns4="http://rmi.java/xsd" xmlns:ns5="http://exceptions.rmi.admin.openexchange.com/xsd"';
const nil = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:nil="true"';

async function services() {
  const simulator = await runningSimulator();
  return {
    ...simulator,
    ox: simulator.control.ox,
    context: (body: string) => send(`${simulator.url}/webservices/OXContextService`, body),
    user: (body: string) => send(`${simulator.url}/webservices/OXUserService`, body),
    group: (body: string) => send(`${simulator.url}/webservices/OXGroupService`, body),
  };
}

const newUser = (name: string, more = '') =>
  `<s:usrdata><d:display_name>Jane Doe</d:display_name><d:email1>${name}@example.org</d:email1><d:given_name>Jane</d:given_name><d:language>de_DE</d:language><d:name>${name}</d:name><d:password>S3cret!</d:password><d:primaryEmail>${name}@example.org</d:primaryEmail><d:sur_name>Doe</d:sur_name><d:timezone>Europe/Berlin</d:timezone>${more}</s:usrdata>`;

/** The elements of the first return, in order, as `name=text`; nil ones as `name`. */
function elementsOf({ text }: WireAnswer): readonly string[] {
  const content = /<return>(.*?)<\/return>/s.exec(text)?.[1] ?? '';
  const pattern = /<ns2:(\w+) [^>]*xsi:nil="true"\/>|<ns2:(\w+)>(.*?)<\/ns2:\2>/gs;
  return [...content.matchAll(pattern)].map(([, empty, name, value]) => (empty === undefined ? `${name}=${value}` : empty));
}

describe('answers are written byte for byte as OX writes them:', () => {
  it('a flag', async () => {
    const { user } = await services();
    const answer = await user(inTen('exists', '<s:user><d:name>oxadmin</d:name></s:user>'));
    expect([answer.status, answer.contentType]).toEqual([200, 'text/xml;charset=utf-8']);
    expect(answer.text).toBe(`${start}<existsResponse ${declared}><return>true</return></existsResponse>${end}`);
  });

  it('nothing, for a void operation', async () => {
    const { user } = await services();
    const answer = await user(inTen('change', '<s:usrdata><d:id>2</d:id><d:department></d:department></s:usrdata>'));
    expect([answer.status, answer.text]).toEqual([
      200,
      '<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body/></soap:Envelope>',
    ]);
  });

  it('null', async () => {
    const { user } = await services();
    const answer = await user(inTen('getAccessCombinationName', '<s:user><d:id>2</d:id></s:user>'));
    expect(answer.text).toBe(
      `${start}<getAccessCombinationNameResponse ${declared}><return ${nil}/></getAccessCombinationNameResponse>${end}`,
    );
  });

  it('a list without items', async () => {
    const { user } = await services();
    const answer = await user(inTen('list', '<s:search_pattern>zz</s:search_pattern>'));
    expect(answer.text).toBe(`${start}<listResponse ${declared}></listResponse>${end}`);
  });

  it('a number', async () => {
    const { context } = await services();
    const answer = await context(message('getAdminId', `<s:ctx><d:id>10</d:id></s:ctx>${masterAuth}`));
    expect(answer.text).toBe(`${start}<getAdminIdResponse ${declared}><return>2</return></getAdminIdResponse>${end}`);
  });

  it('a group with its members', async () => {
    const { ox, group } = await services();
    const jane = addUser(ox, 'jane');
    const answer = await group(
      inTen(
        'create',
        `<s:grp><d:displayname>A &amp; B</d:displayname><d:members>${jane}</d:members><d:members>2</d:members><d:name>Sales</d:name></s:grp>`,
      ),
    );
    expect(answer.text).toBe(
      `${start}<createResponse ${declared}><return><ns2:displayname>A &amp; B</ns2:displayname><ns2:id>4</ns2:id><ns2:members>3</ns2:members><ns2:members>2</ns2:members><ns2:name>sales</ns2:name></return></createResponse>${end}`,
    );
  });

  it('the groups of a user', async () => {
    const { ox, group } = await services();
    addGroup(ox, 'sales', [addUser(ox, 'jane')]);
    const answer = await group(inTen('listGroupsForUser', '<s:usr><d:id>3</d:id></s:usr>'));
    expect(answer.text).toBe(
      `${start}<listGroupsForUserResponse ${declared}><return><ns2:displayname>Users</ns2:displayname><ns2:id>1</ns2:id><ns2:members>2</ns2:members><ns2:members>3</ns2:members><ns2:name>users</ns2:name></return><return><ns2:displayname>sales</ns2:displayname><ns2:id>4</ns2:id><ns2:members>3</ns2:members><ns2:name>sales</ns2:name></return></listGroupsForUserResponse>${end}`,
    );
  });

  it('a context, with its newest field and with nil for what it does not have', async () => {
    const { context } = await services();
    const answer = await context(message('getData', `<s:ctx><d:id>10</d:id></s:ctx>${masterAuth}`));
    expect(elementsOf(answer)).toEqual([
      'average_size',
      'enabled=true',
      'filestoreId=3',
      'filestore_name=10_ctx_store',
      'id=10',
      'loginMappings=c10.example.org',
      'loginMappings=context10',
      'maxQuota=1000',
      'name=context10',
      'readDatabase',
      'usedQuota=0',
      'userAttributes',
      'writeDatabase',
      'gabMode',
    ]);
    expect(answer.text).toContain(`<ns2:gabMode ${nil}/>`);
  });

  it('a quota, in a namespace of its own', async () => {
    const { ox, context } = await services();
    ox.call('OXContextService', 'changeQuota', {
      ctx: { id: 10 },
      module: 'task',
      quotaValue: '5',
      auth: { login: 'oxadminmaster', password: 'secret' },
    });
    const answer = await context(message('listQuota', `<s:ctx><d:id>10</d:id></s:ctx>${masterAuth}`));
    expect(answer.text).toContain('<return><ns3:module>task</ns3:module><ns3:limit>5</ns3:limit></return>');
  });

  it('module access with all 26 flags', async () => {
    const { ox, user } = await services();
    addUser(ox, 'jane');
    const answer = await user(inTen('getModuleAccess', '<s:user><d:id>3</d:id></s:user>'));
    expect(elementsOf(answer)).toHaveLength(26);
    expect(elementsOf(answer).filter((element) => element.endsWith('=true'))).toEqual(['webmail=true']);
  });
});

describe('a user in an answer', () => {
  it('has every nillable element in the order of the contract, the rest only when it has a value', async () => {
    const { user } = await services();
    const created = await user(inTen('create', newUser('jane', '<d:birthday>1990-02-03</d:birthday>')));
    const elements = elementsOf(created);
    expect(elements).toHaveLength(137);
    expect(elements.slice(0, 4)).toEqual(['aliases=jane@example.org', 'anniversary', 'assistant_name', 'birthday=1990-02-03Z']);
    expect(elements.filter((element) => element.includes('='))).toEqual([
      'aliases=jane@example.org',
      'birthday=1990-02-03Z',
      'contextadmin=false',
      'drive_user_folder_mode=default',
      'drive_folder_mode=default',
      'defaultSenderAddress=jane@example.org',
      'display_name=Jane Doe',
      'email1=jane@example.org',
      'given_name=Jane',
      'id=3',
      'imapPort=143',
      'imapSchema=imap://',
      'language=de_DE',
      'mailenabled=true',
      'name=jane',
      'password=S3cret!',
      'passwordMech={SHA-256}',
      'primaryEmail=jane@example.org',
      'smtpPort=25',
      'smtpSchema=smtp://',
      'sur_name=Doe',
      'timezone=Europe/Berlin',
      'userAttributes=<ns2:entries><ns2:key>config</ns2:key><ns2:value><ns2:entries><ns2:key>com.openexchange.mail.specialuse.check</ns2:key><ns2:value>true</ns2:value></ns2:entries></ns2:value></ns2:entries>',
      'convert_drive_user_folders=false',
    ]);
  });

  it('comes without password from getData, and its empty texts are empty elements', async () => {
    const { user } = await services();
    await user(inTen('create', newUser('jane', '<d:department></d:department>')));
    const answer = await user(inTen('getData', '<s:user><d:name>jane</d:name></s:user>'));
    expect(answer.text).toContain(`<ns2:password ${nil}/>`);
    expect(answer.text).toContain('<ns2:department></ns2:department>');
    expect(elementsOf(answer)).toContain('filestoreId=0');
    expect(answer.text.length).toBeGreaterThan(11_000);
  });

  it('leaves out what is not nillable and has no value', async () => {
    const { control, user } = await services();
    const id = control.edit({ kind: 'addGuest', contextId: 10, mail: 'guest@example.org' });
    const answer = await user(inTen('getData', `<s:user><d:id>${id}</d:id></s:user>`));
    expect(answer.text).toContain('<ns2:email1>guest@example.org</ns2:email1>');
    expect(answer.text).not.toMatch(/<ns2:(?:contextadmin|imapPort|smtpPort|convert_drive_user_folders)\b/);
  });

  it('is little more than its id in a list', async () => {
    const { ox, user } = await services();
    addUser(ox, 'jane');
    const answer = await user(inTen('listAll', '<s:include_guests>false</s:include_guests><s:exclude_users>false</s:exclude_users>'));
    const expected = (id: number) =>
      `<return><ns2:contextadmin>false</ns2:contextadmin><ns2:id>${id}</ns2:id><ns2:imapPort>143</ns2:imapPort><ns2:imapSchema>imap://</ns2:imapSchema><ns2:smtpPort>25</ns2:smtpPort><ns2:smtpSchema>smtp://</ns2:smtpSchema><ns2:convert_drive_user_folders>false</ns2:convert_drive_user_folders></return>`;
    expect(withoutNil(answer)).toBe(`${start}<listAllResponse ${declared}>${expected(2)}${expected(3)}</listAllResponse>${end}`);
  });

  it('has the older fields only in the group service', async () => {
    const { ox, group } = await services();
    addGroup(ox, 'sales', [addUser(ox, 'jane')]);
    const elements = elementsOf(await group(inTen('getMembers', '<s:grp><d:id>4</d:id></s:grp>')));
    expect(elements.map((element) => element.replace(/=.*/, ''))).not.toContain('image1');
    // aliases are no element at all when there are none.
    expect(elements).toHaveLength(127);
  });
});

describe('faults', () => {
  it('name the exception in the detail, with the object name that InvalidData has', async () => {
    const { ox, user } = await services();
    addUser(ox, 'jane');
    const answer = await user(inTen('create', newUser('jane')));
    expect([answer.status, answer.contentType]).toEqual([500, 'text/xml;charset=utf-8']);
    expect(answer.text).toBe(
      `${start}<soap:Fault><faultcode>soap:Server</faultcode><faultstring>User jane already exists in this context; exceptionId 1170523631-2</faultstring><detail><InvalidDataException ${declared}><InvalidDataException><Exception ${nil}/><ns5:objectname ${nil}/></InvalidDataException></InvalidDataException></detail></soap:Fault>${end}`,
    );
  });

  it('have ids that move by two, whatever the service', async () => {
    const { user, context, group } = await services();
    const missing = await user(inTen('getData', '<s:user><d:name>jane</d:name></s:user>'));
    expect(missing.text).toBe(
      `${start}<soap:Fault><faultcode>soap:Server</faultcode><faultstring>No such user jane in context 10; exceptionId 1170523631-2</faultstring><detail><NoSuchUserException ${declared}><NoSuchUserException><Exception ${nil}/></NoSuchUserException></NoSuchUserException></detail></soap:Fault>${end}`,
    );
    const denied = await context(message('exists', '<s:ctx><d:id>10</d:id></s:ctx>'));
    expect(denied.text).toContain(
      `<faultstring>Authentication failed; exceptionId 1170523631-4</faultstring><detail><InvalidCredentialsException ${declared}><InvalidCredentialsException><Exception ${nil}/></InvalidCredentialsException></InvalidCredentialsException></detail>`,
    );
    const wrapped = await group(inTen('delete', '<s:grp><d:name>zz</d:name></s:grp>'));
    expect(wrapped.text).toContain(
      'No such group zz in context 10; exceptionId 1170523631-6; exceptionId 1170523631-8; exceptionId 1170523631-10</faultstring>',
    );
    const withoutText = await group(inTen('list', ''));
    expect(withoutText.text).toContain('<faultstring>; exceptionId 1170523631-12</faultstring>');
  });

  it('repeat their text in the detail of a RemoteException', async () => {
    const { control, user } = await services();
    control.addFault({ injection: { kind: 'soapFault', exception: 'RemoteException', text: 'a < b' } });
    expect((await user(inTen('exists', ''))).text).toContain(
      `<faultstring>a &lt; b</faultstring><detail><RemoteException ${declared}><RemoteException><Exception ${nil}/><ns4:message>a &lt; b</ns4:message></RemoteException></RemoteException></detail>`,
    );
  });

  it('of an exception that the operation does not declare have no detail', async () => {
    const { control, user } = await services();
    control.addFault({ injection: { kind: 'soapFault', exception: 'NoSuchGroupException', text: 'x' } });
    expect((await user(inTen('exists', ''))).text).toBe(
      `${start}<soap:Fault><faultcode>soap:Server</faultcode><faultstring>x</faultstring></soap:Fault>${end}`,
    );
  });
});

describe('the web face', () => {
  it('gives the WSDL with port 80 in its address, and the address of a proxy that says https', async () => {
    const { url } = await services();
    const address = async (headers: Record<string, string>) => {
      const answer = await send(`${url}/webservices/OXUserService?wsdl`, '', headers, 'GET');
      return [answer.status, answer.contentType, /<soap:address location="([^"]*)"/.exec(answer.text)?.[1]];
    };
    const type = 'text/xml;charset=utf-8';
    expect(await address({})).toEqual([200, type, 'http://127.0.0.1:80/webservices/OXUserService']);
    expect(await address({ Host: 'ox.example.org:8009' })).toEqual([200, type, 'http://ox.example.org:80/webservices/OXUserService']);
    expect(await address({ Host: 'ox.example.org', 'X-Forwarded-Proto': 'https' })).toEqual([
      200,
      type,
      'https://ox.example.org:443/webservices/OXUserService',
    ]);
    expect(await address({ Host: 'ox.example.org', 'X-Forwarded-Proto': 'https', 'X-Forwarded-Port': '8443' })).toEqual([
      200,
      type,
      'https://ox.example.org:8443/webservices/OXUserService',
    ]);
  });

  it('is there under the old path too', async () => {
    const { url } = await services();
    const body = inTen('exists', '<s:user><d:id>2</d:id></s:user>');
    expect((await send(`${url}/servlet/axis2/services/OXUserService`, body)).text).toContain('<return>true</return>');
  });

  it('lists the services', async () => {
    const { url } = await services();
    const page = await send(`${url}/webservices/`, '', {}, 'GET');
    expect([page.status, page.contentType]).toEqual([200, 'text/html;charset=utf-8']);
    expect(page.text.match(/OX\w+Service(?=<)/g)).toEqual([
      'OXContextService',
      'OXUserService',
      'OXGroupService',
      'OXResourceService',
      'OXSecondaryAccountService',
      'OXUserCopyService',
      'OXDeputyPermissionsService',
    ]);
  });

  it('answers what is not there with an HTML page', async () => {
    const { url } = await services();
    const unknown = await send(`${url}/webservices/OXNothing`, inTen('exists', ''));
    expect([unknown.status, unknown.contentType]).toEqual([404, 'text/html;charset=utf-8']);
    expect(unknown.text).toContain('No service was found.');
    expect((await send(`${url}/webservices/?wsdl`, '', {}, 'GET')).status).toBe(500);
    expect((await send(`${url}/elsewhere`, '', {}, 'GET')).status).toBe(404);
  });
});
