import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ControlPlane, startControlPlane } from '../cluster/control-plane.ts';
import { eventually } from '../support/eventually.ts';
import { CHART, helm, type Manifest, run, withRequired } from './helm.ts';

/** A cluster of its own: definitions are common to all namespaces, and here they come and go with the chart. */
let cluster: ControlPlane;

beforeAll(async () => {
  cluster = await startControlPlane();
});
afterAll(() => cluster.stop());

const VALUES = {
  contexts: { 'city-hall': { contextId: 10, contextName: 'cityhall' } },
  directories: { people: { ldap: { urls: ['ldaps://ldap.example.org'], baseDN: 'dc=example,dc=org' } } },
};

/**
 * There is no kubelet here. This does what one would with the Job of the first install: runs its script, with a token of its ServiceAccount,
 * and reports that it has ended well.
 */
async function runJob(namespace: string): Promise<void> {
  const job = await eventually(async () => {
    const [found] = await objects(namespace, 'jobs');
    if (found === undefined) throw new Error('helm has made no Job yet');
    return found as unknown as Job;
  }, PATIENCE);
  const { serviceAccountName, containers } = job.spec.template.spec;
  const [{ command, args, env }] = containers;
  const account = await mkdtemp(join(tmpdir(), 'ox-operator-account-'));
  try {
    await writeFile(join(account, 'token'), await cluster.kubectl(['create', 'token', serviceAccountName, '--namespace', namespace]));
    const config = JSON.parse(await readFile(cluster.kubeconfig, 'utf8')) as { clusters: [{ cluster: Record<string, string> }] };
    await writeFile(join(account, 'ca.crt'), Buffer.from(config.clusters[0].cluster['certificate-authority-data'] ?? '', 'base64'));
    const given = Object.fromEntries(env.map(({ name, value }) => [name, value.replace(ACCOUNT, account)]));
    const { hostname, port } = new URL(cluster.server);
    const place = { KUBERNETES_SERVICE_HOST: hostname, KUBERNETES_SERVICE_PORT: port };
    expect(command[0]).toBe('/usr/local/bin/node');
    await run(process.execPath, [...command.slice(1), ...args], { ...given, ...place }, '');
  } finally {
    await rm(account, { recursive: true });
  }
  const time = new Date().toISOString().replace(/\.\d+Z$/, 'Z');
  const conditions = ['SuccessCriteriaMet', 'Complete'].map((type) => ({ type, status: 'True', lastTransitionTime: time }));
  const status = { startTime: time, completionTime: time, succeeded: 1, ready: 0, uncountedTerminatedPods: {}, conditions };
  const patch = ['--subresource=status', '--type=merge', '--patch', JSON.stringify({ status })];
  await cluster.kubectl(['patch', 'job', job.metadata.name, '--namespace', namespace, ...patch]);
}

const ACCOUNT = '/var/run/secrets/kubernetes.io/serviceaccount';
const PATIENCE = { within: 60_000, every: 50 };

interface Job {
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly template: {
      readonly spec: {
        readonly serviceAccountName: string;
        readonly containers: readonly [
          {
            readonly command: readonly string[];
            readonly args: readonly string[];
            readonly env: readonly { name: string; value: string }[];
          },
        ];
      };
    };
  };
}

/** Runs helm on a release named `sync`; `values` go over what is required. */
function release(namespace: string, command: 'install' | 'upgrade' | 'uninstall', values?: object): Promise<string> {
  const what = values === undefined ? ['sync'] : ['sync', CHART, '--values', '-'];
  const stdin = values === undefined ? '' : JSON.stringify(withRequired(values));
  return helm([command, ...what, '--namespace', namespace], stdin, cluster.kubeconfig);
}

async function objects(namespace: string, kind: string): Promise<readonly (Manifest & { metadata: { uid: string } })[]> {
  const { items } = (await cluster.getJson(kind, '--namespace', namespace)) as { items: (Manifest & { metadata: { uid: string } })[] };
  return items;
}

async function uids(namespace: string): Promise<Record<string, string>> {
  const kinds = ['oxaccessprofiles', 'oxcontexts', 'oxdirectories'];
  const found = (await Promise.all(kinds.map((kind) => objects(namespace, kind)))).flat();
  return Object.fromEntries(found.map(({ kind, metadata }) => [`${kind}/${metadata.name}`, metadata.uid]));
}

