import { expect, test, vi } from 'vitest';
import { answerWith, faultWith, nil, respondWith } from '../support/stub-ox.ts';
import { masterAuth, message } from './expected-message.ts';
import { failureOf, useGateway } from './gateway-fixture.ts';

const fixture = useGateway({ requestTimeoutMs: 60_000 });
const namespace = 'http://soap.copy.user.admin.openexchange.com';
const copy = (): Promise<number> => fixture.gateway.userCopy.copy({ id: 5, name: 'jane' }, 10, 11);

test('a user is copied by the master admin, in the namespace of that service, and gets a new id', async () => {
  const user = `<ns2:birthday ${nil}/><ns2:id>3</ns2:id><ns2:name ${nil}/>`;
  const types = 'xmlns:ns2="http://dataobjects.soap.admin.openexchange.com/xsd"';
  fixture.stub.respond = answerWith(`<copyUserResponse xmlns="${namespace}" ${types}><return>${user}</return></copyUserResponse>`);
  expect(await copy()).toBe(3);
  expect(fixture.stub.calls[0]?.path).toBe('/webservices/OXUserCopyService');
  const parts = '<s:user><d:id>5</d:id><d:name>jane</d:name></s:user><s:src><d:id>10</d:id></s:src><s:dest><d:id>11</d:id></s:dest>';
  expect(fixture.stub.lastMessage).toEqual(message('copyUser', `${parts}${masterAuth}`, namespace));
});

test.each([
  ['UserExistsException', 'User jane already exists; exceptionId 1-2'],
  ['StorageException', "UCP-0011 Categories=USER_INPUT Message='A user named jane already exists.' exceptionID=1-2; exceptionId 1-4"],
])('%s says that the name is taken in the other context', async (exception, text) => {
  fixture.stub.respond = faultWith(text, exception);
  await expect(copy()).rejects.toMatchObject({ reason: 'NameTaken', contextId: 11 });
});

test.each([
  ['user', 'NoSuchUserException', 'No such user 5 in context 10'],
  ['context', 'NoSuchContextException', 'The context 11 does not exist!'],
])('a %s that is not there is missing', async (missing, exception, text) => {
  fixture.stub.respond = faultWith(`${text}; exceptionId 1-2`, exception);
  await expect(copy()).rejects.toMatchObject({ missing });
});

test('a wrong master password is no trouble of one context', async () => {
  fixture.stub.respond = faultWith('Authentication failed; exceptionId 1-2', 'InvalidCredentialsException');
  await expect(copy()).rejects.toMatchObject({ reason: 'OxAuthenticationFailed', target: 'installation' });
});

test('a copy has ten times as long as other calls, for files go along', async () => {
  fixture.stub.respond = () => {};
  const failure = failureOf(copy());
  await vi.waitFor(() => expect(fixture.stub.calls).toHaveLength(1));
  fixture.clock.advance(600_000);
  expect(await failure).toMatchObject({ reason: 'OxUnreachable', outcomeUnknown: true });
  expect((await failure).message).toContain('gave no answer within 600 s');
});

test('an OX without the package for copies says what is to be installed, which is no outage', async () => {
  fixture.stub.respond = respondWith(404, 'text/html', '<html><body>No service was found.</body></html>');
  const failure = await failureOf(copy());
  expect(failure).toMatchObject({ reason: 'FeatureUnsupported', errorClass: 'invalid', outcomeUnknown: false });
  expect(failure.message).toContain('install');
});
