import { expect, test, vi } from 'vitest';
import { type ObservedCall, SoapOxGateway } from '../../src/ox/index.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { answerWith, faultWith, messageOfEnvelope, respondWith, wrapper } from '../support/stub-ox.ts';
import { access, failureOf, openGateway, problemOf, useGateway } from './gateway-fixture.ts';

const seen: ObservedCall[] = [];
const fixture = useGateway({ maxConcurrency: 4, maxConcurrencyPerContext: 2, closeGraceMs: 5_000, observer: (call) => seen.push(call) });

const exists = answerWith(wrapper('exists', '<return>true</return>'));

test('connections are kept and shared by all services, and are never more than calls may run at once', async () => {
  fixture.stub.respond = exists;
  const calls = Array.from({ length: 100 }, (_, index) => [
    fixture.gateway.contexts.exists(index),
    fixture.gateway.users.exists({ ...access, contextId: index }, { id: 5 }),
  ]);
  await Promise.all(calls.flat());
  expect(fixture.stub.calls).toHaveLength(200);
  expect(fixture.stub.connections).toBeLessThanOrEqual(4);
});

test('at most so many calls run in one context and overall, the others wait and are counted', async () => {
  const pending: (() => void)[] = [];
  fixture.stub.respond = (response, call) => pending.push(() => exists(response, call));
  const inOne = [1, 2, 3].map((id) => fixture.gateway.users.exists(access, { id }));
  await vi.waitFor(() => expect(pending).toHaveLength(2));
  const others = [11, 12, 13].map((contextId) => fixture.gateway.contexts.exists(contextId));
  await vi.waitFor(() => expect(pending).toHaveLength(4));
  expect(fixture.gateway.running).toBe(4);
  expect(fixture.gateway.waiting).toBe(2);
  fixture.stub.respond = exists;
  for (const answer of pending) answer();
  await Promise.all([...inOne, ...others]);
  expect(fixture.gateway.running).toBe(0);
  expect(fixture.gateway.waiting).toBe(0);
});

test('answers that come at the same moment go on one by one, so that the next calls leave in between', async () => {
  const pending: (() => void)[] = [];
  fixture.stub.respond = (response, call) => pending.push(() => exists(response, call));
  let turn = 0;
  const turns: number[] = [];
  const count = (): void => {
    turn += 1;
    if (turns.length < 4) setImmediate(count);
  };
  const calls = [1, 2, 3, 4].map(async (id) => {
    await fixture.gateway.contexts.exists(id);
    turns.push(turn);
  });
  await vi.waitFor(() => expect(pending).toHaveLength(4));
  count();
  for (const answer of pending) answer();
  await Promise.all(calls);
  expect(new Set(turns).size).toBe(4);
});

test('calls at the same time get their own answers', async () => {
  fixture.stub.respond = (response, call) => {
    const [, user] = messageOfEnvelope(call.body).content as readonly { content: readonly { content: string }[] }[];
    const id = user?.content[0]?.content ?? '';
    answerWith(wrapper('getData', `<return><ns2:id>${id}</ns2:id><ns2:name>user${id}</ns2:name></return>`))(response, call);
  };
  const ids = Array.from({ length: 40 }, (_, index) => index + 1);
  const users = await Promise.all(ids.map((id) => fixture.gateway.users.get({ ...access, contextId: id }, { id })));
  expect(users.map((user) => user?.name)).toEqual(ids.map((id) => `user${id}`));
});

test('the master password is read for every call', async () => {
  let password = 'first';
  const gateway = await openGateway(fixture.stub.url, fixture.clock, { master: () => ({ login: 'oxadminmaster', password }) });
  fixture.stub.respond = exists;
  await gateway.contexts.exists(10);
  password = 'second';
  await gateway.contexts.exists(10);
  expect(fixture.stub.calls.map(({ body }) => /password[^>]*>(\w+)</.exec(body)?.[1])).toEqual(['first', 'second']);
  await gateway.close();
});

