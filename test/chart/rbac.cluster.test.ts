import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { startSimulator } from '../../simulator/index.ts';
import type { ResourceKind, ResourceRef } from '../../src/kube/index.ts';
import { group, ldif, user } from '../cli/provisioning-fixture.ts';
import { openApiStore } from '../support/api-store-harness.ts';
import { applyCustomResourceDefinitions, sharedCluster } from '../support/cluster.ts';
import { CommandProcess } from '../support/command-process.ts';
import { eventually } from '../support/eventually.ts';
import { RecordingListener } from '../support/recording-listener.ts';
import { CHART, helm, type Manifest, withRequired } from './helm.ts';
import { RecordingProxy } from './recording-proxy.ts';

interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly verbs: readonly string[];
}

const SPECS: Readonly<Record<ResourceKind, object>> = {
  OXContext: { contextId: 10 },
  OXAccessProfile: { rights: ['webmail'] },
  OXResource: { contextRef: { name: 'x' }, resourceName: 'room', displayName: 'Room', email: 'room@example.org' },
  OXFunctionalAccount: { contextRef: { name: 'x' }, primaryAddress: 'info@example.org', accountName: 'Info', personal: 'Info' },
  OXDirectory: { ldif: { configMapRef: { name: 'x' } } },
};

const cluster = sharedCluster();
let namespace = '';
let proxy: RecordingProxy;
let folder = '';
let kubeconfig = '';
let rules: readonly Rule[] = [];

beforeAll(async () => {
  await applyCustomResourceDefinitions(cluster);
  namespace = await cluster.createNamespace('rbac');
  folder = await mkdtemp(join(tmpdir(), 'ox-operator-rbac-'));
  rules = await applyRights();
  const account = await cluster.serviceAccountKubeconfig(namespace, 'sync-ox-operator');
  const config = JSON.parse(await readFile(account, 'utf8')) as { clusters: [{ name: string; cluster: Record<string, string> }] };
  const [{ name, cluster: direct }] = config.clusters;
  proxy = await RecordingProxy.open({
    server: direct.server ?? '',
    ca: Buffer.from(direct['certificate-authority-data'] ?? '', 'base64'),
  });
  kubeconfig = join(folder, 'kubeconfig');
  await writeFile(
    kubeconfig,
    JSON.stringify({ ...config, clusters: [{ name, cluster: { server: proxy.url, 'insecure-skip-tls-verify': true } }] }),
  );
});
afterAll(async () => {
  await proxy.close();
  await rm(folder, { recursive: true });
});

/** Applies the ServiceAccount and the rights of the chart, and nothing else of it. */
async function applyRights(): Promise<readonly Rule[]> {
  const parts = ['serviceaccount', 'role'].flatMap((name) => ['--show-only', `templates/${name}.yaml`]);
  const args = ['template', 'sync', CHART, '--namespace', namespace, '--values', '-', ...parts];
  const text = await helm(args, JSON.stringify(withRequired({})));
  await cluster.apply(text);
  const objects = parseAllDocuments(text).map((document) => document.toJS() as Manifest | null);
  return objects.find((object) => object?.kind === 'Role')?.rules as readonly Rule[];
}

function kubectl(...args: readonly string[]): Promise<string> {
  return cluster.kubectl(['--namespace', namespace, ...args]);
}

function apply(kind: string, name: string, content: object): Promise<void> {
  const apiVersion = kind === 'ConfigMap' ? 'v1' : 'ox-operator.dev/v1alpha1';
  return cluster.apply({ apiVersion, kind, metadata: { name, namespace }, ...content });
}

