import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { CUSTOM_RESOURCES } from '../../src/crds/index.ts';
import { FINALIZER, nextConditions, progressConditions, type ResourceRef } from '../../src/kube/index.ts';
import { RESOURCE_KINDS } from '../../src/kube/resource-kinds.ts';
import { ApiStoreHarness, openApiStore } from '../support/api-store-harness.ts';
import { applyCustomResourceDefinitions, sharedCluster } from '../support/cluster.ts';
import { eventually } from '../support/eventually.ts';
import { RecordingListener } from '../support/recording-listener.ts';

const cluster = sharedCluster();
const city: ResourceRef = { kind: 'OXContext', name: 'city-hall' };
let harness: ApiStoreHarness;
let heard: RecordingListener;

beforeAll(() => applyCustomResourceDefinitions(cluster));

beforeEach(async () => {
  harness = await ApiStoreHarness.open(cluster);
  heard = new RecordingListener();
  await harness.apply({ ...city, spec: { contextId: 10 } });
  await harness.store.start(heard);
});

afterEach(() => harness.store.stop());

function status(message: string, now = 0): Record<string, unknown> {
  const progress = progressConditions({ outcome: 'reconciling', reason: 'Progressing', message });
  return { observedGeneration: 1, users: 0, conditions: nextConditions([], progress, { generation: 1, now }) };
}

async function versionOf(ref: ResourceRef): Promise<unknown> {
  return (await harness.read(ref.kind, ref.name)).metadata.resourceVersion;
}

test('an equal status is not written again, whatever the order of its keys, and not after a restart either', async () => {
  await harness.store.applyStatus(city, status('creating'));
  const version = await versionOf(city);
  const { conditions, ...rest } = status('creating');
  await harness.store.applyStatus(city, { conditions, extra: undefined, ...rest });
  expect(await versionOf(city)).toBe(version);
  const second = await harness.reopen();
  await second.start(new RecordingListener());
  await second.applyStatus(city, status('creating'));
  await second.stop();
  expect(await versionOf(city)).toBe(version);
});

test('a status field of somebody else is left, and does not make us write again and again', async () => {
  await harness.store.applyStatus(city, status('creating'));
  await harness.kubectl('patch', 'oxctx', 'city-hall', '--subresource=status', '--type=merge', '-p', '{"status":{"groups":7}}');
  await eventually(() => expect(harness.store.get(city)?.status).toMatchObject({ groups: 7 }));
  await harness.store.applyStatus(city, status('creating'));
  const version = await versionOf(city);
  await harness.store.applyStatus(city, status('creating'));
  expect(await versionOf(city)).toBe(version);
  expect((await harness.read('oxctx', 'city-hall')).status).toMatchObject({ groups: 7 });
});

test('our own writes wake nobody, a change of somebody else in between does', async () => {
  heard.clear();
  await harness.store.applyStatus(city, status('creating'));
  await harness.store.addFinalizer(city);
  expect(harness.store.get(city)).toMatchObject({ metadata: { finalizers: [FINALIZER] }, status: status('creating') });
  await harness.kubectl('annotate', 'oxctx', 'city-hall', 'example.org/last=1');
  await eventually(() => expect(heard.changed).toContain('OXContext/city-hall'));
  expect(heard.changed.filter((what) => what === 'OXContext/city-hall')).toHaveLength(1);
});

test('many statuses at once cost few writes, and the last one stands', async () => {
  const before = Number(await versionOf(city));
  await Promise.all(Array.from({ length: 200 }, (_, index) => harness.store.applyStatus(city, status(`user ${index}`))));
  const written = await harness.read('oxctx', 'city-hall');
  expect(written.status).toEqual(status('user 199'));
  const events = (await harness.kubectl('get', '--raw', `${path()}?watch=1&resourceVersion=${before}&timeoutSeconds=1`)).trim().split('\n');
  expect(events).toHaveLength(2);
});

