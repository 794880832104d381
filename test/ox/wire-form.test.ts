import { expect, test } from 'vitest';
import { USER_FIELDS, USER_RIGHTS } from '../../src/model/index.ts';
import { answerWith, faultWith, wrapper } from '../support/stub-ox.ts';
import { contextAuth, ctx, escaped, masterAuth, message } from './expected-message.ts';
import { access, failureOf, useGateway } from './gateway-fixture.ts';

const fixture = useGateway();

function flags(on: readonly string[]): string {
  return [...USER_RIGHTS, 'publicFolderEditable']
    .sort()
    .map((right) => `<d:${right}>${on.includes(right)}</d:${right}>`)
    .join('');
}

test('a message goes as UTF-8 text/xml to the service below /webservices, with the action of its operation', async () => {
  fixture.stub.respond = answerWith('');
  await fixture.gateway.users.delete(access, 5);
  const call = fixture.stub.calls[0];
  expect(call?.path).toBe('/webservices/OXUserService');
  expect(call?.headers['content-type']?.toLowerCase()).toBe('text/xml; charset=utf-8');
  expect(call?.headers.soapaction).toBe('"urn:delete"');
});

test('a new user goes in one call with fields in the order of the schema and every right named', async () => {
  fixture.stub.respond = answerWith(wrapper('createByModuleAccess', '<return><ns2:id>7</ns2:id></return>'));
  const fields = {
    timezone: 'Europe/Berlin',
    sur_name: 'Doe',
    aliases: ['jane@example.org', 'jane.doe@example.org'],
    birthday: '1990-02-03',
    imapPort: 993,
    mailenabled: true,
    gui_spam_filter_enabled: false,
    department: '',
    image1: 'aGVsbG8=',
  };
  await fixture.gateway.users.create(access, { name: 'jane', password: 'S3cret!', fields, rights: ['webmail', 'USM'] });
  const usrdata = [
    '<d:aliases>jane@example.org</d:aliases><d:aliases>jane.doe@example.org</d:aliases><d:birthday>1990-02-03</d:birthday>',
    '<d:department></d:department><d:gui_spam_filter_enabled>false</d:gui_spam_filter_enabled><d:imapPort>993</d:imapPort>',
    '<d:mailenabled>true</d:mailenabled><d:name>jane</d:name><d:password>S3cret!</d:password><d:sur_name>Doe</d:sur_name>',
    '<d:timezone>Europe/Berlin</d:timezone><d:image1>aGVsbG8=</d:image1>',
  ].join('');
  expect(fixture.stub.lastMessage).toEqual(
    message(
      'createByModuleAccess',
      `${ctx}<s:usrdata>${usrdata}</s:usrdata><s:access>${flags(['USM', 'webmail'])}</s:access>${contextAuth}`,
    ),
  );
});

test('values that cannot be cleared are left out when they are empty, texts are sent to be cleared', async () => {
  const fields = { birthday: '', imapPort: '', mailenabled: '', image1: '', aliases: [], note: '' };
  await fixture.gateway.users.change(access, { id: 5 }, { fields });
  expect(fixture.stub.lastMessage).toEqual(message('change', `${ctx}<s:usrdata><d:id>5</d:id><d:note></d:note></s:usrdata>${contextAuth}`));
});

test('a rename carries the id and the new name', async () => {
  await fixture.gateway.users.change(access, { id: 5 }, { name: 'jane.roe', fields: { sur_name: 'Roe' } });
  const usrdata = '<s:usrdata><d:id>5</d:id><d:name>jane.roe</d:name><d:sur_name>Roe</d:sur_name></s:usrdata>';
  expect(fixture.stub.lastMessage).toEqual(message('change', `${ctx}${usrdata}${contextAuth}`));
});

test('a change by name carries no id', async () => {
  await fixture.gateway.users.change(access, { name: 'jane' }, { fields: { sur_name: 'Roe' } });
  expect(fixture.stub.lastMessage).toEqual(
    message('change', `${ctx}<s:usrdata><d:name>jane</d:name><d:sur_name>Roe</d:sur_name></s:usrdata>${contextAuth}`),
  );
});

