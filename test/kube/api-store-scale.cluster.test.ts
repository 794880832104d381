import { afterAll, beforeAll, expect, test } from 'vitest';
import { ApiClient } from '../../src/kube/api-client.ts';
import { ApiConnection } from '../../src/kube/api-connection.ts';
import { systemClock } from '../../src/model/index.ts';
import { ApiStoreHarness } from '../support/api-store-harness.ts';
import { applyCustomResourceDefinitions, sharedCluster } from '../support/cluster.ts';
import { eventually } from '../support/eventually.ts';
import { RecordingListener } from '../support/recording-listener.ts';

const COUNT = 5_000;
const cluster = sharedCluster();
let harness: ApiStoreHarness;

beforeAll(async () => {
  await applyCustomResourceDefinitions(cluster);
  harness = await ApiStoreHarness.open(cluster);
});

afterAll(() => harness.store.stop());

/** Past kubectl, which would take minutes. */
async function createContexts(): Promise<void> {
  const client = new ApiClient(await ApiConnection.create({ kubeconfig: cluster.kubeconfig, clock: systemClock }), systemClock);
  const path = `/apis/ox-operator.dev/v1alpha1/namespaces/${harness.namespace}/oxcontexts`;
  const create = (index: number): Promise<unknown> => {
    const spec = { contextId: index + 1, loginMappings: [`city-${index}.example`] };
    const body = { apiVersion: 'ox-operator.dev/v1alpha1', kind: 'OXContext', metadata: { name: `context-${index}` }, spec };
    return client.send({ method: 'POST', path, body }, new AbortController().signal);
  };
  await Promise.all(Array.from({ length: COUNT }, (_, index) => create(index)));
  await client.close();
}

test('5,000 resources are read, each gets its status once, and a second round writes nothing', async () => {
  await createContexts();
  const { store } = harness;
  await store.start(new RecordingListener());
  expect(store.list('OXContext')).toHaveLength(COUNT);
  const writeAll = (): Promise<unknown> =>
    Promise.all(
      store.list('OXContext').map(({ kind, metadata: { name } }) => store.applyStatus({ kind, name }, { observedGeneration: 1, users: 3 })),
    );
  await writeAll();
  const before = await newestVersion();
  await writeAll();
  expect(await newestVersion()).toBe(before);
  await harness.delete({ kind: 'OXContext', name: 'context-4999' });
  await eventually(() => expect(store.list('OXContext')).toHaveLength(COUNT - 1));
});

/** The highest version any of them has. */
async function newestVersion(): Promise<number> {
  const versions = await harness.kubectl('get', 'oxctx', '-o', 'jsonpath={.items[*].metadata.resourceVersion}');
  return Math.max(...versions.split(' ').map(Number));
}