function path(): string {
  return `/apis/ox-operator.dev/v1alpha1/namespaces/${harness.namespace}/oxcontexts`;
}

test('the status arrives though somebody else changes the resource all the time', async () => {
  const statuses = Array.from({ length: 15 }, (_, index) => status(`user ${index}`));
  const others = (async () => {
    for (let index = 0; index < 15; index += 1)
      await harness.kubectl('annotate', '--overwrite', 'oxctx', 'city-hall', `example.org/n=${index}`);
  })();
  for (const one of statuses) await harness.store.applyStatus(city, one);
  await others;
  await harness.store.applyStatus(city, status('the end'));
  const written = await harness.read('oxctx', 'city-hall');
  expect(written).toMatchObject({ status: status('the end'), metadata: { annotations: { 'example.org/n': '14' } } });
  await eventually(() => expect(harness.store.get(city)?.metadata.annotations).toEqual({ 'example.org/n': '14' }));
  expect(harness.log).toEqual([]);
});

test('spec, labels and annotations are never ours: the operator owns its status and nothing else', async () => {
  await harness.store.addFinalizer(city);
  await harness.store.applyStatus(city, status('creating'));
  const { metadata } = await harness.read('oxctx', 'city-hall');
  const managers = metadata.managedFields as { manager: string; operation: string; subresource?: string; fieldsV1: object }[];
  const applied = managers.find(({ manager }) => manager === 'ox-operator');
  expect(applied).toMatchObject({ operation: 'Apply', subresource: 'status' });
  const others = managers.filter(({ manager }) => manager !== 'kubectl');
  expect(new Set(others.flatMap(({ fieldsV1 }) => Object.keys(fieldsV1)))).toEqual(new Set(['f:metadata', 'f:status']));
  expect(JSON.stringify(others)).not.toMatch(/f:(spec|labels|annotations)/);
});

test('a finalizer of somebody else is kept, though it was put on at the same moment', async () => {
  await harness.kubectl('patch', 'oxctx', 'city-hall', '--type=merge', '-p', '{"metadata":{"finalizers":["example.org/theirs"]}}');
  await harness.store.addFinalizer(city);
  expect((await harness.read('oxctx', 'city-hall')).metadata.finalizers).toEqual(['example.org/theirs', FINALIZER]);
  await harness.kubectl(
    'patch',
    'oxctx',
    'city-hall',
    '--type=json',
    '-p',
    '[{"op":"add","path":"/metadata/finalizers/-","value":"example.org/late"}]',
  );
  await harness.store.removeFinalizer(city);
  expect((await harness.read('oxctx', 'city-hall')).metadata.finalizers).toEqual(['example.org/theirs', 'example.org/late']);
});

test('a status that the schema refuses is the error of the caller, in the words of the API server', async () => {
  await expect(harness.store.applyStatus(city, { users: -1 })).rejects.toThrow(/422, .*status\.users/);
  await harness.store.applyStatus(city, status('goes on'));
  expect((await harness.read('oxctx', 'city-hall')).status).toEqual(status('goes on'));
});

test('a Secret of ours carries our label, has no owner, and its value is in no message', async () => {
  expect(await harness.store.createSecret('city-hall-ox-admin', { username: 'oxadmin', password: 'top-secret-1' })).toBe('created');
  const { metadata, ...secret } = await harness.read('secret', 'city-hall-ox-admin');
  expect(metadata).toMatchObject({ labels: { 'app.kubernetes.io/managed-by': 'ox-operator' } });
  expect(metadata.ownerReferences).toBeUndefined();
  expect(secret.type).toBe('Opaque');
  const refused = harness.store.createSecret('Not A Name', { password: 'top-secret-2' });
  await expect(refused).rejects.toThrow('422');
  await expect(refused).rejects.not.toThrow('top-secret');
  expect(harness.log.join('\n')).not.toContain('top-secret');
});