test('a change of rights names all of them and never makes public folders editable', async () => {
  await fixture.gateway.users.changeRights(access, { id: 5 }, ['calendar', 'webmail', 'publicFolderEditable']);
  expect(fixture.stub.lastMessage).toEqual(
    message(
      'changeByModuleAccess',
      `${ctx}<s:user><d:id>5</d:id></s:user><s:moduleAccess>${flags(['calendar', 'webmail'])}</s:moduleAccess>${contextAuth}`,
    ),
  );
});

test('a guest becomes a user in one call that carries no rights', async () => {
  fixture.stub.respond = answerWith(wrapper('create', '<return><ns2:id>9</ns2:id></return>'));
  const fields = { sur_name: 'Doe', primaryEmail: 'jane@example.org' };
  const id = await fixture.gateway.users.createFromGuest(access, { name: 'jane', password: 'S3cret!', fields, rights: ['webmail'] });
  expect(id).toBe(9);
  const usrdata = [
    '<d:name>jane</d:name><d:password>S3cret!</d:password><d:primaryEmail>jane@example.org</d:primaryEmail>',
    '<d:sur_name>Doe</d:sur_name>',
  ].join('');
  expect(fixture.stub.lastMessage).toEqual(
    message('create', `${ctx}<s:usrdata>${usrdata}</s:usrdata>${contextAuth}<s:convertguest>true</s:convertguest>`),
  );
});

test('an OX that knows nothing of guests who become users says so, without the new password', async () => {
  const text = 'Unexpected element "convertguest" (URI=http://soap.admin.openexchange.com). Please remove S3cret! from SOAP request.';
  fixture.stub.respond = faultWith(text, undefined, 'Client');
  const creation = fixture.gateway.users.createFromGuest(access, { name: 'jane', password: 'S3cret!', fields: {}, rights: [] });
  const failure = await failureOf(creation);
  expect(failure).toMatchObject({ reason: 'FeatureUnsupported', errorClass: 'invalid', outcomeUnknown: false });
  expect(failure.message).toContain('8.36.36');
  expect(failure.message).not.toContain('S3cret!');
});

test.each(['Jane <Doe>', ''])('the name before the address is set to "%s" by a call of its own', async (personal) => {
  await fixture.gateway.users.changePersonal(access, { id: 5 }, personal);
  expect(fixture.stub.lastMessage).toEqual(
    message(
      'changeMailAddressPersonal',
      `${ctx}<s:user><d:id>5</d:id></s:user><s:personal>${escaped(personal)}</s:personal>${contextAuth}`,
    ),
  );
});

test('users are deleted by id and without a user who inherits what they shared', async () => {
  await fixture.gateway.users.delete(access, 5);
  expect(fixture.stub.lastMessage).toEqual(message('delete', `${ctx}<s:user><d:id>5</d:id></s:user>${contextAuth}`));
});

test('users are asked for by id or by name', async () => {
  fixture.stub.respond = answerWith(wrapper('exists', '<return>true</return>'));
  await fixture.gateway.users.exists(access, { name: 'jane' });
  expect(fixture.stub.lastMessage).toEqual(message('exists', `${ctx}<s:user><d:name>jane</d:name></s:user>${contextAuth}`));

  fixture.stub.respond = answerWith(wrapper('getData', '<return><ns2:id>5</ns2:id><ns2:name>jane</ns2:name></return>'));
  await fixture.gateway.users.get(access, { id: 5 });
  expect(fixture.stub.lastMessage).toEqual(message('getData', `${ctx}<s:user><d:id>5</d:id></s:user>${contextAuth}`));

  fixture.stub.respond = answerWith('<getMultipleDataResponse xmlns="http://soap.admin.openexchange.com"/>');
  await fixture.gateway.users.getMany(access, [5, 7]);
  expect(fixture.stub.lastMessage).toEqual(
    message('getMultipleData', `${ctx}<s:users><d:id>5</d:id></s:users><s:users><d:id>7</d:id></s:users>${contextAuth}`),
  );

  fixture.stub.respond = answerWith(wrapper('getModuleAccess', '<return><ns2:webmail>true</ns2:webmail></return>'));
  await fixture.gateway.users.rights(access, { id: 5 });
  expect(fixture.stub.lastMessage).toEqual(message('getModuleAccess', `${ctx}<s:user><d:id>5</d:id></s:user>${contextAuth}`));
});

