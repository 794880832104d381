import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** What a client needs to work with a cluster; plain data, so that it can be handed to another process. */
export interface ClusterAccess {
  /** Path of a kubeconfig of an admin. */
  readonly kubeconfig: string;
  /** Path of the kubectl that fits the server. */
  readonly kubectl: string;
}

/** A cluster as its admin sees it through kubectl. */
export class KubeCluster {
  readonly access: ClusterAccess;

  constructor(access: ClusterAccess) {
    this.access = access;
  }

  get kubeconfig(): string {
    return this.access.kubeconfig;
  }

  /** Runs kubectl and gives its standard output. Rejects with what it wrote to standard error. */
  kubectl(args: readonly string[], stdin?: string): Promise<string> {
    const environment = { ...process.env, KUBECONFIG: this.kubeconfig, HOME: dirname(this.kubeconfig) };
    return new Promise((resolve, reject) => {
      const child = execFile(this.access.kubectl, args, { env: environment, maxBuffer: 64 * 2 ** 20 }, (error, stdout, stderr) => {
        if (error === null) resolve(stdout);
        else reject(new Error(`kubectl ${args.join(' ')}: ${stderr.trim() || error.message}`));
      });
      child.stdin?.on('error', () => undefined); // kubectl may end before it has read everything: its exit code tells
      child.stdin?.end(stdin);
    });
  }

  /** Applies manifests given as YAML text or as objects. */
  async apply(...manifests: readonly (string | object)[]): Promise<void> {
    const text = manifests.map((manifest) => (typeof manifest === 'string' ? manifest : JSON.stringify(manifest))).join('\n---\n');
    await this.kubectl(['apply', '--server-side', '--force-conflicts', '-f', '-'], text);
  }

  async getJson(...args: readonly string[]): Promise<unknown> {
    return JSON.parse(await this.kubectl(['get', ...args, '-o', 'json']));
  }

  /** Creates a namespace with a name of its own, so that tests do not meet. */
  async createNamespace(prefix: string): Promise<string> {
    const name = `${prefix}-${Math.random().toString(36).slice(2, 10)}`;
    await this.kubectl(['create', 'namespace', name]);
    return name;
  }

  /** A kubeconfig that acts as a service account, which is created when it is missing. It may do only what a Role allows it. */
  async serviceAccountKubeconfig(namespace: string, name: string): Promise<string> {
    await this.apply({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace } });
    const token = (await this.kubectl(['create', 'token', name, '--namespace', namespace, '--duration', '1h'])).trim();
    const admin = JSON.parse(await this.kubectl(['config', 'view', '--raw', '-o', 'json'])) as {
      clusters: unknown;
      contexts: [{ context: object }];
    };
    const path = join(dirname(this.kubeconfig), `${namespace}-${name}.kubeconfig`);
    const context = { name: 'test', context: { ...admin.contexts[0].context, user: name, namespace } };
    const config = { ...admin, users: [{ name, user: { token } }], contexts: [context], 'current-context': 'test' };
    await writeFile(path, JSON.stringify(config), { mode: 0o600 });
    return path;
  }
}