test('every call that was sent is observed with its outcome and its time', async () => {
  seen.length = 0;
  fixture.stub.respond = (response, call) => {
    fixture.clock.advance(250);
    exists(response, call);
  };
  await fixture.gateway.contexts.exists(10);
  fixture.stub.respond = faultWith('The displayname is already used; exceptionId 1-2', 'InvalidDataException');
  await fixture.gateway.users.change(access, { id: 5 }, { fields: {} }).catch(() => {});
  fixture.stub.respond = faultWith('No such user 5 in context 10; exceptionId 1-2', 'NoSuchUserException');
  await fixture.gateway.users.get(access, { id: 5 });
  await fixture.gateway.users.delete(access, 5).catch(() => {});
  expect(seen).toEqual([
    { service: 'OXContextService', operation: 'exists', outcome: 'ok', durationMs: 250 },
    { service: 'OXUserService', operation: 'change', outcome: 'DisplayNameTaken', durationMs: 0 },
    { service: 'OXUserService', operation: 'getData', outcome: 'ok', durationMs: 0 },
    { service: 'OXUserService', operation: 'delete', outcome: 'ServerFault', durationMs: 0 },
  ]);
});

test('a short password does not turn up as stars in ordinary words', async () => {
  fixture.stub.respond = respondWith(404, 'text/html', '<title>nothing here</title>');
  const short = await openGateway(fixture.stub.url, fixture.clock, { master: () => ({ login: 'oxadminmaster', password: 'e' }) });
  const { message } = await failureOf(short.contexts.exists(10));
  expect(message).toContain(`OXContextService.exists in context 10: ${fixture.stub.url}/webservices/OXContextService answered HTTP 404`);
  await short.close();
});

test('closing waits for the answer of what runs and refuses the rest', async () => {
  const pending: (() => void)[] = [];
  fixture.stub.respond = (response, call) => pending.push(() => exists(response, call));
  const calls = [1, 2, 3].map((id) => fixture.gateway.users.exists(access, { id }));
  await vi.waitFor(() => expect(pending).toHaveLength(2));
  const closing = fixture.gateway.close();
  await expect(calls[2]).rejects.toMatchObject({ name: 'OxError', reason: 'OxUnreachable', outcomeUnknown: false });
  for (const answer of pending) answer();
  expect(await Promise.all(calls.slice(0, 2))).toEqual([true, true]);
  await closing;
  await expect(fixture.gateway.contexts.exists(10)).rejects.toMatchObject({
    name: 'OxError',
    reason: 'OxUnreachable',
    outcomeUnknown: false,
  });
  expect(fixture.clock.pending).toBe(0);
});

test('closing cuts off what does not end within the grace', async () => {
  fixture.stub.respond = () => {};
  const call = fixture.gateway.users.delete(access, 5);
  await vi.waitFor(() => expect(fixture.stub.calls).toHaveLength(1));
  const failure = expect(call).rejects.toMatchObject({ name: 'OxError', reason: 'OxUnreachable', outcomeUnknown: true });
  const closing = fixture.gateway.close();
  fixture.clock.advance(5_000);
  await failure;
  await closing;
});

test('the address may have a port, a path and a slash at its end', async () => {
  fixture.stub.respond = exists;
  for (const suffix of ['/', '/ox', '/ox/', '/webservices', '/ox/webservices/']) {
    const gateway = await openGateway(`${fixture.stub.url}${suffix}`, fixture.clock);
    await gateway.contexts.exists(10);
    await gateway.close();
  }
  const service = '/webservices/OXContextService';
  expect(fixture.stub.calls.map(({ path }) => path)).toEqual([service, `/ox${service}`, `/ox${service}`, service, `/ox${service}`]);
});

test.each(['', 'ox.example.org', 'ox:8009', 'ftp://ox.example.org', 'https://ox.example.org/?x=1', 'https://ox.example.org/#x'])(
  'the address "%s" is refused at start and repeated in the message',
  async (server) => {
    const opening = SoapOxGateway.create({ server, master: () => access.admin, clock: new ManualClock() });
    expect(await problemOf(opening)).toContain(`OX_SOAP_SERVER: found "${server}"`);
  },
);

test.each(['https://oxadmin:hidden@ox.example.org', 'oxadmin:hidden@ox.example.org'])(
  'an address with a password is refused without repeating it',
  async (server) => {
    const opening = SoapOxGateway.create({ server, master: () => access.admin, clock: new ManualClock() });
    expect(await problemOf(opening)).not.toContain('hidden');
  },
);
