import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { inspect } from 'node:util';
import { expect, test, vi } from 'vitest';
import { messageOf } from '../../src/model/index.ts';
import type { OxError } from '../../src/ox/index.ts';
import { envelope, faultWith, respondWith, wrapper } from '../support/stub-ox.ts';
import { access, failureOf, master, openGateway, useGateway } from './gateway-fixture.ts';

const fixture = useGateway({ requestTimeoutMs: 60_000 });

const newUser = { name: 'jane', password: 'users$Secret3', fields: { note: 'a private note' }, rights: ['webmail'] };
const create = (): Promise<number> => fixture.gateway.users.create(access, newUser);

/** What the call rejects with, looked at with everything that hangs on it. */
async function cleanFailureOf(call: Promise<unknown>): Promise<OxError> {
  const error = await failureOf(call);
  expectNoSecrets(error);
  return error;
}

function expectNoSecrets(error: OxError): void {
  const everything =
    inspect(error, { depth: 10, showHidden: true }) + JSON.stringify(error) + String(error.stack) + inspect(error.cause, { depth: 10 });
  for (const secret of [
    access.admin.password,
    master.password,
    newUser.password,
    'a private note',
    'context&lt;Secret&gt;2',
    '<usrdata',
    'auth>',
  ]) {
    expect(everything).not.toContain(secret);
  }
  expect(error.message).not.toContain('\n');
}

const page = (title: string): string => `<!DOCTYPE html><html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>`;

test.each([
  [502, 'Bad Gateway', /proxy in front of OX/, true],
  [503, 'Service Unavailable', /proxy in front of OX/, true],
  [504, 'Gateway Time-out', /proxy in front of OX/, true],
  [500, 'Internal Server Error', /not how OX answers/, true],
  [404, 'No service was found.', /no OX service at this address.*https:\/\/ox\.example\.org/, false],
  [405, 'Method Not Allowed', /no OX service at this address/, false],
  [401, 'Unauthorized', /refuses the operator/, false],
  [403, 'Forbidden', /refuses the operator/, false],
  [429, 'Too Many Requests', /HTTP 429/, false],
  [200, 'Welcome to nginx!', /not how OX answers/, true],
])('an HTML page with HTTP %d (%s) is an outage that says what was found', async (status, title, hint, outcomeUnknown) => {
  fixture.stub.respond = respondWith(status, 'text/html', page(title));
  const error = await cleanFailureOf(create());
  expect(error).toMatchObject({ reason: 'OxUnreachable', errorClass: 'outage', target: 'installation', outcomeUnknown });
  expect(error.message).toContain(
    `OXUserService.createByModuleAccess in context 10: ${fixture.stub.url}/webservices/OXUserService answered HTTP ${status}`,
  );
  expect(error.message).toContain(`an HTML page "${title}"`);
  expect(error.message).toMatch(hint);
});

test('a redirect is not followed, and its target is named without what may be secret', async () => {
  fixture.stub.respond = respondWith(302, 'text/html', '', { Location: 'https://user:word@login.example.org/start?token=abc#x' });
  const error = await cleanFailureOf(create());
  expect(error).toMatchObject({ reason: 'OxUnreachable', outcomeUnknown: false });
  expect(error.message).toContain(
    'answered HTTP 302 to https://login.example.org/start with an empty body: a redirect, which is not followed',
  );
  expect(error.message).not.toMatch(/word|token/);
  expect(fixture.stub.calls).toHaveLength(1);
});

test.each([
  ['an empty answer', ''],
  ['an answer that is no XML', 'OK'],
  ['XHTML, which is well-formed', '<html xmlns="http://www.w3.org/1999/xhtml"><body/></html>'],
  ['an envelope that is cut off', envelope(wrapper('createByModuleAccess', '<return><ns2:id>7</ns2:id></return>')).slice(0, -60)],
  ['an envelope with broken markup', envelope('<createByModuleAccessResponse><return></ret>')],
  ['an envelope without a Body', '<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"/>'],
  ['an envelope with something unknown', envelope('<nonsense/>')],
])('%s is an outage with an open outcome', async (_, body) => {
  fixture.stub.respond = respondWith(200, 'text/xml;charset=utf-8', body);
  expect(await cleanFailureOf(create())).toMatchObject({ reason: 'OxUnreachable', errorClass: 'outage', outcomeUnknown: true });
});