test('kubectl shows our events, and the same one again as a count', async () => {
  const event = { type: 'Warning', reason: 'NameTaken', message: 'the name is taken' } as const;
  await harness.store.recordEvent(city, event);
  await harness.store.recordEvent(city, event);
  await harness.store.recordEvent(city, event);
  await harness.store.recordEvent(city, { type: 'Normal', reason: 'ContextCreated', message: 'context 10 was created in OX' });
  const described = await harness.kubectl('describe', 'oxctx', 'city-hall');
  expect(described).toMatch(/Warning +NameTaken .* the name is taken/);
  expect(described).toMatch(/Normal +ContextCreated/);
  const counts = async (): Promise<unknown> => {
    const { items } = (await cluster.getJson('events.events.k8s.io', '-n', harness.namespace)) as {
      items: { reason: string; series?: { count: number } }[];
    };
    return Object.fromEntries(items.map(({ reason, series }) => [reason, series?.count]));
  };
  const expected = { ContextCreated: undefined, NameTaken: 3 };
  await eventually(async () => expect(await counts()).toEqual(expected), { within: 30_000, every: 500 });
});

const written = RESOURCE_KINDS.map((kind) => CUSTOM_RESOURCES[kind].plural);

const role = {
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'Role',
  metadata: { name: 'operator' },
  rules: [
    { apiGroups: ['ox-operator.dev'], resources: written, verbs: ['get', 'list', 'watch', 'patch'] },
    { apiGroups: ['ox-operator.dev'], resources: [...written, 'oxsyncerrors'].map((plural) => `${plural}/status`), verbs: ['patch'] },
    { apiGroups: ['ox-operator.dev'], resources: ['oxsyncerrors'], verbs: ['get', 'list', 'watch', 'create', 'patch', 'delete'] },
    { apiGroups: [''], resources: ['secrets'], verbs: ['get', 'list', 'watch', 'create', 'delete'] },
    { apiGroups: [''], resources: ['configmaps'], verbs: ['get', 'list', 'watch'] },
    { apiGroups: ['events.k8s.io'], resources: ['events'], verbs: ['create', 'patch'] },
  ],
};

test('waits for its rights, says which one is missing, and then does everything with these alone', async () => {
  const kubeconfig = await cluster.serviceAccountKubeconfig(harness.namespace, 'operator');
  const log: string[] = [];
  const store = await openApiStore(kubeconfig, harness.namespace, log);
  const started = store.start(new RecordingListener());
  await eventually(() => expect(log.join('\n')).toMatch(/OXContext: .*403, .*cannot list resource "oxcontexts"/));
  await harness.applyManifest(role);
  await harness.kubectl('create', 'rolebinding', 'operator', '--role=operator', `--serviceaccount=${harness.namespace}:operator`);
  await started;
  await store.applyStatus(city, status('with few rights'));
  await store.addFinalizer(city);
  await store.removeFinalizer(city);
  await store.createSecret('generated', { password: 'x' });
  await store.deleteSecret('generated');
  await store.readConfigMap('kube-root-ca.crt');
  const objectRef = { kind: 'User', name: 'anna', sourceId: 'a1', contextId: 10, directory: 'people' } as const;
  await store.applySyncError({ name: 'anna', spec: { objectRef }, status: { reason: 'NameTaken' }, labels: {} });
  await harness.editSyncError('anna', 'Retry');
  await eventually(() => expect(store.listSyncErrors()).toMatchObject([{ spec: { action: 'Retry' }, status: { reason: 'NameTaken' } }]));
  await store.clearSyncErrorAction('anna');
  await store.deleteSyncError('anna');
  await store.recordEvent(city, { type: 'Normal', reason: 'ContextCreated', message: 'created' });
  expect(await harness.kubectl('get', 'events')).toContain('ContextCreated');
  expect((await harness.read('oxctx', 'city-hall')).status).toEqual(status('with few rights'));
  expect(log.filter((line) => line.includes('event cannot be written'))).toEqual([]);
  await store.stop();
});
