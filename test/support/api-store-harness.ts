import { ApiResourceStore } from '../../src/kube/index.ts';
import { systemRandom } from '../../src/model/index.ts';
import type { KubeCluster } from '../cluster/kube-cluster.ts';
import { fastClock } from './fast-clock.ts';
import type { StoreHarness } from './resource-store-contract.ts';

interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly [field: string]: unknown;
}

/** A store on a real API server in a namespace of its own, its log, and an admin with kubectl. */
export class ApiStoreHarness implements StoreHarness {
  readonly store: ApiResourceStore;
  readonly namespace: string;
  readonly log: string[];
  private readonly cluster: KubeCluster;

  private constructor(cluster: KubeCluster, namespace: string, store: ApiResourceStore, log: string[]) {
    this.cluster = cluster;
    this.namespace = namespace;
    this.store = store;
    this.log = log;
  }

  static async open(cluster: KubeCluster, kubeconfig = cluster.kubeconfig): Promise<ApiStoreHarness> {
    const namespace = await cluster.createNamespace('store');
    const log: string[] = [];
    return new ApiStoreHarness(cluster, namespace, await openApiStore(kubeconfig, namespace, log), log);
  }

  async apply({ kind, name, spec, annotations }: Parameters<StoreHarness['apply']>[0]): Promise<void> {
    await this.applyManifest({ apiVersion: 'ox-operator.dev/v1alpha1', kind, metadata: { name, annotations }, spec });
  }

  async delete({ kind, name }: { readonly kind: string; readonly name: string }): Promise<void> {
    await this.kubectl('delete', kind, name, '--wait=false');
  }

  async applySecret(name: string, stringData: Readonly<Record<string, string>>): Promise<void> {
    await this.applyManifest({ apiVersion: 'v1', kind: 'Secret', metadata: { name }, stringData });
  }

  deleteSecret(name: string): Promise<void> {
    return this.delete({ kind: 'Secret', name });
  }

  async applyConfigMap(name: string, data: Readonly<Record<string, string>>): Promise<void> {
    await this.applyManifest({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data });
  }

  deleteConfigMap(name: string): Promise<void> {
    return this.delete({ kind: 'ConfigMap', name });
  }

  async editSyncError(name: string, action: string): Promise<void> {
    await this.kubectl('patch', 'oxerr', name, '--type=merge', '-p', JSON.stringify({ spec: { action } }));
  }

  removeSyncError(name: string): Promise<void> {
    return this.delete({ kind: 'oxerr', name });
  }

  reopen(): Promise<ApiResourceStore> {
    return openApiStore(this.cluster.kubeconfig, this.namespace, this.log);
  }

  close(): Promise<void> {
    return Promise.resolve(); // the namespace ends with the control plane
  }

  kubectl(...args: readonly string[]): Promise<string> {
    return this.cluster.kubectl(['--namespace', this.namespace, ...args]);
  }

  /** An object as the API server has it. */
  async read(kind: string, name: string): Promise<Manifest> {
    return (await this.cluster.getJson(kind, name, '--namespace', this.namespace, '--show-managed-fields')) as Manifest;
  }

  async applyManifest(manifest: Manifest): Promise<void> {
    await this.cluster.apply({ ...manifest, metadata: { ...manifest.metadata, namespace: this.namespace } });
  }
}

/** Its pauses are five times as short, so that tests need not wait for them. */
export function openApiStore(kubeconfig: string, namespace: string, log: string[]): Promise<ApiResourceStore> {
  const write = (line: string): void => void log.push(line);
  return ApiResourceStore.create({ kubeconfig, namespace, clock: fastClock(5), random: systemRandom, log: { info: write, warn: write } });
}
