import { readFile, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ApiResourceStore, ResourceRef } from '../../src/kube/index.ts';
import { type ControlPlane, startControlPlane } from '../cluster/control-plane.ts';
import { openApiStore } from '../support/api-store-harness.ts';
import { applyCustomResourceDefinitions } from '../support/cluster.ts';
import { CuttableProxy } from '../support/cuttable-proxy.ts';
import { eventually } from '../support/eventually.ts';
import { RecordingListener } from '../support/recording-listener.ts';

/** These tests end the API server, so they have one of their own. They build on one another: one store lives through all of it. */
let controlPlane: ControlPlane;
let proxy: CuttableProxy;
let store: ApiResourceStore;
const log: string[] = [];
const heard = new RecordingListener();
const namespace = 'away';
const city: ResourceRef = { kind: 'OXContext', name: 'city-hall' };

beforeAll(async () => {
  controlPlane = await startControlPlane();
  await controlPlane.kubectl(['create', 'namespace', namespace]);
  const port = Number(new URL(controlPlane.server).port);
  proxy = await CuttableProxy.start(port);
  const throughProxy = `${controlPlane.kubeconfig}.proxy`;
  await writeFile(throughProxy, (await readFile(controlPlane.kubeconfig, 'utf8')).replace(`:${port}`, `:${proxy.port}`));
  store = await openApiStore(throughProxy, namespace, log);
});

afterAll(async () => {
  await store.stop();
  await proxy.stop();
  await controlPlane.stop();
});

async function apply(name: string, contextId: number): Promise<void> {
  await controlPlane.apply({
    apiVersion: 'ox-operator.dev/v1alpha1',
    kind: 'OXContext',
    metadata: { name, namespace },
    spec: { contextId },
  });
}

function namesHeld(): string[] {
  return store.list('OXContext').map(({ metadata }) => metadata.name);
}

async function statusOf(name: string): Promise<unknown> {
  return ((await controlPlane.getJson('oxctx', name, '--namespace', namespace)) as { status?: unknown }).status;
}

test('a cluster that does not know our kinds is told what to apply, and is waited for', async () => {
  const started = store.start(heard);
  const said =
    'OXContext: the API server does not know the kind OXContext of ox-operator.dev/v1alpha1: apply the custom resource definitions';
  await eventually(() => expect(log.filter((line) => line.startsWith(said))).toHaveLength(1));
  await applyCustomResourceDefinitions(controlPlane);
  await apply('city-hall', 10);
  await started;
  await eventually(() => expect(namesHeld()).toEqual(['city-hall']));
});

test('after the API server was killed and is back, changes are heard of as before', async () => {
  await store.applyStatus(city, { users: 1 });
  await controlPlane.killApiServer();
  await eventually(() => expect(log.join('\n')).toContain('trying again'));
  expect(namesHeld(), 'what was known stays known').toEqual(['city-hall']);
  await controlPlane.startApiServer();
  await apply('harbour', 11);
  await eventually(() => expect(namesHeld()).toEqual(['city-hall', 'harbour']), { within: 60_000 });
  expect(heard.changed).toContain('OXContext/harbour');
});

test('of the statuses that were wanted while the API server was away, the newest is written when it is back', async () => {
  proxy.cut();
  const all = [2, 3, 4].map((users) => store.applyStatus(city, { users }));
  await eventually(() => expect(log.join('\n')).toContain('OXContext city-hall: the status cannot be written'));
  expect(await statusOf('city-hall')).toEqual({ users: 1 });
  proxy.mend();
  await Promise.all(all);
  expect(await statusOf('city-hall')).toEqual({ users: 4 });
});

test('a resource that was deleted and created anew meanwhile does not get the status of the old one', async () => {
  proxy.cut();
  const late = store.applyStatus(city, { users: 99 });
  await controlPlane.kubectl(['delete', 'oxctx', 'city-hall', '--namespace', namespace]);
  await apply('city-hall', 12);
  proxy.mend();
  await late;
  expect(await statusOf('city-hall')).toBeUndefined();
  await eventually(() => expect(store.get(city)).toMatchObject({ spec: { contextId: 12 } }), { within: 60_000 });
});

test('what happened while the history was thrown away is found by listing again', async () => {
  heard.clear();
  proxy.cut();
  await controlPlane.kubectl(['delete', 'oxctx', 'harbour', '--namespace', namespace]);
  await controlPlane.kubectl(['delete', 'oxctx', 'city-hall', '--namespace', namespace]);
  await apply('city-hall', 13);
  await controlPlane.kubectl(['create', 'secret', 'generic', 'ldap-bind', '--namespace', namespace]);
  await controlPlane.compact();
  await controlPlane.killApiServer();
  await controlPlane.startApiServer();
  const refused = controlPlane.kubectl([
    'get',
    '--raw',
    `/apis/ox-operator.dev/v1alpha1/oxcontexts?watch=1&resourceVersion=1&timeoutSeconds=1`,
  ]);
  expect(await refused, 'the history is really gone').toContain('"code":410');
  const uid = store.get(city)?.metadata.uid;
  proxy.mend();
  await eventually(() => expect(namesHeld()).toEqual(['city-hall']), { within: 60_000 });
  expect(store.get(city)).toMatchObject({ spec: { contextId: 13 } });
  expect(store.get(city)?.metadata.uid).not.toBe(uid);
  await eventually(
    () => expect(heard.changed).toEqual(expect.arrayContaining(['OXContext/harbour', 'OXContext/city-hall', 'Secret/ldap-bind'])),
    {
      within: 60_000,
    },
  );
});
