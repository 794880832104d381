import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { ApiClient } from '../../src/kube/api-client.ts';
import { ApiConnection } from '../../src/kube/api-connection.ts';
import { ApiSyncErrors } from '../../src/kube/api-sync-errors.ts';
import type { SyncErrorReport, SyncErrorResource } from '../../src/kube/index.ts';
import { silentLog } from '../../src/kube/store-log.ts';
import { systemRandom } from '../../src/model/index.ts';
import { ApiStoreHarness } from '../support/api-store-harness.ts';
import { applyCustomResourceDefinitions, sharedCluster } from '../support/cluster.ts';
import { eventually } from '../support/eventually.ts';
import { fastClock } from '../support/fast-clock.ts';
import { RecordingListener } from '../support/recording-listener.ts';

const cluster = sharedCluster();
const ERROR: SyncErrorReport = {
  name: 'people-anna',
  spec: { objectRef: { kind: 'User', name: 'anna', sourceId: 'a1', contextId: 10, directory: 'people' } },
  status: { reason: 'NameTaken', message: 'is taken', attempts: 4, state: 'Parked' },
  labels: { 'ox-operator.dev/directory': 'people' },
};
let harness: ApiStoreHarness;
let heard: RecordingListener;
const clients: ApiClient[] = [];

beforeAll(() => applyCustomResourceDefinitions(cluster));

beforeEach(async () => {
  harness = await ApiStoreHarness.open(cluster);
  heard = new RecordingListener();
  await harness.store.start(heard);
  await harness.store.applySyncError(ERROR);
  await eventually(() => expect(held()).toBeDefined());
});

afterEach(async () => {
  await harness.store.stop();
  for (const client of clients.splice(0)) await client.close();
});

function held(): SyncErrorResource | undefined {
  return harness.store.listSyncErrors()[0];
}

async function metadata(): Promise<Readonly<Record<string, unknown>>> {
  return (await harness.read('oxerr', ERROR.name)).metadata;
}

test('an OXSyncError that says the same is not written again', async () => {
  const { resourceVersion } = await metadata();
  await harness.store.applySyncError(ERROR);
  expect((await metadata()).resourceVersion).toBe(resourceVersion);
});

test('a new attempt leaves the generation of an OXSyncError alone, an action counts it up', async () => {
  await harness.store.applySyncError({ ...ERROR, status: { ...ERROR.status, attempts: 5 } });
  expect(await metadata()).toMatchObject({ generation: 1 });
  await harness.editSyncError(ERROR.name, 'Retry');
  expect(await metadata()).toMatchObject({ generation: 2 });
});

test('the operator does not own the action: an admin can apply it without a conflict', async () => {
  const manifest = {
    apiVersion: 'ox-operator.dev/v1alpha1',
    kind: 'OXSyncError',
    metadata: { name: ERROR.name },
    spec: { action: 'Retry' },
  };
  const apply = ['apply', '--server-side', '--field-manager=admin', '-n', harness.namespace, '-f', '-'];
  await cluster.kubectl(apply, JSON.stringify(manifest));
  await eventually(() => expect(held()?.spec.action).toBe('Retry'));
  await harness.store.applySyncError({ ...ERROR, status: { reason: 'NameTaken' } });
  expect((await harness.read('oxerr', ERROR.name)).spec).toMatchObject({ action: 'Retry' });
});

/** The OXSyncErrors as a store holds them that has heard of nothing since. */
async function staleErrors(): Promise<ApiSyncErrors> {
  const clock = fastClock(5);
  const connection = await ApiConnection.create({ kubeconfig: cluster.kubeconfig, clock });
  const client = new ApiClient(connection, clock);
  clients.push(client);
  const environment = { client, clock, random: systemRandom, log: silentLog };
  const { signal } = new AbortController();
  const errors = new ApiSyncErrors({ environment, namespace: harness.namespace, signal, changed: () => undefined });
  const { cache, project } = errors.collection();
  cache.put(project(await harness.read('oxerr', ERROR.name)));
  return errors;
}

test('an action that nobody has seen yet is not cleared with the one before', async () => {
  await harness.editSyncError(ERROR.name, 'Retry');
  const stale = await staleErrors();
  await harness.editSyncError(ERROR.name, 'Discard');
  await stale.clearAction(ERROR.name);
  expect((await harness.read('oxerr', ERROR.name)).spec).toMatchObject({ action: 'Discard' });
});

test('an action is cleared though the OXSyncError was changed otherwise meanwhile', async () => {
  await harness.editSyncError(ERROR.name, 'Retry');
  const stale = await staleErrors();
  await harness.kubectl('annotate', 'oxerr', ERROR.name, 'example.org/n=1');
  await stale.clearAction(ERROR.name);
  expect((await harness.read('oxerr', ERROR.name)).spec).toMatchObject({ action: '' });
});

test('many writes to one OXSyncError at once end with the last of them', async () => {
  const attempts = Array.from({ length: 20 }, (_, index) => index);
  await Promise.all(attempts.map((count) => harness.store.applySyncError({ ...ERROR, status: { attempts: count } })));
  expect((await harness.read('oxerr', ERROR.name)).status).toEqual({ attempts: 19 });
  await Promise.all([harness.store.applySyncError(ERROR), harness.store.deleteSyncError(ERROR.name)]);
  await eventually(() => expect(harness.store.listSyncErrors()).toEqual([]));
});

test('a new OXSyncError is shown by kubectl with what an admin asks first', async () => {
  const table = await harness.kubectl('get', 'oxerr');
  expect(table.replaceAll(/ {2,}/g, ' | ')).toMatch(
    /^NAME \| KIND \| OBJECT \| REASON \| STATE \| ATTEMPTS \| NEXT \| AGE\npeople-anna \| User \| anna \| NameTaken \| Parked \| 4 \| /,
  );
});