test.each([
  ['an empty answer', ''],
  ['an envelope that is cut off', envelope('').slice(0, -10)],
  ['an envelope without a Body', '<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"></soap:Envelope>'],
])('%s is no success of a change either', async (_, body) => {
  fixture.stub.respond = respondWith(200, 'text/xml;charset=utf-8', body);
  expect(await cleanFailureOf(fixture.gateway.users.delete(access, 5))).toMatchObject({ reason: 'OxUnreachable', outcomeUnknown: true });
});

test('a server that repeats the request in its page gives no password away', async () => {
  fixture.stub.respond = (response, call) =>
    respondWith(500, 'text/html', `<title>${access.admin.password} ${call.body}</title>`)(response, call);
  await cleanFailureOf(create());
  fixture.stub.respond = (response, call) =>
    respondWith(200, 'text/plain', `${access.admin.password.slice(0)} ${newUser.password}`)(response, call);
  await cleanFailureOf(create());
  fixture.stub.respond = faultWith(`what is ${access.admin.password} and ${newUser.password}?; exceptionId 1-2`, 'InvalidDataException');
  expect((await cleanFailureOf(create())).message).toContain('what is *** and ***?');
});

test('a connection that is reset before the answer leaves the outcome open', async () => {
  fixture.stub.respond = (response) => response.socket?.resetAndDestroy();
  const error = await cleanFailureOf(create());
  expect(error).toMatchObject({ reason: 'OxUnreachable', errorClass: 'outage', outcomeUnknown: true });
  expect(error.message).toMatch(/gave no answer: the connection was (reset|closed)/);
});

test('a connection that is reset in the middle of the answer leaves the outcome open', async () => {
  fixture.stub.respond = (response) => {
    response.writeHead(200, { 'Content-Type': 'text/xml', 'Content-Length': '10000' });
    response.write(envelope(wrapper('createByModuleAccess', '<return><ns2:id>7</ns2:id></return>')), () =>
      response.socket?.resetAndDestroy(),
    );
  };
  expect(await cleanFailureOf(create())).toMatchObject({ reason: 'OxUnreachable', outcomeUnknown: true });
});

test('no answer within the time limit leaves the outcome open', async () => {
  fixture.stub.respond = () => {};
  const failure = cleanFailureOf(create());
  await vi.waitFor(() => expect(fixture.stub.calls).toHaveLength(1));
  fixture.clock.advance(60_000);
  const error = await failure;
  expect(error).toMatchObject({ reason: 'OxUnreachable', outcomeUnknown: true });
  expect(error.message).toContain('gave no answer within 60 s');
});

test('an answer that does not end within the time limit leaves the outcome open', async () => {
  fixture.stub.respond = (response) => response.writeHead(200, { 'Content-Type': 'text/xml' }).write('<soap:Envelope');
  const failure = cleanFailureOf(create());
  await vi.waitFor(() => expect(fixture.stub.calls).toHaveLength(1));
  fixture.clock.advance(60_000);
  expect((await failure).message).toContain('gave no answer within 60 s');
});

test('a call that was answered in time leaves no timer behind', async () => {
  fixture.stub.respond = faultWith('Invalid email address', 'InvalidDataException');
  await cleanFailureOf(create());
  expect(fixture.clock.pending).toBe(0);
});

test('where nothing listens, nothing has happened', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  const gateway = await openGateway(`http://127.0.0.1:${port}`, fixture.clock);
  const error = await cleanFailureOf(gateway.contexts.exists(10));
  expect(error).toMatchObject({ reason: 'OxUnreachable', errorClass: 'outage', outcomeUnknown: false });
  expect(error.message).toBe(
    `OXContextService.exists in context 10: http://127.0.0.1:${port}/webservices/OXContextService cannot be reached: nothing listens there (connection refused)`,
  );
  expect(messageOf(error.cause)).toContain('ECONNREFUSED');
  await gateway.close();
});

test('a server that does not speak HTTP is an outage', async () => {
  const server = createServer((socket) => socket.resume().end('220 mail.example.org ESMTP\r\n')).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const gateway = await openGateway(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, fixture.clock);
  expect(await cleanFailureOf(gateway.contexts.exists(10))).toMatchObject({
    reason: 'OxUnreachable',
    errorClass: 'outage',
    outcomeUnknown: true,
  });
  await gateway.close();
  await new Promise((resolve) => server.close(resolve));
});
