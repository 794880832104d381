import { execFile, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { root } from '../../../tools/project-files.ts';
import type { Report } from '../../chart/chart-tools.ts';
import { KubeCluster } from '../../cluster/kube-cluster.ts';
import { ADMIN_PASSWORD, baseLdif, defaultSettings, slapdConfiguration } from '../../support/slapd-config.ts';
import { MASTER } from '../operator-environment.ts';
import { IMAGE } from './operator-image.ts';
import type { Surroundings } from './surroundings.ts';

const run = promisify(execFile);
const NAMESPACE = 'beside';
const { suffix } = defaultSettings;

/** The kind cluster of the current kubeconfig, with OX and the directory as Pods in a namespace of their own. */
export async function startOnKind(report: Report): Promise<Surroundings> {
  const cluster = new KubeCluster({ kubeconfig: process.env.KUBECONFIG || join(homedir(), '.kube/config'), kubectl: 'kubectl' });
  report('kind: building the images, and loading them');
  await load(`${IMAGE.repository}:${IMAGE.tag}`, 'Containerfile', '.');
  await load(SLAPD_IMAGE, 'test/e2e/pods/slapd.Containerfile', 'test/support');
  await cluster.apply(...manifests());
  await cluster.kubectl(['wait', '--for=condition=Available', 'deployment', '--all', '--namespace', NAMESPACE, '--timeout=120s']);
  const forward = await forwardTo(cluster);
  const admin = ['-x', '-H', 'ldap://127.0.0.1:3890', '-D', `cn=admin,${suffix}`, '-w', ADMIN_PASSWORD];
  return {
    cluster,
    image: IMAGE,
    oxServer: `http://ox.${NAMESPACE}.svc:8088`,
    oxControl: forward.url,
    ldapServer: `ldap://ldap.${NAMESPACE}.svc:3890`,
    applyLdif: async (ldif) => {
      await cluster.kubectl(['exec', '-i', '--namespace', NAMESPACE, 'deployment/ldap', '--', 'ldapmodify', '-a', ...admin], ldif);
    },
    close: async () => {
      forward.end();
      await cluster.kubectl(['delete', 'namespace', NAMESPACE, '--wait=false']);
    },
  };
}

const SLAPD_IMAGE = 'localhost/ox-operator-slapd:e2e';

async function load(image: string, containerfile: string, context: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'ox-operator-image-'));
  const archive = join(folder, 'image.tar');
  try {
    await run('docker', ['build', '--file', containerfile, '--tag', image, context], { cwd: root, maxBuffer: 64 * 2 ** 20 });
    await run('docker', ['save', '--output', archive, image]);
    await run('kind', ['load', 'image-archive', archive, '--name', process.env.KIND_CLUSTER || 'ox-operator']);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** The first run of slapd in its Pod fills the database. */
const SLAPD =
  'mkdir /tmp/data && slapadd -q -f /config/slapd.conf -l /config/base.ldif && exec slapd -d 0 -f /config/slapd.conf -h ldap://:3890/';

function manifests(): object[] {
  const configuration = slapdConfiguration('/tmp', defaultSettings)
    .split('\n')
    .filter((line) => !line.startsWith('TLS'))
    .map((line) => line.replace(/^include .*ldap-schema\//, 'include /schema/'))
    .join('\n');
  const simulator = ['/app/bin/ox-simulator.js', '--host', '0.0.0.0', '--port', '8088', '--master-password', MASTER.password];
  const config = { 'slapd.conf': configuration, 'base.ldif': baseLdif(suffix) };
  return [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } },
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'ldap', namespace: NAMESPACE }, data: config },
    ...server('ox', 8088, { image: `${IMAGE.repository}:${IMAGE.tag}`, command: ['/usr/local/bin/node'], args: simulator }),
    ...server('ldap', 3890, {
      image: SLAPD_IMAGE,
      command: ['sh', '-c', SLAPD],
      volumeMounts: [{ name: 'config', mountPath: '/config' }],
    }),
  ];
}

/** A Deployment of one Pod that listens at `port`, and its Service. Both Pods get the volume; one mounts it. */
function server(name: string, port: number, container: object): object[] {
  const labels = { app: name };
  const metadata = { name, namespace: NAMESPACE };
  const containers = [
    { name, imagePullPolicy: 'Never', ports: [{ containerPort: port }], readinessProbe: { tcpSocket: { port } }, ...container },
  ];
  const pod = { containers, volumes: [{ name: 'config', configMap: { name: 'ldap' } }] };
  return [
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata,
      spec: { selector: { matchLabels: labels }, template: { metadata: { labels }, spec: pod } },
    },
    { apiVersion: 'v1', kind: 'Service', metadata, spec: { selector: labels, ports: [{ port }] } },
  ];
}

/** The control face of the simulator on a port of this machine. */
async function forwardTo(cluster: KubeCluster): Promise<{ readonly url: string; end(): void }> {
  const child = spawn('kubectl', ['port-forward', '--namespace', NAMESPACE, 'service/ox', ':8088'], {
    env: { ...process.env, KUBECONFIG: cluster.kubeconfig },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const line of createInterface({ input: child.stdout })) {
    const port = /^Forwarding from 127\.0\.0\.1:(\d+)/.exec(line)?.[1];
    if (port !== undefined) return { url: `http://127.0.0.1:${port}`, end: () => void child.kill() };
  }
  throw new Error('kubectl port-forward ended');
}
