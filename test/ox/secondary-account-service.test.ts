import { expect, test } from 'vitest';
import { answerWith, faultWith, nil, respondWith, wrapper } from '../support/stub-ox.ts';
import { contextAuth, message } from './expected-message.ts';
import { access, failureOf, useGateway } from './gateway-fixture.ts';

const fixture = useGateway();
const account = { primaryAddress: 'info@example.org', name: 'Info', personal: 'Info desk', login: 'info' };
const context = '<s:context><d:id>10</d:id></s:context>';
const users = '<s:users><d:id>5</d:id></s:users><s:users><d:id>7</d:id></s:users>';
const everybody = '<s:groups><d:id>0</d:id></s:groups>';

function flag(operation: string, value: boolean): void {
  fixture.stub.respond = answerWith(wrapper(operation, `<return>${value}</return>`));
}

test('an account is added to users by their ids, on the server of their own mailbox', async () => {
  await fixture.gateway.secondaryAccounts.create(access, account, [5, 7, 5]);
  expect(fixture.stub.calls[0]?.path).toBe('/webservices/OXSecondaryAccountService');
  const data = [
    '<d:login>info</d:login><d:name>Info</d:name><d:primaryAddress>info@example.org</d:primaryAddress>',
    '<d:personal>Info desk</d:personal><d:mailEndpointSource>primary</d:mailEndpointSource>',
  ].join('');
  expect(fixture.stub.lastMessage).toEqual(
    message('create', `<s:accountDataOnCreate>${data}</s:accountDataOnCreate>${context}${users}${contextAuth}`),
  );
});

test('a change of an account sends only what changes, and tells whether somebody has it', async () => {
  flag('update', false);
  const change = { primaryAddress: 'info@example.org', personal: '' };
  expect(await fixture.gateway.secondaryAccounts.update(access, change, [5, 7])).toBe(false);
  const parts = '<s:primaryAddress>info@example.org</s:primaryAddress><s:accountDataUpdate><d:personal></d:personal></s:accountDataUpdate>';
  expect(fixture.stub.lastMessage).toEqual(message('update', `${parts}${context}${users}${contextAuth}`));
});

test('an account is taken from some users, or from everybody through the group of all users', async () => {
  const address = '<s:primaryAddress>info@example.org</s:primaryAddress>';
  flag('delete', true);
  expect(await fixture.gateway.secondaryAccounts.delete(access, 'info@example.org', [5, 7])).toBe(true);
  expect(fixture.stub.lastMessage).toEqual(message('delete', `${address}${context}${users}${contextAuth}`));
  expect(await fixture.gateway.secondaryAccounts.delete(access, 'info@example.org', 'everybody')).toBe(true);
  expect(fixture.stub.lastMessage).toEqual(message('delete', `${address}${context}${everybody}${contextAuth}`));
});

test('accounts are listed with their users, whatever is nil in them', async () => {
  const row = (userId: number, personal: string): string =>
    `<return><ns2:contextId>10</ns2:contextId><ns2:userId>${userId}</ns2:userId><ns2:id>3</ns2:id><ns2:login>info</ns2:login><ns2:password ${nil}/><ns2:name>Info</ns2:name><ns2:primaryAddress>info@example.org</ns2:primaryAddress>${personal}</return>`;
  fixture.stub.respond = answerWith(wrapper('list', row(5, '<ns2:personal>Info desk</ns2:personal>') + row(7, `<ns2:personal ${nil}/>`)));
  expect(await fixture.gateway.secondaryAccounts.list(access, [5, 7])).toEqual([
    { ...account, userId: 5 },
    { ...account, userId: 7, personal: '' },
  ]);
  expect(fixture.stub.lastMessage).toEqual(message('list', `${context}${users}${contextAuth}`));

  fixture.stub.respond = answerWith('<listResponse xmlns="http://soap.admin.openexchange.com"/>');
  expect(await fixture.gateway.secondaryAccounts.list(access, 'everybody')).toEqual([]);
  expect(fixture.stub.lastMessage).toEqual(message('list', `${context}${everybody}${contextAuth}`));
});

test('for no users there is no call, which OX would refuse or take for everybody', async () => {
  const { secondaryAccounts } = fixture.gateway;
  await secondaryAccounts.create(access, account, []);
  expect(await secondaryAccounts.update(access, account, [])).toBe(false);
  expect(await secondaryAccounts.delete(access, 'info@example.org', [])).toBe(false);
  expect(await secondaryAccounts.list(access, [])).toEqual([]);
  expect(fixture.stub.calls).toEqual([]);
});

test('an account that a user has already is an address that is taken', async () => {
  const text =
    "ACC-0017 Categories=USER_INPUT Message='Duplicate mail account for user 5 in context 10.' exceptionID=-1-2; exceptionId -1-4";
  fixture.stub.respond = faultWith(text, 'StorageException');
  await expect(fixture.gateway.secondaryAccounts.create(access, account, [5])).rejects.toMatchObject({ reason: 'MailAddressTaken' });
});

test('an answer without true or false, or of an account without its user, leaves the outcome open', async () => {
  fixture.stub.respond = answerWith('');
  const deletion = fixture.gateway.secondaryAccounts.delete(access, 'info@example.org', [5]);
  expect(await failureOf(deletion)).toMatchObject({ reason: 'OxUnreachable', outcomeUnknown: true });
  fixture.stub.respond = answerWith(wrapper('list', '<return><ns2:primaryAddress>info@example.org</ns2:primaryAddress></return>'));
  expect((await failureOf(fixture.gateway.secondaryAccounts.list(access, [5]))).message).toContain('without userId');
});

test('an OX before 7.10.6 has no secondary accounts, which is no outage', async () => {
  fixture.stub.respond = respondWith(404, 'text/html', '<html><body>No service was found.</body></html>');
  const failure = await failureOf(fixture.gateway.secondaryAccounts.create(access, account, [5]));
  expect(failure).toMatchObject({ reason: 'FeatureUnsupported', errorClass: 'invalid', outcomeUnknown: false });
  expect(failure.message).toContain('7.10.6');
});
