import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ApiClient } from '../../src/kube/api-client.ts';
import { ApiConnection } from '../../src/kube/api-connection.ts';
import { ConfigurationError } from '../../src/model/index.ts';
import { FakeApiServer, replyJson } from '../support/fake-api-server.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { createTlsMaterial } from '../support/tls-material.ts';

let folder: string;
let kubeconfig: string;
const clock = new ManualClock();
const signal = new AbortController().signal;
const version = { method: 'GET', path: '/version' } as const;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ox-operator-connection-'));
  kubeconfig = join(folder, 'kubeconfig');
});
afterEach(() => rm(folder, { recursive: true }));

async function startTlsServer(): Promise<Server> {
  await createTlsMaterial(folder);
  const [key, cert] = await Promise.all(['server.key', 'server.crt'].map((name) => readFile(join(folder, name))));
  const server = createServer({ key, cert }, (_, response) => response.end('{"major":"1"}'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

async function stopTlsServer(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}

function writeKubeconfig(cluster: object, user: object = {}): Promise<void> {
  const config = {
    clusters: [{ name: 'cluster', cluster }],
    users: [{ name: 'user', user }],
    contexts: [{ name: 'context', context: { cluster: 'cluster', user: 'user' } }],
    'current-context': 'context',
  };
  return writeFile(kubeconfig, JSON.stringify(config));
}

test('a kubeconfig that is missing, broken or names no cluster is told at once, with its path', async () => {
  const open = (): Promise<ApiConnection> => ApiConnection.create({ kubeconfig, clock });
  await expect(open()).rejects.toThrow(ConfigurationError);
  await expect(open()).rejects.toThrow(`kubeconfig ${kubeconfig}: ENOENT`);
  await writeFile(kubeconfig, '{"clusters": [}');
  await expect(open()).rejects.toThrow(`kubeconfig ${kubeconfig}: `);
  await writeFile(kubeconfig, '{"clusters": [], "users": [], "contexts": [], "current-context": "gone"}');
  await expect(open()).rejects.toThrow('current-context is "gone", expected a context whose cluster has an address');
  await writeKubeconfig({ server: 'https://127.0.0.1:1', 'proxy-url': 'socks5://127.0.0.1:2' });
  await expect(open()).rejects.toThrow('proxy-url is "socks5://127.0.0.1:2", expected');
});

test('keeps its connections while nothing changes and takes new ones when the CA file does', async () => {
  const server = await startTlsServer();
  const connection = await createFor(server);
  const first = (await connection.current()).dispatcher;
  clock.advance(11_000);
  expect((await connection.current()).dispatcher).toBe(first);
  await createTlsMaterial(folder);
  clock.advance(11_000);
  expect((await connection.current()).dispatcher).not.toBe(first);
  await connection.close();
  await stopTlsServer(server);
});

test('trusts a server again when its new CA has arrived', async () => {
  const server = await startTlsServer();
  const caFile = join(folder, 'ca.crt');
  const rightCa = await readFile(caFile);
  await createTlsMaterial(folder);
  const client = new ApiClient(await createFor(server), clock);
  await expect(client.send(version, signal)).rejects.toThrow('no answer');
  await writeFile(caFile, rightCa);
  clock.advance(11_000);
  expect(await client.send(version, signal)).toEqual({ major: '1' });
  await client.close();
  await stopTlsServer(server);
});

async function createFor(server: Server): Promise<ApiConnection> {
  const { port } = server.address() as AddressInfo;
  await writeKubeconfig({ server: `https://127.0.0.1:${port}`, 'certificate-authority': 'ca.crt' });
  return await ApiConnection.create({ kubeconfig, clock });
}

test('an answer that is no answer of an API server becomes one clear line', async () => {
  const server = await FakeApiServer.start();
  await writeFile(kubeconfig, server.kubeconfig());
  const client = new ApiClient(await ApiConnection.create({ kubeconfig, clock }), clock);
  server.onList = ({ response }) => response.writeHead(502, { 'content-type': 'text/html' }).end('<html>Bad gateway</html>');
  await expect(client.send(version, signal)).rejects.toThrow('API server, GET /version: 502, an answer without a message');
  server.onList = ({ response }) => response.end('<html>Please log in</html>');
  await expect(client.send(version, signal)).rejects.toThrow('API server, GET /version: the answer is not JSON');
  await client.close();
  await server.stop();
});

test('a request that nobody answers ends after half a minute', async () => {
  const server = await FakeApiServer.start();
  await writeFile(kubeconfig, server.kubeconfig());
  const client = new ApiClient(await ApiConnection.create({ kubeconfig, clock }), clock);
  const silent = Promise.withResolvers<void>();
  server.onList = () => silent.resolve();
  const answer = expect(client.send(version, signal)).rejects.toThrow('API server, GET /version: no answer, nothing came for 30 s');
  await silent.promise;
  clock.advance(30_000);
  await answer;
  await client.close();
  await server.stop();
});

test('keeps the path of an address behind a gateway and never has more than twelve requests under way', async () => {
  const server = await FakeApiServer.start();
  const gateway = JSON.parse(server.kubeconfig()) as { clusters: [{ cluster: { server: string } }] };
  gateway.clusters[0].cluster.server += '/k8s/clusters/c-1/';
  await writeFile(kubeconfig, JSON.stringify(gateway));
  const client = new ApiClient(await ApiConnection.create({ kubeconfig, clock }), clock);
  let underWay = 0;
  let most = 0;
  server.onList = (request) => {
    underWay += 1;
    most = Math.max(most, underWay);
    setTimeout(() => {
      underWay -= 1;
      replyJson(request, {});
    }, 20);
  };
  await Promise.all(Array.from({ length: 60 }, () => client.send(version, signal)));
  expect(server.requests[0]?.path).toBe('/k8s/clusters/c-1/version');
  expect(server.requests).toHaveLength(60);
  expect(most).toBe(12);
  await client.close();
  await server.stop();
});
