import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { Agent, get } from 'node:https';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type Binaries, ensureControlPlane } from './binaries.ts';
import { writeCertificates } from './certificates.ts';
import { KubeCluster } from './kube-cluster.ts';
import { ServerProcess } from './server-process.ts';

const readyWithinMs = 60_000;

/** Where the parts of a control plane listen. */
interface Ports {
  readonly etcd: number;
  readonly etcdPeer: number;
  readonly apiServer: number;
}

/** An etcd and a kube-apiserver on free ports of 127.0.0.1, with state in a temporary folder. No controllers, no nodes. */
export class ControlPlane extends KubeCluster {
  /** Where everything of it lies; it is removed in the end. */
  readonly folder: string;
  private readonly binaries: Binaries;
  private readonly ports: Ports;
  private etcd: ServerProcess | undefined;
  private apiServer: ServerProcess | undefined;

  private constructor(folder: string, binaries: Binaries, ports: Ports) {
    super({ kubeconfig: join(folder, 'kubeconfig'), kubectl: binaries.kubectl });
    this.folder = folder;
    this.binaries = binaries;
    this.ports = ports;
  }

  static async start(): Promise<ControlPlane> {
    const binaries = await ensureControlPlane();
    const folder = await mkdtemp(join(tmpdir(), 'ox-operator-controlplane-'));
    const [etcd, etcdPeer, apiServer] = await Promise.all([freePort(), freePort(), freePort()]);
    const controlPlane = new ControlPlane(folder, binaries, { etcd, etcdPeer, apiServer });
    try {
      await controlPlane.startAll();
    } catch (error) {
      await controlPlane.stop();
      throw error;
    }
    return controlPlane;
  }

  /** The address of the API server. */
  get server(): string {
    return `https://127.0.0.1:${this.ports.apiServer}`;
  }

  /** Ends the API server as a power failure would. etcd lives on. */
  async killApiServer(): Promise<void> {
    await this.apiServer?.kill();
    this.apiServer = undefined;
  }

  /** Starts the API server on the etcd that runs, and waits until it is ready. */
  async startApiServer(): Promise<void> {
    this.apiServer = await ServerProcess.start({
      program: this.binaries.apiServer,
      args: this.apiServerFlags(),
      logFile: join(this.folder, 'apiserver.log'),
    });
    await this.waitUntilReady(this.apiServer);
  }

  /** Makes etcd forget every revision but the newest, as the API server does every 5 minutes. */
  async compact(): Promise<void> {
    const { header } = (await this.askEtcd('kv/range', { key: Buffer.from('/').toString('base64') })) as { header: { revision: string } };
    await this.askEtcd('kv/compaction', { revision: header.revision, physical: true });
  }

  /** The folder of keys and certificates. */
  get pki(): string {
    return join(this.folder, 'pki');
  }

  /** A kubeconfig for whoever has the certificate `user` in the folder of certificates. */
  async writeKubeconfig(user: string, path: string): Promise<void> {
    const read = async (name: string): Promise<string> => (await readFile(join(this.pki, name))).toString('base64');
    const cluster = { server: this.server, 'certificate-authority-data': await read('ca.crt') };
    const credentials = { 'client-certificate-data': await read(`${user}.crt`), 'client-key-data': await read(`${user}.key`) };
    const config = {
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [{ name: 'test', cluster }],
      users: [{ name: user, user: credentials }],
      contexts: [{ name: 'test', context: { cluster: 'test', user } }],
      'current-context': 'test',
    };
    await writeFile(path, JSON.stringify(config), { mode: 0o600 });
  }

  async stop(): Promise<void> {
    await Promise.all([this.apiServer?.kill(), this.etcd?.kill()]);
    await rm(this.folder, { recursive: true, force: true });
  }

