import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSimulator } from '../../simulator/index.ts';
import { afterThisTest } from '../support/after-this-test.ts';
import { sharedCluster } from '../support/cluster.ts';
import { CommandProcess } from '../support/command-process.ts';
import { configMapManifest, manifestOf } from '../support/manifest-folder.ts';
import { MASTER, operatorEnvironment } from './operator-environment.ts';
import { OxView } from './ox-view.ts';

/** A namespace of its own, an OX simulator and a place for the cache; everything goes through kubectl, as an admin's hands would. */
export class KubeScene {
  readonly namespace: string;
  readonly ox: OxView;
  readonly #folder: string;

  private constructor(namespace: string, ox: OxView, folder: string) {
    this.namespace = namespace;
    this.ox = ox;
    this.#folder = folder;
  }

  static async open(): Promise<KubeScene> {
    const [namespace, simulator, folder] = await Promise.all([
      sharedCluster().createNamespace('e2e'),
      startSimulator({ master: MASTER }),
      mkdtemp(join(tmpdir(), 'e2e-kube-')),
    ]);
    afterThisTest(async () => {
      await simulator.close();
      await rm(folder, { recursive: true });
    });
    return new KubeScene(namespace, new OxView(simulator), folder);
  }

  /** The operator as a process, with the cache of this scene. */
  run(environment: Readonly<Record<string, string>> = {}): CommandProcess {
    return new CommandProcess(['run'], {
      ...operatorEnvironment(this.ox.simulator.url, join(this.#folder, 'cache.db')),
      KUBECONFIG: sharedCluster().kubeconfig,
      POD_NAMESPACE: this.namespace,
      // A killed operator holds its Lease for so long.
      LEASE_DURATION: '5',
      ...environment,
    });
  }

  kubectl(...args: readonly string[]): Promise<string> {
    return sharedCluster().kubectl(['--namespace', this.namespace, ...args]);
  }

  /** `kubectl apply -f -`. */
  async apply(...manifests: readonly string[]): Promise<void> {
    await sharedCluster().kubectl(['--namespace', this.namespace, 'apply', '-f', '-'], manifests.join('---\n'));
  }

  /** `kubectl wait --for=…`. */
  async wait(what: string, ...resources: readonly string[]): Promise<void> {
    await this.kubectl('wait', `--for=${what}`, '--timeout=60s', ...resources);
  }

  /** A value that a JSONPath finds in a resource, as text. */
  field(resource: string, path: string): Promise<string> {
    return this.kubectl('get', resource, '-o', `jsonpath={${path}}`);
  }

  condition(resource: string, type: string, field: 'status' | 'reason' | 'message'): Promise<string> {
    return this.field(resource, `.status.conditions[?(@.type=="${type}")].${field}`);
  }

  /** Name and password in a Secret. */
  async credentials(secret: string): Promise<{ login: string; password: string }> {
    const { data } = JSON.parse(await this.kubectl('get', 'secret', secret, '-o', 'json')) as { data: Record<string, string> };
    const text = (key: string): string => Buffer.from(data[key] ?? '', 'base64').toString('utf8');
    return { login: text('username'), password: text('password') };
  }
}

export function context(name: string, spec: Readonly<Record<string, unknown>> = {}): string {
  return manifestOf({ kind: 'OXContext', name, spec: { contextId: 10, ...spec } });
}

/** An OXDirectory on the ConfigMap of the same name. */
export function directory(name: string, spec: Readonly<Record<string, unknown>> = {}): string {
  return manifestOf({ kind: 'OXDirectory', name, spec: { ldif: { configMapRef: { name } }, pollInterval: '1s', ...spec } });
}

export function people(name: string, ...entries: readonly string[]): string {
  return configMapManifest(name, { 'people.ldif': entries.join('') });
}

export function patchOf(spec: object): string {
  return JSON.stringify({ spec });
}
