import { expect, test } from 'vitest';
import { answerWith, faultWith, nil, respondWith, wrapper } from '../support/stub-ox.ts';
import { contextAuth, message } from './expected-message.ts';
import { access, failureOf, useGateway } from './gateway-fixture.ts';

const fixture = useGateway();
const context = '<s:context><d:id>10</d:id></s:context>';
const grantor = '<s:user>5</s:user>';
const mail = { module: 'mail', admin: false, folder: 2, read: 4, write: 4, delete: 0 } as const;
const grant = { userId: 7, sendOnBehalfOf: true, modules: [mail] };
const mailPermission = [
  '<d:moduleId>mail</d:moduleId><d:admin>false</d:admin><d:folderPermission>2</d:folderPermission><d:readPermission>4</d:readPermission>',
  '<d:writePermission>4</d:writePermission><d:deletePermission>0</d:deletePermission>',
].join('');
const permission = `<s:deputyPermission><d:userId>7</d:userId><d:sendOnBehalfOf>true</d:sendOnBehalfOf><d:modulePermissions>${mailPermission}</d:modulePermissions></s:deputyPermission>`;

test('a permission is granted by the context admin and is known by its id', async () => {
  fixture.stub.respond = answerWith(wrapper('grant', '<return>0815-abc</return>'));
  expect(await fixture.gateway.deputies.grant(access, 5, grant)).toBe('0815-abc');
  expect(fixture.stub.calls[0]?.path).toBe('/webservices/OXDeputyPermissionsService');
  expect(fixture.stub.lastMessage).toEqual(message('grant', `${context}${grantor}${permission}${contextAuth}`));
});

test.each([`<return ${nil}/>`, '<return></return>', ''])('a grant that OX answers with "%s" has granted nothing', async (inner) => {
  fixture.stub.respond = answerWith(wrapper('grant', inner));
  expect(await fixture.gateway.deputies.grant(access, 5, { ...grant, modules: [] })).toBe('');
  const empty = '<s:deputyPermission><d:userId>7</d:userId><d:sendOnBehalfOf>true</d:sendOnBehalfOf></s:deputyPermission>';
  expect(fixture.stub.lastMessage).toEqual(message('grant', `${context}${grantor}${empty}${contextAuth}`));
});

test('a permission is changed and revoked by its id', async () => {
  const deputyId = '<s:deputyId>0815-abc</s:deputyId>';
  await fixture.gateway.deputies.update(access, 5, '0815-abc', grant);
  expect(fixture.stub.lastMessage).toEqual(message('update', `${context}${grantor}${deputyId}${permission}${contextAuth}`));
  await fixture.gateway.deputies.revoke(access, 5, '0815-abc');
  expect(fixture.stub.lastMessage).toEqual(message('revoke', `${context}${grantor}${deputyId}${contextAuth}`));
});

test('whether a user may grant by himself is switched by two calls', async () => {
  await fixture.gateway.deputies.blockManual(access, 5);
  expect(fixture.stub.lastMessage).toEqual(message('blockManual', `${context}${grantor}${contextAuth}`));
  await fixture.gateway.deputies.unblockManual(access, 5);
  expect(fixture.stub.lastMessage).toEqual(message('unblockManual', `${context}${grantor}${contextAuth}`));
});

test('the permissions of a context are listed, with the modules that the operator knows', async () => {
  const module = (id: string): string =>
    `<ns2:modulePermissions>${mailPermission.replaceAll('d:', 'ns2:').replace('mail<', `${id}<`)}</ns2:modulePermissions>`;
  const row = (id: string, modules: string): string =>
    `<return><ns2:deputyId>${id}</ns2:deputyId><ns2:userId>7</ns2:userId><ns2:grantorId>5</ns2:grantorId><ns2:sendOnBehalfOf>true</ns2:sendOnBehalfOf>${modules}</return>`;
  fixture.stub.respond = answerWith(wrapper('list', row('1', module('mail') + module('tasks')) + row('2', '')));
  expect(await fixture.gateway.deputies.list(access)).toEqual([
    { ...grant, deputyId: '1', grantorId: 5 },
    { ...grant, deputyId: '2', grantorId: 5, modules: [] },
  ]);
  expect(fixture.stub.lastMessage).toEqual(message('list', `${context}${contextAuth}`));

  fixture.stub.respond = answerWith('<listResponse xmlns="http://soap.admin.openexchange.com"/>');
  expect(await fixture.gateway.deputies.list(access)).toEqual([]);
});

test('an answer without the id of a permission is not taken for one', async () => {
  fixture.stub.respond = answerWith(wrapper('list', '<return><ns2:userId>7</ns2:userId><ns2:grantorId>5</ns2:grantorId></return>'));
  expect(await failureOf(fixture.gateway.deputies.list(access))).toMatchObject({ reason: 'OxUnreachable' });
});

test('a deputy who is not there is missing', async () => {
  fixture.stub.respond = faultWith('No such user 7 in context 10; exceptionId 1-2', 'NoSuchUserException');
  await expect(fixture.gateway.deputies.grant(access, 5, grant)).rejects.toMatchObject({ missing: 'user' });
});

test.each([
  ['a page that says so', 404, 'text/html', '<html><body>No service was found.</body></html>'],
  ['any HTTP 404', 404, 'text/plain', ''],
  ['the list of its services', 200, 'text/html', '<html><head><title>CXF - Service list</title></head></html>'],
  ['that page with another status', 500, 'text/html', '<html><head><title>No service was found.</title></head></html>'],
])('an OX without deputies that answers with %s says what is needed, which is no outage', async (_, status, type, body) => {
  fixture.stub.respond = respondWith(status, type, body);
  const failure = await failureOf(fixture.gateway.deputies.grant(access, 5, grant));
  expect(failure).toMatchObject({ reason: 'FeatureUnsupported', errorClass: 'invalid', outcomeUnknown: false });
  expect(failure.message).toBe(
    'OXDeputyPermissionsService.grant in context 10: this OX has no deputy permissions: they need OX 8.35 or newer with the package open-xchange-deputy (there is no /webservices/OXDeputyPermissionsService at OX_SOAP_SERVER)',
  );
});

test('deputies that were not there are asked for again, and are found after the package was installed', async () => {
  fixture.stub.respond = respondWith(404, 'text/html', '');
  expect(await failureOf(fixture.gateway.deputies.list(access))).toMatchObject({ reason: 'FeatureUnsupported' });
  fixture.stub.respond = answerWith(wrapper('grant', '<return>1</return>'));
  expect(await fixture.gateway.deputies.grant(access, 5, grant)).toBe('1');
});

test('a proxy that is in trouble is an outage for deputies too', async () => {
  fixture.stub.respond = respondWith(502, 'text/html', '<title>Bad Gateway</title>');
  expect(await failureOf(fixture.gateway.deputies.list(access))).toMatchObject({ reason: 'OxUnreachable', errorClass: 'outage' });
});

test('an OX of whom nobody asks for deputies is never asked for their service', async () => {
  fixture.stub.respond = answerWith(wrapper('exists', '<return>true</return>'));
  await fixture.gateway.users.exists(access, { id: 5 });
  expect(fixture.stub.calls.map(({ path }) => path)).toEqual(['/webservices/OXUserService']);
});
