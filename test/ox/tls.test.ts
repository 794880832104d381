import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ManualClock } from '../support/manual-clock.ts';
import { answerWith, StubOx, wrapper } from '../support/stub-ox.ts';
import { createTlsMaterial } from '../support/tls-material.ts';
import { failureOf, openGateway } from './gateway-fixture.ts';

const run = promisify(execFile);
const clock = new ManualClock();
let folder: string;
let stub: StubOx;
let authority: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ox-tls-'));
  authority = await createTlsMaterial(folder);
  stub = await StubOx.start({
    key: await readFile(join(folder, 'server.key'), 'utf8'),
    cert: await readFile(join(folder, 'server.crt'), 'utf8'),
  });
  stub.respond = answerWith(wrapper('exists', '<return>true</return>'));
});

async function startSelfSigned(subjectAltName: string): Promise<{ selfSigned: StubOx; certificate: string }> {
  const [key, cert] = [join(folder, 'self.key'), join(folder, 'self.crt')];
  const subject = ['-subj', '/CN=self-signed', '-addext', `subjectAltName=${subjectAltName}`];
  await run('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-keyout', key, '-out', cert, ...subject]);
  const certificate = await readFile(cert, 'utf8');
  const selfSigned = await StubOx.start({ key: await readFile(key, 'utf8'), cert: certificate });
  selfSigned.respond = answerWith(wrapper('exists', '<return>true</return>'));
  return { selfSigned, certificate };
}

afterAll(async () => {
  await stub.stop();
  await rm(folder, { recursive: true });
});

test('a server with a certificate of the given CA is trusted, and calls share its connections', async () => {
  const gateway = await openGateway(stub.url, clock, { ca: () => authority });
  const before = stub.connections;
  for (let call = 0; call < 20; call += 1) expect(await gateway.contexts.exists(10)).toBe(true);
  expect(stub.connections - before).toBeLessThanOrEqual(2);
  await gateway.close();
});

test('a server with a certificate of an unknown CA gets no password, and the error names the remedy', async () => {
  const gateway = await openGateway(stub.url, clock);
  const before = stub.calls.length;
  const failure = await failureOf(gateway.contexts.exists(10));
  expect(failure.outcomeUnknown).toBe(false);
  expect(failure.message).toMatch(/unknown CA.*OX_CA_FILE/);
  expect(stub.calls.length).toBe(before);
  await gateway.close();
});

test('a self-signed certificate is called so, and is trusted once it is the CA', async () => {
  const { selfSigned, certificate } = await startSelfSigned('IP:127.0.0.1');
  const stranger = await openGateway(selfSigned.url, clock);
  const failure = await failureOf(stranger.contexts.exists(10));
  expect(failure.outcomeUnknown).toBe(false);
  expect(failure.message).toMatch(/self-signed.*OX_CA_FILE/);
  const friend = await openGateway(selfSigned.url, clock, { ca: () => certificate });
  expect(await friend.contexts.exists(10)).toBe(true);
  await Promise.all([stranger.close(), friend.close()]);
  await selfSigned.stop();
});

test('a trusted certificate for another host is not accepted', async () => {
  const { selfSigned, certificate } = await startSelfSigned('DNS:mail.example.org');
  const gateway = await openGateway(selfSigned.url, clock, { ca: () => certificate });
  const failure = await failureOf(gateway.contexts.exists(10));
  expect(failure.outcomeUnknown).toBe(false);
  expect(failure.message).toMatch('another host name');
  await gateway.close();
  expect(selfSigned.calls).toEqual([]);
  await selfSigned.stop();
});

test('https to a port that speaks plain HTTP says so', async () => {
  const plain = await StubOx.start();
  const gateway = await openGateway(`https://127.0.0.1:${plain.port}`, clock);
  const failure = await failureOf(gateway.contexts.exists(10));
  expect(failure.outcomeUnknown).toBe(false);
  expect(failure.message).toMatch('does not speak TLS');
  await gateway.close();
  await plain.stop();
});

test('another authority is trusted from the next call on, and one that was taken away no longer, whatever connections are kept', async () => {
  const { selfSigned, certificate } = await startSelfSigned('IP:127.0.0.1');
  let trusted = authority;
  const gateway = await openGateway(selfSigned.url, clock, { ca: () => trusted });
  expect((await failureOf(gateway.contexts.exists(10))).message).toMatch('self-signed');
  trusted = certificate;
  expect(await gateway.contexts.exists(10)).toBe(true);
  trusted = authority;
  expect((await failureOf(gateway.contexts.exists(10))).message).toMatch('self-signed');
  await gateway.close();
  await selfSigned.stop();
});

test('a call that is under way when the authorities change gets its answer', async () => {
  const { selfSigned, certificate } = await startSelfSigned('IP:127.0.0.1');
  let trusted = certificate;
  const gateway = await openGateway(selfSigned.url, clock, { ca: () => trusted });
  const isAsked = Promise.withResolvers<void>();
  const mayAnswer = Promise.withResolvers<void>();
  selfSigned.respond = (response, call) => {
    isAsked.resolve();
    void mayAnswer.promise.then(() => answerWith(wrapper('exists', '<return>true</return>'))(response, call));
  };
  const slow = gateway.contexts.exists(10);
  await isAsked.promise;
  trusted = `${certificate}\n${authority}`;
  const next = gateway.contexts.exists(20);
  mayAnswer.resolve();
  expect(await Promise.all([slow, next])).toEqual([true, true]);
  await gateway.close();
  await selfSigned.stop();
});