test('a group is created and changed with each member once', async () => {
  fixture.stub.respond = answerWith(wrapper('create', '<return><ns2:id>6</ns2:id></return>'));
  await fixture.gateway.groups.create(access, { name: 'r&d', displayName: 'R&D', members: [5, 7, 5] });
  const content = '<d:displayname>R&amp;D</d:displayname>';
  const members = '<d:members>5</d:members><d:members>7</d:members><d:name>r&amp;d</d:name>';
  expect(fixture.stub.lastMessage).toEqual(message('create', `${ctx}<s:grp>${content}${members}</s:grp>${contextAuth}`));

  fixture.stub.respond = answerWith('');
  await fixture.gateway.groups.change(access, 6, { name: 'r&d', displayName: 'R&D', members: [7, 5] });
  const changed = '<d:id>6</d:id><d:members>7</d:members><d:members>5</d:members><d:name>r&amp;d</d:name>';
  expect(fixture.stub.lastMessage).toEqual(message('change', `${ctx}<s:grp>${content}${changed}</s:grp>${contextAuth}`));
});

test('a group is read by name or id and deleted by id', async () => {
  fixture.stub.respond = answerWith(wrapper('getData', '<return><ns2:id>6</ns2:id><ns2:name>sales</ns2:name></return>'));
  await fixture.gateway.groups.get(access, { name: 'sales' });
  expect(fixture.stub.lastMessage).toEqual(message('getData', `${ctx}<s:grp><d:name>sales</d:name></s:grp>${contextAuth}`));

  fixture.stub.respond = answerWith('');
  await fixture.gateway.groups.delete(access, 6);
  expect(fixture.stub.lastMessage).toEqual(message('delete', `${ctx}<s:grp><d:id>6</d:id></s:grp>${contextAuth}`));
});

test('a context is created enabled, with its mappings complete and the master admin', async () => {
  const admin = {
    name: 'oxadmin',
    password: 'generated1',
    displayName: 'OX Admin',
    givenName: 'OX',
    surName: 'Admin',
    email: 'oxadmin@example.org',
  };
  await fixture.gateway.contexts.create(
    { id: 10, name: 'context10', quotaMB: 1000, loginMappings: ['example.org'] },
    { ...admin, timezone: 'Europe/Berlin', language: 'de_DE' },
  );
  const context = [
    '<d:enabled>true</d:enabled><d:id>10</d:id><d:loginMappings>10</d:loginMappings><d:loginMappings>context10</d:loginMappings>',
    '<d:loginMappings>example.org</d:loginMappings><d:maxQuota>1000</d:maxQuota><d:name>context10</d:name>',
  ].join('');
  const user = [
    '<d:display_name>OX Admin</d:display_name><d:email1>oxadmin@example.org</d:email1><d:given_name>OX</d:given_name><d:language>de_DE</d:language>',
    '<d:name>oxadmin</d:name><d:password>generated1</d:password><d:primaryEmail>oxadmin@example.org</d:primaryEmail>',
    '<d:sur_name>Admin</d:sur_name><d:timezone>Europe/Berlin</d:timezone>',
  ].join('');
  expect(fixture.stub.calls.at(-1)?.path).toBe('/webservices/OXContextService');
  expect(fixture.stub.lastMessage).toEqual(message('create', `<s:ctx>${context}</s:ctx><s:admin_user>${user}</s:admin_user>${masterAuth}`));
});

test('a context without a quota is unlimited, and a name that OX takes for no mapping is not sent as one', async () => {
  await fixture.gateway.contexts.change({ id: 10, name: 'My Company', loginMappings: ['example.org', '10'] });
  const context = [
    '<d:id>10</d:id><d:loginMappings>10</d:loginMappings><d:loginMappings>example.org</d:loginMappings>',
    '<d:maxQuota>-1</d:maxQuota><d:name>My Company</d:name>',
  ].join('');
  expect(fixture.stub.lastMessage).toEqual(message('change', `<s:ctx>${context}</s:ctx>${masterAuth}`));
});

