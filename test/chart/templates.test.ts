import { describe, expect, test } from 'vitest';
import { readProjectFile } from '../../tools/project-files.ts';
import { EVERYTHING } from './every-value.ts';
import { CHART, helm, type Manifest, render, renderOne, withRequired } from './helm.ts';

interface Container {
  readonly image: string;
  readonly args: readonly string[];
  readonly env: readonly { readonly name: string; readonly value?: string; readonly valueFrom?: object }[];
  readonly volumeMounts: readonly { readonly name: string; readonly mountPath: string }[];
  readonly securityContext: object;
  readonly [field: string]: unknown;
}

interface PodSpec {
  readonly containers: readonly [Container];
  readonly volumes: readonly { readonly name: string; readonly [source: string]: unknown }[];
  readonly [field: string]: unknown;
}

interface SetSpec {
  readonly template: { readonly metadata: Manifest['metadata']; readonly spec: PodSpec };
  readonly [field: string]: unknown;
}

async function setOf(values: object = {}): Promise<SetSpec> {
  return (await renderOne('StatefulSet', values)).spec as SetSpec;
}

async function podOf(values: object = {}): Promise<PodSpec> {
  return (await setOf(values)).template.spec;
}

async function environmentOf(values: object = {}): Promise<Record<string, unknown>> {
  const { env } = (await podOf(values)).containers[0];
  return Object.fromEntries(env.map(({ name, value, valueFrom }) => [name, value ?? valueFrom]));
}

async function kindsOf(values: object): Promise<string[]> {
  return (await render({ crds: { enabled: false }, accessProfiles: { shipped: false }, ...values })).map(({ kind }) => kind).sort();
}