describe('with exactly the rights of the chart', () => {
  test('the operator provisions a context and a directory, and deletes them', async () => {
    const simulator = await startSimulator();
    onTestFinished(() => simulator.close());
    const operator = new CommandProcess(['run', '--cache', join(folder, 'cache.db')], {
      ...{ OX_SOAP_SERVER: simulator.url, OX_MASTER_PASSWORD: 'secret', POD_NAMESPACE: namespace, KUBECONFIG: kubeconfig },
      ...{ METRICS_ADDRESS: '', HEALTH_ADDRESS: '127.0.0.1:0', STATUS_ADDRESS: '' },
    });
    await apply('OXContext', 'city-hall', { spec: { contextId: 10, deletionPolicy: 'Delete' } });
    await apply('ConfigMap', 'people', {
      data: { 'people.ldif': ldif([user('anna', 10), user('bob', 10), group('staff', ['anna', 'bob'])]) },
    });
    await apply('OXDirectory', 'people', {
      spec: { ldif: { configMapRef: { name: 'people' } }, pollInterval: '1s', deletionPolicy: 'Delete' },
    });
    const ready = '{.items[*].status.conditions[?(@.type=="Ready")].status}';
    await operator.until('is in step', async () => (await kubectl('get', 'oxctx,oxdir', '-o', `jsonpath=${ready}`)) === 'True True');
    const names = simulator.control.users(10).map(({ name }) => name);
    expect(new Set(names)).toEqual(new Set(['anna', 'bob', 'oxadmin']));
    await kubectl('delete', 'oxdir/people', '--timeout=60s');
    await kubectl('delete', 'oxctx/city-hall', '--timeout=60s');
    operator.signal('SIGTERM');
    expect(await operator.ended()).toBe(0);
    expect(proxy.calls.filter(({ status }) => status === 403)).toEqual([]);
    expect(proxy.published).toEqual([{ path: '/openapi/v3/apis/ox-operator.dev/v1alpha1', status: 200 }]);
  });

  test('its store does all that it can do', async () => {
    const refs = Object.keys(SPECS).map((kind): ResourceRef => ({ kind: kind as ResourceKind, name: `of-${kind.toLowerCase()}` }));
    for (const { kind, name } of refs) await apply(kind, name, { spec: SPECS[kind] });
    const log: string[] = [];
    const store = await openApiStore(kubeconfig, namespace, log);
    onTestFinished(() => store.stop());
    await store.start(new RecordingListener());

    for (const ref of refs) {
      await somebodyElseIsFaster(`/${ref.name}`, () => kubectl('annotate', ref.kind, ref.name, 'example.org/by=somebody'));
      await store.addFinalizer(ref);
      await store.applyStatus(ref, { observedGeneration: 1 });
      await store.removeFinalizer(ref);
    }
    await store.createSecret('generated', { password: 'x' });
    expect(await store.readSecret('generated')).toEqual({ password: 'x' });
    await store.deleteSecret('generated');
    expect(await store.readConfigMap('people')).toBeDefined();

    const [first = { kind: 'OXContext', name: '' }] = refs;
    for (let times = 0; times < 2; times += 1) await store.recordEvent(first, { type: 'Warning', reason: 'NameTaken', message: 'taken' });
    await eventually(() => expect(used()).toContain('patch events.k8s.io/events'), { within: 30_000, every: 100 });

    await store.applySyncError({
      name: 'anna',
      spec: { objectRef: { kind: 'User', name: 'anna', sourceId: 'a1', contextId: 10, directory: 'people' } },
      status: { reason: 'NameTaken', message: 'is taken', attempts: 4, state: 'Parked' },
      labels: {},
    });
    await kubectl('patch', 'oxsyncerror', 'anna', '--type=merge', '-p', '{"spec":{"action":"Retry"}}');
    await eventually(() => expect(store.listSyncErrors()).toMatchObject([{ spec: { action: 'Retry' } }]));
    await somebodyElseIsFaster('/anna', () => kubectl('annotate', 'oxsyncerror', 'anna', 'example.org/by=somebody'));
    await store.clearSyncErrorAction('anna');
    await store.deleteSyncError('anna');

    expect(proxy.calls.filter(({ status }) => status === 403)).toEqual([]);
    expect(log.filter((line) => line.includes('cannot'))).toEqual([]);
  });

  test('nothing is granted that these two did not use', () => {
    const granted = rules.flatMap(({ apiGroups, resources, verbs }) =>
      apiGroups.flatMap((apiGroup) => resources.flatMap((resource) => verbs.map((verb) => right(verb, apiGroup, resource)))),
    );
    expect(granted.filter((one) => !used().has(one))).toEqual([]);
    expect([...used()].filter((one) => !granted.includes(one))).toEqual([]);
  });
});

/** Before the next patch of an object goes on, somebody else changes it: the version that the patch names is outdated then. */
function somebodyElseIsFaster(end: string, change: () => Promise<unknown>): Promise<void> {
  proxy.beforePassingOn = async (method, path) => {
    if (method !== 'PATCH' || !path.split('?')[0]?.endsWith(end)) return;
    proxy.beforePassingOn = () => Promise.resolve();
    await change();
  };
  return Promise.resolve();
}

/** Server-side apply that makes an object needs the right to create it as well, and is answered with 201. */
function used(): ReadonlySet<string> {
  const applied = proxy.calls.filter(({ verb, status }) => verb === 'patch' && status === 201).map((call) => ({ ...call, verb: 'create' }));
  return new Set([...proxy.calls, ...applied].map(({ verb, apiGroup, resource }) => right(verb, apiGroup, resource)));
}

function right(verb: string, apiGroup: string, resource: string): string {
  return `${verb} ${apiGroup === '' ? '' : `${apiGroup}/`}${resource}`;
}
