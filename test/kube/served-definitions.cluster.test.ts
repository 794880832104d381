import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { ApiResourceStore } from '../../src/kube/index.ts';
import { type ControlPlane, startControlPlane } from '../cluster/control-plane.ts';
import { openApiStore } from '../support/api-store-harness.ts';
import { applyCustomResourceDefinitions } from '../support/cluster.ts';
import { eventually } from '../support/eventually.ts';
import { RecordingListener } from '../support/recording-listener.ts';

const crd = new URL('../../charts/ox-operator/files/crds/oxdirectories.yaml', import.meta.url);
const namespace = 'older';
const log: string[] = [];
let controlPlane: ControlPlane;
let store: ApiResourceStore;

interface Definition {
  readonly spec: { readonly versions: readonly [{ readonly schema: { readonly openAPIV3Schema: unknown } }] };
}

beforeAll(async () => {
  controlPlane = await startControlPlane();
  await controlPlane.kubectl(['create', 'namespace', namespace]);
  await applyCustomResourceDefinitions(controlPlane);
  await controlPlane.apply(await olderDefinition());
  store = await openApiStore(await accountWithRoleOnly(), namespace, log);
});
afterAll(async () => {
  await store.stop();
  await controlPlane.stop();
});

/** That of OXDirectory before it had deputy permissions. */
async function olderDefinition(): Promise<object> {
  const definition = parse(await readFile(crd, 'utf8')) as Definition;
  const schema = definition.spec.versions[0].schema.openAPIV3Schema as { properties: { spec: { properties: Record<string, unknown> } } };
  delete schema.properties.spec.properties.deputyPermissions;
  return definition;
}

/** It has rights in its namespace, and beside them what everybody has. */
async function accountWithRoleOnly(): Promise<string> {
  const kubeconfig = await controlPlane.serviceAccountKubeconfig(namespace, 'operator');
  await controlPlane.kubectl([
    'create',
    'rolebinding',
    'all',
    '-n',
    namespace,
    '--clusterrole=cluster-admin',
    `--serviceaccount=${namespace}:operator`,
  ]);
  return kubeconfig;
}

/** An API server that gets definitions may be busy for a moment, which is told too. */
function toldOfDefinitions(): string[] {
  return log.filter((line) => line.includes('definitions'));
}

test('definitions that are older than needed are told with what to do, and no more when they were applied', async () => {
  await store.start(new RecordingListener());
  await eventually(() => expect(store.notice).toContain('OXDirectory (spec.deputyPermissions)'), { within: 60_000 });
  expect(store.notice).toContain('kubectl apply --server-side -f charts/ox-operator/files/crds');
  expect(toldOfDefinitions()).toEqual([store.notice]);
  await applyCustomResourceDefinitions(controlPlane);
  await eventually(() => expect(store.notice).toBeUndefined(), { within: 60_000 });
  expect(toldOfDefinitions().at(-1)).toContain('has the definitions');
});