  private async startAll(): Promise<void> {
    await mkdir(this.pki);
    await writeCertificates(this.pki);
    await this.writeKubeconfig('admin', this.kubeconfig);
    this.etcd = await ServerProcess.start({
      program: this.binaries.etcd,
      args: this.etcdFlags(),
      logFile: join(this.folder, 'etcd.log'),
      folder: this.folder,
    });
    await this.startApiServer();
  }

  private etcdFlags(): string[] {
    const client = `http://127.0.0.1:${this.ports.etcd}`;
    const peer = `http://127.0.0.1:${this.ports.etcdPeer}`;
    return [
      ...['--name', 'test', '--data-dir', join(this.folder, 'etcd'), '--unsafe-no-fsync', '--log-level', 'warn'],
      ...['--listen-client-urls', client, '--advertise-client-urls', client],
      ...['--listen-peer-urls', peer, '--initial-advertise-peer-urls', peer, '--initial-cluster', `test=${peer}`],
    ];
  }

  private apiServerFlags(): string[] {
    const { pki } = this;
    return [
      `--etcd-servers=http://127.0.0.1:${this.ports.etcd}`,
      '--bind-address=127.0.0.1',
      `--secure-port=${this.ports.apiServer}`,
      '--advertise-address=127.0.0.1',
      '--endpoint-reconciler-type=none',
      '--service-cluster-ip-range=127.96.0.0/24',
      `--tls-cert-file=${pki}/apiserver.crt`,
      `--tls-private-key-file=${pki}/apiserver.key`,
      `--client-ca-file=${pki}/ca.crt`,
      '--service-account-issuer=https://kubernetes.default.svc.cluster.local',
      `--service-account-key-file=${pki}/sa.pub`,
      `--service-account-signing-key-file=${pki}/sa.key`,
      // How it calls the kubelet of a node, where there is one.
      `--kubelet-certificate-authority=${pki}/ca.crt`,
      `--kubelet-client-certificate=${pki}/admin.crt`,
      `--kubelet-client-key=${pki}/admin.key`,
      '--kubelet-preferred-address-types=InternalIP',
      '--authorization-mode=Node,RBAC',
      '--profiling=false',
    ];
  }

  private async waitUntilReady(apiServer: ServerProcess): Promise<void> {
    const [ca, cert, key] = await Promise.all(['ca.crt', 'admin.crt', 'admin.key'].map((name) => readFile(join(this.pki, name))));
    const agent = new Agent({ ca, cert, key, keepAlive: false });
    const deadline = Date.now() + readyWithinMs;
    while ((await answerOf(`${this.server}/readyz`, agent)) !== 'ok') {
      if (!apiServer.isRunning) throw new Error(`kube-apiserver ended while starting:\n${apiServer.logTail()}`);
      if (Date.now() > deadline) throw new Error(`kube-apiserver is not ready after ${readyWithinMs / 1000} s:\n${apiServer.logTail()}`);
      await pause(50);
    }
  }

  private async askEtcd(path: string, body: object): Promise<unknown> {
    const response = await fetch(`http://127.0.0.1:${this.ports.etcd}/v3/${path}`, { method: 'POST', body: JSON.stringify(body) });
    if (!response.ok) throw new Error(`etcd ${path}: ${response.status} ${await response.text()}`);
    return response.json();
  }
}

/** Starts a control plane of one's own: about 3 s. Tests that do not end or restart it share one instead (`test/support/cluster.ts`). */
export function startControlPlane(): Promise<ControlPlane> {
  return ControlPlane.start();
}

function answerOf(url: string, agent: Agent): Promise<string | undefined> {
  return new Promise((resolve) => {
    const request = get(url, { agent, timeout: 5_000 }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('end', () => resolve(text)).on('error', () => resolve(undefined));
    });
    request.on('error', () => resolve(undefined)).on('timeout', () => request.destroy());
  });
}

/** A port of 127.0.0.1 that nobody listens at. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => (typeof address === 'object' && address !== null ? resolve(address.port) : reject(new Error('no free port'))));
    });
  });
}