describe('on a cluster that has never heard of it, the chart', () => {
  let namespace = '';
  let first: Record<string, string> = {};

  beforeAll(async () => {
    namespace = await cluster.createNamespace('chart');
  });

  test('installs definitions and custom resources in one go', async () => {
    await Promise.all([release(namespace, 'install', VALUES), runJob(namespace)]);
    first = await uids(namespace);
    expect(await objects(namespace, 'jobs')).toEqual([]);
    expect(Object.keys(first).sort()).toEqual([
      ...['groupware', 'none', 'pim', 'pim-drive', 'premium', 'webmail', 'webmail-drive'].map((name) => `OXAccessProfile/${name}`),
      'OXContext/city-hall',
      'OXDirectory/people',
    ]);
  });

  test('takes them over with the next upgrade, and changes them where they stand', async () => {
    await release(namespace, 'upgrade', { ...VALUES, contexts: { 'city-hall': { contextId: 10, contextName: 'townhall' } } });
    expect(await uids(namespace)).toEqual(first);
    expect((await objects(namespace, 'oxcontexts')).map(({ spec }) => spec)).toEqual([
      expect.objectContaining({ contextName: 'townhall' }),
    ]);
    const manifest = await helm(['get', 'manifest', 'sync', '--namespace', namespace], '', cluster.kubeconfig);
    expect(manifest.match(/^kind: OXAccessProfile$/gm)).toHaveLength(7);
    expect(await helm(['get', 'hooks', 'sync', '--namespace', namespace], '', cluster.kubeconfig)).not.toContain('kind:');
  });

  test('changes nothing when nothing has changed', async () => {
    const before = await versions(namespace);
    await release(namespace, 'upgrade', { ...VALUES, contexts: { 'city-hall': { contextId: 10, contextName: 'townhall' } } });
    expect(await versions(namespace)).toEqual(before);
  });

  test('leaves definitions and custom resources when it is uninstalled', async () => {
    await release(namespace, 'uninstall');
    expect(await objects(namespace, 'statefulsets,roles,serviceaccounts,services')).toEqual([]);
    expect(await uids(namespace)).toEqual(first);
  });

  test('finds them again when it is installed anew', async () => {
    await release(namespace, 'install', VALUES);
    expect(await uids(namespace)).toEqual(first);
  });

  test('is refused what an OXContext cannot be, by the API server', async () => {
    await expect(release(namespace, 'upgrade', { ...VALUES, contexts: { 'city-hall': { contextId: 11 } } })).rejects.toThrow(
      'create another OXContext',
    );
  });
});

test('definitions that kubectl has applied are taken over when helm is told to', async () => {
  await cluster.kubectl(['delete', 'crd', '--selector', 'app.kubernetes.io/part-of=ox-operator']);
  await cluster.kubectl(['apply', '--server-side', '--filename', join(CHART, 'files/crds')]);
  await cluster.kubectl(['wait', '--for=condition=Established', 'crd/oxaccessprofiles.ox-operator.dev', '--timeout=60s']);
  const namespace = await cluster.createNamespace('owner');
  const install = (...options: readonly string[]): Promise<string> =>
    helm(
      ['install', 'sync', CHART, '--namespace', namespace, '--values', '-', ...options],
      JSON.stringify(withRequired({})),
      cluster.kubeconfig,
    );

  await expect(install()).rejects.toThrow('invalid ownership metadata');
  await install('--take-ownership');
  expect(Object.keys(await uids(namespace))).toHaveLength(7);
});

async function versions(namespace: string): Promise<Record<string, string | undefined>> {
  const kinds = 'oxaccessprofiles,oxcontexts,oxdirectories,statefulsets,roles,rolebindings,serviceaccounts,services,poddisruptionbudgets';
  const found = await objects(namespace, kinds);
  return Object.fromEntries(
    found.map(({ kind, metadata }) => [`${kind}/${metadata.name}`, (metadata as { resourceVersion?: string }).resourceVersion]),
  );
}

test('its Pod is let into a namespace that takes restricted ones only', async () => {
  const namespace = await cluster.createNamespace('restricted');
  await cluster.kubectl(['label', 'namespace', namespace, 'pod-security.kubernetes.io/enforce=restricted']);
  const text = await helm(
    ['template', 'sync', CHART, '--namespace', namespace, '--values', '-', '--show-only', 'templates/statefulset.yaml'],
    JSON.stringify(withRequired({ persistence: { enabled: false }, serviceAccount: { create: false, name: 'default' } })),
  );
  await cluster.apply({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default', namespace } }, text);
  const set = (await cluster.getJson('statefulset/sync-ox-operator', '--namespace', namespace)) as Manifest;
  const { template } = set.spec as { template: { metadata: object; spec: { securityContext: object } } };
  const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { ...template.metadata, name: 'sync-0', namespace }, spec: template.spec };
  const create = (manifest: object): Promise<string> =>
    cluster.kubectl(['create', '--dry-run=server', '-f', '-'], JSON.stringify(manifest));

  await expect(create(pod)).resolves.toContain('pod/sync-0 created');
  const asRoot = { ...pod, spec: { ...template.spec, securityContext: { runAsUser: 0 } } };
  await expect(create(asRoot)).rejects.toThrow('violates PodSecurity "restricted:latest"');
});
