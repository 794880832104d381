import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { eventually } from '../../support/eventually.ts';
import { writeCertificate } from '../certificates.ts';
import { type ControlPlane, freePort, startControlPlane } from '../control-plane.ts';
import { ServerProcess } from '../server-process.ts';
import { API_SERVICE, containerdSettings, kubeletSettings, networkSettings, type Route } from './node-settings.ts';

const run = promisify(execFile);
const PATIENCE = { within: 60_000, every: 50 };

/** The loopback plugin of Debian's containernetworking-plugins. */
const LOOPBACK_PLUGIN = '/usr/lib/cni/loopback';

interface OneNodeOptions {
  /** The folder of `ensureNodePrograms`. */
  readonly programs: string;
  /** Archives of images, for there is no registry. */
  readonly images: readonly string[];
  /** What Pods may call beside the API server. */
  readonly routes: readonly Route[];
}

/**
 * A Kubernetes of one node, without Docker, without a registry and without a network but loopback: a control plane, its controllers, a
 * scheduler, containerd and a kubelet. Pods have namespaces of their own, and are called from the node. Services have no endpoints, because
 * Kubernetes refuses loopback addresses there, and names are not resolved.
 */
export class OneNodeCluster {
  readonly controlPlane: ControlPlane;
  readonly #folder: string;
  readonly #programs: string;
  readonly #servers: ServerProcess[] = [];
  #node: ChildProcess | undefined;

  private constructor(controlPlane: ControlPlane, folder: string, programs: string) {
    this.controlPlane = controlPlane;
    this.#folder = folder;
    this.#programs = programs;
  }

  static async start({ programs, images, routes }: OneNodeOptions): Promise<OneNodeCluster> {
    const [controlPlane, folder] = await Promise.all([startControlPlane(), mkdtemp(join(tmpdir(), 'ox-operator-node-'))]);
    const cluster = new OneNodeCluster(controlPlane, folder, programs);
    try {
      await cluster.#join(routes);
      await cluster.#import(images);
      await cluster.#ready();
      return cluster;
    } catch (error) {
      await cluster.stop();
      throw error;
    }
  }

  /** A PersistentVolume without a class, in a folder of the node; a claim without a class takes it. Nothing here makes one by itself. */
  async createVolume(name: string, storage: string): Promise<void> {
    const path = join(this.#folder, `volume-${name}`);
    await mkdir(path);
    const here = { key: 'kubernetes.io/hostname', operator: 'In', values: ['127.0.0.1'] };
    await this.controlPlane.apply({
      apiVersion: 'v1',
      kind: 'PersistentVolume',
      metadata: { name },
      spec: {
        capacity: { storage },
        accessModes: ['ReadWriteOnce'],
        local: { path },
        nodeAffinity: { required: { nodeSelectorTerms: [{ matchExpressions: [here] }] } },
      },
    });
  }

  async stop(): Promise<void> {
    if (this.#node !== undefined && this.#node.exitCode === null) {
      const gone = once(this.#node, 'exit');
      this.#node.stdin?.end();
      await gone;
    }
    await Promise.all(this.#servers.map((server) => server.kill()));
    await this.controlPlane.stop();
  }

  /** Starts the controllers, the scheduler and the node. */
  async #join(routes: readonly Route[]): Promise<void> {
    const { pki } = this.controlPlane;
    await Promise.all([
      writeCertificate(pki, 'controller-manager', '/CN=system:kube-controller-manager', 'client'),
      writeCertificate(pki, 'scheduler', '/CN=system:kube-scheduler', 'client'),
      writeCertificate(pki, 'kubelet', '/O=system:nodes/CN=system:node:127.0.0.1', 'client'),
      writeCertificate(pki, 'kubelet-serving', '/O=system:nodes/CN=system:node:127.0.0.1', 'server'),
    ]);
    await Promise.all([this.#startControllers(), this.#startServer('kube-scheduler', 'scheduler'), this.#startNode(routes)]);
  }

  #startControllers(): Promise<void> {
    const { pki } = this.controlPlane;
    return this.#startServer('kube-controller-manager', 'controller-manager', [
      ...['--kube-api-qps=300', '--kube-api-burst=600', '--use-service-account-credentials=true'],
      ...[`--root-ca-file=${pki}/ca.crt`, `--cluster-signing-cert-file=${pki}/ca.crt`, `--cluster-signing-key-file=${pki}/ca.key`],
    ]);
  }

  async #startServer(program: string, user: string, flags: readonly string[] = []): Promise<void> {
    const kubeconfig = join(this.#folder, `${user}.kubeconfig`);
    await this.controlPlane.writeKubeconfig(user, kubeconfig);
    const access = ['', 'authentication-', 'authorization-'].map((purpose) => `--${purpose}kubeconfig=${kubeconfig}`);
    const args = [...access, '--bind-address=127.0.0.1', `--secure-port=${await freePort()}`, '--leader-elect=false', ...flags];
    const logFile = join(this.#folder, `${program}.log`);
    this.#servers.push(await ServerProcess.start({ program: join(this.#programs, program), args, logFile }));
  }

  async #startNode(routes: readonly Route[]): Promise<void> {
    const folder = this.#folder;
    await Promise.all(['cni', 'cni-programs'].map((name) => mkdir(join(folder, name))));
    const api = { inside: API_SERVICE, outside: new URL(this.controlPlane.server).host };
    const network = networkSettings(folder, [api, ...routes]);
    await Promise.all([
      copyFile(LOOPBACK_PLUGIN, join(folder, 'cni-programs/loopback')),
      copyFile(join(this.#programs, 'lonet'), join(folder, 'cni-programs/lonet')),
      writeFile(join(folder, 'cni/10-lonet.conflist'), JSON.stringify(network)),
      writeFile(join(folder, 'containerd.toml'), containerdSettings(folder)),
      writeFile(join(folder, 'kubelet.yaml'), JSON.stringify(kubeletSettings(folder, this.controlPlane.pki, await freePort()))),
      this.controlPlane.writeKubeconfig('kubelet', join(folder, 'kubelet.kubeconfig')),
    ]);
    // A session of its own: Ctrl-C must not end it before it has cleaned up.
    this.#node = spawn('sh', [join(import.meta.dirname, 'node.sh'), folder, this.#programs], {
      stdio: ['pipe', 'inherit', 'inherit'],
      detached: true,
    });
    await once(this.#node, 'spawn');
  }

  async #import(images: readonly string[]): Promise<void> {
    await eventually(() => this.#ctr('version'), PATIENCE);
    for (const image of images) await this.#ctr('--namespace', 'k8s.io', 'images', 'import', image);
  }

  #ctr(...args: readonly string[]): Promise<unknown> {
    return run('ctr', ['--address', join(this.#folder, 'containerd.sock'), ...args]);
  }

  async #ready(): Promise<void> {
    await eventually(async () => {
      await this.controlPlane.kubectl(['wait', '--for=condition=Ready', 'node/127.0.0.1', '--timeout=1s']);
      await this.controlPlane.kubectl(['get', 'serviceaccount', 'default']);
    }, PATIENCE).catch(async (error: unknown) => {
      throw new Error(`no node is ready: ${String(error)}\n${await this.#logTail('kubelet.log')}`);
    });
  }

  async #logTail(name: string): Promise<string> {
    const text = await readFile(join(this.#folder, name), 'utf8').catch(() => '');
    return text.split('\n').slice(-15).join('\n');
  }
}