test('a context is asked for and deleted by id', async () => {
  fixture.stub.respond = answerWith(wrapper('exists', '<return>true</return>'));
  await fixture.gateway.contexts.exists(10);
  expect(fixture.stub.lastMessage).toEqual(message('exists', `${ctx}${masterAuth}`));

  fixture.stub.respond = answerWith(wrapper('getData', '<return><ns2:id>10</ns2:id><ns2:name>context10</ns2:name></return>'));
  await fixture.gateway.contexts.get(10);
  expect(fixture.stub.lastMessage).toEqual(message('getData', `${ctx}${masterAuth}`));

  fixture.stub.respond = answerWith('');
  await fixture.gateway.contexts.delete(10);
  expect(fixture.stub.lastMessage).toEqual(message('delete', `${ctx}${masterAuth}`));
});

test('control characters never reach OX, white space and special characters arrive as they are', async () => {
  const note = 'tab\there\r\nnext <line> & "quotes" \u0000\u0001\u001f\ufffe\ud800 Käse 😀';
  await fixture.gateway.users.change(access, { id: 5 }, { fields: { note } });
  const sent = fixture.stub.lastMessage;
  const text = JSON.stringify(sent);
  expect(text).toContain(JSON.stringify('tab\there\r\nnext <line> & "quotes"  Käse 😀'));
  expect(/[\p{Cc}\ufffd\ufffe]/u.test(fixture.stub.calls[0]?.body ?? '')).toBe(false);
});

test('a value that looks like a CDATA section cannot smuggle elements into the message', async () => {
  const display_name = '<![CDATA[x]]></d:display_name><contextadmin>true</contextadmin><d:display_name>]]>';
  await fixture.gateway.users.change(access, { id: 5 }, { fields: { display_name } });
  expect(fixture.stub.lastMessage).toEqual(
    message('change', `${ctx}<s:usrdata><d:display_name>${escaped(display_name)}</d:display_name><d:id>5</d:id></s:usrdata>${contextAuth}`),
  );
});

test('every field that the operator may set is known to the schema that is sent by', async () => {
  const names = Object.keys(USER_FIELDS).filter((name) => USER_FIELDS[name as keyof typeof USER_FIELDS] === 'text');
  const schemas = { imapSchema: 'imap://', smtpSchema: 'smtp://' };
  const fields = { ...Object.fromEntries(names.map((name) => [name, 'x'])), ...schemas };
  await fixture.gateway.users.change(access, { id: 5 }, { fields });
  const body = fixture.stub.calls[0]?.body ?? '';
  const element = (name: string, value: string): string =>
    `<do:${name} xmlns:do="http://dataobjects.soap.admin.openexchange.com/xsd">${value}</do:${name}>`;
  expect(Object.entries(fields).filter(([name, value]) => !body.includes(element(name, value)))).toEqual([]);
});

test('a field that OX does not have is refused before anything is sent', async () => {
  const change = fixture.gateway.users.change(access, { id: 5 }, { fields: { surname: 'Doe' } });
  expect(await failureOf(change)).toMatchObject({
    reason: 'InvalidMapping',
    message: 'OXUserService.change in context 10: OX has no user field surname',
  });
  const create = fixture.gateway.users.create(access, { name: 'jane', password: 'x', fields: { shoe_size: 43 }, rights: [] });
  const message = 'OXUserService.createByModuleAccess in context 10: OX has no user field shoe_size';
  expect(await failureOf(create)).toMatchObject({ reason: 'InvalidMapping', message });
  expect(fixture.stub.calls).toEqual([]);
});

test('a rename by name is refused, for OX would look for the new name', async () => {
  const change = fixture.gateway.users.change(access, { name: 'jane' }, { name: 'june', fields: {} });
  await expect(change).rejects.toMatchObject({ name: 'OxError', reason: 'ServerFault' });
  expect(fixture.stub.calls).toEqual([]);
});

test('more users than fit into one call are refused, none need no call', async () => {
  const ids = Array.from({ length: 101 }, (_, index) => index + 1);
  await expect(fixture.gateway.users.getMany(access, ids)).rejects.toMatchObject({ name: 'OxError', reason: 'ServerFault' });
  expect(await fixture.gateway.users.getMany(access, [])).toEqual([]);
  expect(fixture.stub.calls).toEqual([]);
});
