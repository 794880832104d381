import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { ApiClient } from '../../src/kube/api-client.ts';
import { ApiConnection } from '../../src/kube/api-connection.ts';
import { FakeApiServer, replyJson, replyStatus } from '../support/fake-api-server.ts';
import { ManualClock } from '../support/manual-clock.ts';

const signal = new AbortController().signal;

async function fenced(mayWrite: () => boolean): Promise<{ api: FakeApiServer; client: ApiClient }> {
  const api = await FakeApiServer.start();
  const folder = await mkdtemp(join(tmpdir(), 'lease-fence-'));
  const kubeconfig = join(folder, 'kubeconfig');
  await writeFile(kubeconfig, api.kubeconfig());
  const clock = new ManualClock();
  const client = new ApiClient(await ApiConnection.create({ kubeconfig, clock }), clock, mayWrite);
  onTestFinished(async () => {
    await client.close();
    await api.stop();
    await rm(folder, { recursive: true });
  });
  return { api, client };
}

test.each(['POST', 'PATCH', 'DELETE'] as const)('who does not lead may read, but not %s', async (method) => {
  const { api, client } = await fenced(() => false);
  await client.send({ method: 'GET', path: '/version' }, signal);
  const write = client.send({ method, path: '/api/v1/namespaces/default/secrets', body: {} }, signal);
  await expect(write).rejects.toThrow(
    `API server, ${method} /api/v1/namespaces/default/secrets: not sent, for this process does not lead any more`,
  );
  expect(api.requests.map((request) => request.method)).toEqual(['GET']);
});

test('who loses the lead while its token is refused does not write with the new one', async () => {
  let isLeading = true;
  const { api, client } = await fenced(() => isLeading);
  api.onOther = (request) => {
    isLeading = false;
    replyStatus(request, 401, 'Unauthorized');
  };
  await expect(client.send({ method: 'PATCH', path: '/x', body: {} }, signal)).rejects.toThrow('does not lead any more');
  expect(api.requests).toHaveLength(1);
});

test('who leads writes', async () => {
  const { api, client } = await fenced(() => true);
  api.onOther = (request) => replyJson(request, { done: true });
  expect(await client.send({ method: 'PATCH', path: '/x', body: {} }, signal)).toEqual({ done: true });
});