describe('by default the chart', () => {
  test('makes what the operator needs and no more', async () => {
    expect(await kindsOf({})).toEqual([
      'ConfigMap',
      'PodDisruptionBudget',
      'Role',
      'RoleBinding',
      'Service',
      'ServiceAccount',
      'StatefulSet',
    ]);
  });

  test('fulfils the restricted Pod Security Standard, and more', async () => {
    const { securityContext, containers, ...pod } = await podOf();
    expect(securityContext).toMatchObject({ runAsNonRoot: true, runAsUser: 65532, seccompProfile: { type: 'RuntimeDefault' } });
    expect(containers[0].securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
    for (const field of ['hostNetwork', 'hostPID', 'hostIPC', 'hostUsers']) expect(pod).not.toHaveProperty(field);
    const sources = new Set(pod.volumes.flatMap((volume) => Object.keys(volume)));
    expect(sources).toEqual(new Set(['name', 'configMap', 'emptyDir', 'secret']));
  });

  test('gives the token of the ServiceAccount to its own Pods alone', async () => {
    expect(await renderOne('ServiceAccount')).toMatchObject({ automountServiceAccountToken: false });
    expect(await podOf()).toMatchObject({
      automountServiceAccountToken: true,
      serviceAccountName: 'ox-operator',
      enableServiceLinks: false,
    });
  });

  test('lets the operator write in two places only', async () => {
    const [{ volumeMounts }] = (await podOf()).containers;
    const writable = volumeMounts.filter((mount) => !('readOnly' in mount)).map(({ mountPath }) => mountPath);
    expect(writable).toEqual(['/var/lib/ox-operator', '/tmp']);
    expect((await environmentOf()).CACHE_PATH).toBe('/var/lib/ox-operator/cache.db');
  });

  test('keeps the password of the master admin out of the environment', async () => {
    const { volumes } = await podOf();
    expect(volumes.find(({ name }) => name === 'master')?.secret).toEqual({
      secretName: 'ox-master',
      defaultMode: 0o440,
      items: [{ key: 'password', path: 'password' }],
    });
    const environment = await environmentOf();
    expect(environment.OX_MASTER_PASSWORD_FILE).toBe('/etc/ox-operator/master/password');
    expect(environment).not.toHaveProperty('OX_MASTER_PASSWORD');
    expect(environment.OX_MASTER_ADMIN).toEqual({ secretKeyRef: { name: 'ox-master', key: 'username', optional: true } });
  });

  test('probes a port that tells nothing of OX or the directory', async () => {
    const [container] = (await podOf()).containers;
    expect(container.ports).toContainEqual({ name: 'health', containerPort: 8081 });
    for (const probe of ['startupProbe', 'livenessProbe'])
      expect(container[probe]).toMatchObject({ httpGet: { path: '/healthz', port: 'health' } });
    expect(container.readinessProbe).toMatchObject({ httpGet: { path: '/readyz', port: 'health' } });
  });

  test('grants verbs by name, in its own namespace', async () => {
    const objects = await render(EVERYTHING);
    expect(objects.filter(({ kind }) => kind.startsWith('Cluster'))).toEqual([]);
    const rules = objects.find(({ kind }) => kind === 'Role')?.rules as { apiGroups: string[]; resources: string[]; verbs: string[] }[];
    expect(rules.flatMap(({ apiGroups, resources, verbs }) => [...apiGroups, ...resources, ...verbs])).not.toContain('*');
    expect(rules.filter(({ resources }) => resources.includes('leases'))).toEqual([
      { apiGroups: ['coordination.k8s.io'], resources: ['leases'], verbs: ['create'] },
      { apiGroups: ['coordination.k8s.io'], resources: ['leases'], resourceNames: ['ox-operator'], verbs: ['get', 'patch'] },
    ]);
  });
});

describe('a value', () => {
  test.each([
    ['image.tag', { image: { tag: 'v2' } }, 'ghcr.io/ox-operator/ox-operator:v2'],
    ['image.repository', { image: { repository: 'registry.example.org/ox', tag: '1' } }, 'registry.example.org/ox:1'],
    [
      'image.digest',
      { image: { tag: 'v2', digest: `sha256:${'0'.repeat(64)}` } },
      `ghcr.io/ox-operator/ox-operator@sha256:${'0'.repeat(64)}`,
    ],
  ])('%s names the image', async (_, values, image) => {
    expect((await podOf(values)).containers[0].image).toBe(image);
  });

  test('without a tag the image is that of the version of the chart', async () => {
    const { version } = JSON.parse(readProjectFile('package.json')) as { version: string };
    expect((await podOf()).containers[0].image).toBe(`ghcr.io/ox-operator/ox-operator:${version}`);
  });

  test.each([
    ['ox.maxConcurrency', { ox: { maxConcurrency: 1000 } }, { OX_MAX_CONCURRENCY: '1000' }],
    ['ox.maxConcurrencyPerContext', { ox: { maxConcurrencyPerContext: 8 } }, { OX_MAX_CONCURRENCY_PER_CONTEXT: '8' }],
    ['ox.maxRate', { ox: { maxRate: 100000 } }, { OX_MAX_RATE: '100000' }],
    ['drift', { drift: { policy: 'Correct', interval: '7d' } }, { DRIFT_POLICY: 'Correct', DRIFT_INTERVAL: '7d' }],
    ['ox.soapServer', { ox: { soapServer: 'http://ox:8009' } }, { OX_SOAP_SERVER: 'http://ox:8009' }],
    ['ox.caConfigMapRef', { ox: { caConfigMapRef: { name: 'ca', key: 'root.pem' } } }, { OX_CA_FILE: '/etc/ox-operator/ca/ca.crt' }],
    ['nodeOptions', { nodeOptions: '--max-old-space-size=1000' }, { NODE_OPTIONS: '--max-old-space-size=1000' }],
    ['leaderElection', { leaderElection: { enabled: false, leaseDuration: 30 } }, { LEADER_ELECTION: 'false', LEASE_DURATION: '30' }],
    ['extraEnv', { extraEnv: [{ name: 'TZ', value: 'Europe/Berlin' }] }, { TZ: 'Europe/Berlin' }],
    [
      'connectorDefaults',
      { connectorDefaults: { DEFAULT_CONTEXT: 2147483647, OX_CONNECTOR_STOP_ON_ERROR: true, OX_IMAP_LOGIN: '' } },
      { DEFAULT_CONTEXT: '2147483647', OX_CONNECTOR_STOP_ON_ERROR: 'true', OX_IMAP_LOGIN: '' },
    ],
  ])('%s reaches the operator', async (_, values, expected) => {
    expect(await environmentOf(values)).toMatchObject(expected);
  });

  test('logLevel reaches the operator by a mounted file, and a change of it makes no new Pods', async () => {
    expect(await renderOne('ConfigMap', { logLevel: 'debug' })).toMatchObject({ data: { logLevel: 'debug' } });
    const { volumes, containers } = await podOf({ logLevel: 'debug' });
    expect(volumes).toContainEqual({ name: 'settings', configMap: { name: 'ox-operator-settings' } });
    expect(containers[0].volumeMounts).toContainEqual({ name: 'settings', mountPath: '/etc/ox-operator/settings', readOnly: true });
    expect(await environmentOf()).toMatchObject({ OX_CONNECTOR_LOG_LEVEL_FILE: '/etc/ox-operator/settings/logLevel' });
    expect(await setOf({ logLevel: 'debug' })).toEqual(await setOf());
  });

  test('ox.maxRate that is not set leaves the rate unlimited', async () => {
    expect(await environmentOf()).not.toHaveProperty('OX_MAX_RATE');
  });

  test('ox.masterSecretRef may name other keys', async () => {
    const ox = { masterSecretRef: { name: 'master', usernameKey: 'login', passwordKey: 'pass' } };
    expect((await environmentOf({ ox })).OX_MASTER_ADMIN).toMatchObject({ secretKeyRef: { name: 'master', key: 'login' } });
    const { volumes } = await podOf({ ox });
    expect(volumes.find(({ name }) => name === 'master')).toMatchObject({ secret: { items: [{ key: 'pass', path: 'password' }] } });
  });

  test('ox.caConfigMapRef mounts the key of the ConfigMap', async () => {
    const { volumes, containers } = await podOf({ ox: { caConfigMapRef: { name: 'ca', key: 'root.pem' } } });
    expect(volumes).toContainEqual({ name: 'ca', configMap: { name: 'ca', items: [{ key: 'root.pem', path: 'ca.crt' }] } });
    expect(containers[0].volumeMounts).toContainEqual({ name: 'ca', mountPath: '/etc/ox-operator/ca', readOnly: true });
  });

  test('persistence makes a volume for each Pod', async () => {
    const persistence = { size: '9Gi', storageClassName: 'fast', accessModes: ['ReadWriteOncePod'], annotations: { a: 'b' } };
    const { volumeClaimTemplates, persistentVolumeClaimRetentionPolicy } = await setOf({ persistence });
    expect(volumeClaimTemplates).toMatchObject([
      {
        metadata: { name: 'cache', annotations: { a: 'b' } },
        spec: { accessModes: ['ReadWriteOncePod'], storageClassName: 'fast', resources: { requests: { storage: '9Gi' } } },
      },
    ]);
    expect(persistentVolumeClaimRetentionPolicy).toEqual({ whenDeleted: 'Retain', whenScaled: 'Delete' });
  });

  test('persistence.enabled false keeps the cache with the Pod', async () => {
    const { volumeClaimTemplates, template } = await setOf({ persistence: { enabled: false, emptyDirSizeLimit: '5Gi' } });
    expect(volumeClaimTemplates).toBeUndefined();
    expect(template.spec.volumes).toContainEqual({ name: 'cache', emptyDir: { sizeLimit: '5Gi' } });
  });

  test('topologySpreadConstraints spread our own Pods, unless they say whom', async () => {
    const own = { topologyKey: 'zone', maxSkew: 1, whenUnsatisfiable: 'DoNotSchedule', labelSelector: { matchLabels: { a: 'b' } } };
    const { topologySpreadConstraints } = await podOf({ topologySpreadConstraints: [{ topologyKey: 'zone', maxSkew: 2 }, own] });
    const labels = { 'app.kubernetes.io/name': 'ox-operator', 'app.kubernetes.io/instance': 'ox-operator' };
    const [first, second] = topologySpreadConstraints as object[];
    expect(first).toEqual({ topologyKey: 'zone', maxSkew: 2, labelSelector: { matchLabels: labels } });
    expect(second).toMatchObject({ labelSelector: { matchLabels: { a: 'b' } } });
  });

  test.each([
    ['nodeSelector', { nodeSelector: { disk: 'ssd' } }],
    ['tolerations', { tolerations: [{ key: 'a', operator: 'Exists' }] }],
    ['affinity', { affinity: { podAntiAffinity: {} } }],
    ['priorityClassName', { priorityClassName: 'high' }],
    ['imagePullSecrets', { imagePullSecrets: [{ name: 'registry' }] }],
    ['terminationGracePeriodSeconds', { terminationGracePeriodSeconds: 60 }],
  ])('%s stands in the Pod', async (_, values) => {
    expect(await podOf(values)).toMatchObject(values);
  });

  test.each([
    ['resources', { resources: { limits: { memory: '1Gi' } } }],
    ['livenessProbe', { livenessProbe: { periodSeconds: 60 } }],
  ])('%s stands in the container', async (_, values) => {
    expect((await podOf(values)).containers[0]).toMatchObject(values);
  });

  test('extraVolumes and extraVolumeMounts are added', async () => {
    const { volumes, containers } = await podOf({
      extraVolumes: [{ name: 'more', emptyDir: {} }],
      extraVolumeMounts: [{ name: 'more', mountPath: '/more' }],
    });
    expect(volumes).toContainEqual({ name: 'more', emptyDir: {} });
    expect(containers[0].volumeMounts).toContainEqual({ name: 'more', mountPath: '/more' });
  });

  test('replicaCount and revisionHistoryLimit stand in the StatefulSet', async () => {
    expect(await setOf({ replicaCount: 2, revisionHistoryLimit: 5 })).toMatchObject({ replicas: 2, revisionHistoryLimit: 5 });
  });

  test('podLabels and podAnnotations stand at the Pods, and cannot take them away from the Service', async () => {
    const { template } = await setOf({ podLabels: { 'app.kubernetes.io/name': 'other', a: 'b' }, podAnnotations: { c: 'd' } });
    expect(template.metadata.labels).toMatchObject({ 'app.kubernetes.io/name': 'ox-operator', a: 'b' });
    expect(template.metadata.annotations).toMatchObject({ c: 'd' });
  });

  test('commonLabels and commonAnnotations stand everywhere', async () => {
    const objects = await render({ ...EVERYTHING, extraObjects: [] });
    expect(objects.filter(({ metadata }) => metadata.labels?.team !== 'groupware')).toEqual([]);
    expect(objects.filter(({ metadata }) => metadata.annotations?.['example.org/owner'] !== 'groupware')).toEqual([]);
  });

  test('nameOverride and fullnameOverride name the objects', async () => {
    expect((await renderOne('StatefulSet', { nameOverride: 'sync' })).metadata.name).toBe('ox-operator-sync');
    expect((await renderOne('StatefulSet', { fullnameOverride: 'sync' })).metadata.name).toBe('sync');
    expect((await renderOne('StatefulSet', { fullnameOverride: 'x'.repeat(80) })).metadata.name).toHaveLength(52);
  });

  test('serviceAccount.create false uses the one that is named', async () => {
    const values = { serviceAccount: { create: false, name: 'mine' } };
    expect(await kindsOf(values)).not.toContain('ServiceAccount');
    expect(await podOf(values)).toMatchObject({ serviceAccountName: 'mine' });
    expect((await renderOne('RoleBinding', values)).subjects).toEqual([{ kind: 'ServiceAccount', name: 'mine', namespace: 'ox' }]);
    expect(await podOf({ serviceAccount: { create: false } })).toMatchObject({ serviceAccountName: 'default' });
  });

  test('rbac.create false leaves rights to others', async () => {
    expect(await kindsOf({ rbac: { create: false } })).not.toContain('Role');
  });

  test('leaderElection.enabled false needs no rights on Leases', async () => {
    expect(JSON.stringify(await renderOne('Role', { leaderElection: { enabled: false } }))).not.toContain('leases');
  });

  test('podDisruptionBudget.enabled false makes none', async () => {
    expect(await kindsOf({ podDisruptionBudget: { enabled: false } })).not.toContain('PodDisruptionBudget');
    expect((await renderOne('PodDisruptionBudget', { podDisruptionBudget: { maxUnavailable: '50%' } })).spec).toMatchObject({
      maxUnavailable: '50%',
    });
  });

  test('service.* stand in the Service', async () => {
    const { metadata, spec } = await renderOne('Service', { service: { metricsPort: 80, statusPort: 81, annotations: { a: 'b' } } });
    expect(metadata.annotations).toEqual({ a: 'b' });
    expect(spec).toMatchObject({
      ports: [
        { name: 'metrics', port: 80, targetPort: 'metrics' },
        { name: 'status', port: 81, targetPort: 'status' },
      ],
    });
  });

  test('extraObjects are added as they are, and texts as templates', async () => {
    const names = (await render(EVERYTHING)).filter(({ kind }) => kind === 'ConfigMap').map(({ metadata }) => metadata.name);
    expect(names).toEqual(expect.arrayContaining(['further', 'ox-operator-text']));
  });
});

describe('the notes after an install', () => {
  const notesOf = async (values: object): Promise<string> => {
    const args = ['install', 'sync', CHART, '--namespace', 'ox', '--dry-run=client', '--values', '-'];
    return (await helm(args, JSON.stringify(withRequired(values)))).split('NOTES:')[1] ?? '';
  };

  test('tell what is still to be done, in commands for this release', async () => {
    const notes = await notesOf({});
    expect(notes).toContain('kubectl -n ox create secret generic ox-master');
    expect(notes).toContain('kubectl -n ox rollout status statefulset/sync-ox-operator');
    expect(notes).toContain('There are no contexts and no directories yet.');
    expect(notes).not.toContain('WARNING');
  });

  test('warn of what is dangerous', async () => {
    const notes = await notesOf({ ...EVERYTHING, ox: { soapServer: 'http://ox' }, crds: { keep: false } });
    expect(notes).toContain('WARNING: over http:// the password of the master admin travels readable');
    expect(notes).toContain('WARNING: crds.keep is false.');
    expect(notes).not.toContain('There are no contexts');
  });
});

describe('the NetworkPolicy', () => {
  const policyOf = async (networkPolicy: object, ox: object = {}): Promise<Record<string, unknown>> =>
    (await renderOne('NetworkPolicy', { ox, networkPolicy: { enabled: true, ...networkPolicy } })).spec as Record<string, unknown>;

  test('lets in who asks for metrics, and to the status page nobody', async () => {
    const { policyTypes, ingress } = await policyOf({});
    expect(policyTypes).toEqual(['Ingress']);
    expect(ingress).toEqual([{ ports: [{ port: 'metrics' }], from: [{ namespaceSelector: {} }] }]);
  });

  test('lets in nobody when nobody is named', async () => {
    expect((await policyOf({ metricsFrom: [] })).ingress).toEqual([]);
  });

  test('lets to the status page who is named', async () => {
    const from = [{ ipBlock: { cidr: '192.0.2.1/32' } }];
    expect((await policyOf({ statusFrom: from })).ingress).toContainEqual({ ports: [{ port: 'status' }], from });
  });

  test.each([
    ['https://ox.example.org', 443],
    ['http://ox.example.org', 80],
    ['https://ox.example.org:8443', 8443],
  ])('lets out to the port of %s', async (soapServer, port) => {
    const { policyTypes, egress } = await policyOf({ egress: { enabled: true, ports: [389], extraRules: [{ to: [] }] } }, { soapServer });
    expect(policyTypes).toEqual(['Ingress', 'Egress']);
    expect(egress).toEqual([
      {
        ports: [
          { port: 53, protocol: 'UDP' },
          { port: 53, protocol: 'TCP' },
        ],
      },
      {
        ports: [
          { port: 389, protocol: 'TCP' },
          { port, protocol: 'TCP' },
        ],
      },
      { to: [] },
    ]);
  });
});
