import { hostname } from 'node:os';
import { isDeepStrictEqual } from 'node:util';
import { type Clock, messageOf, OperatorError, type Random } from '../model/index.ts';
import { ApiClient } from './api-client.ts';
import { ApiConnection } from './api-connection.ts';
import { ApiSyncErrors } from './api-sync-errors.ts';
import { EventRecorder } from './event-recorder.ts';
import { type CacheChange, type CachedObject, ObjectCache } from './object-cache.ts';
import { projectMetadata, ReferenceData, type ReferenceKind, referencePath } from './reference-data.ts';
import { type ApiEnvironment, Reflector } from './reflector.ts';
import { type CachedResource, collectionPath, explainUnknownKind, projectResource, RESOURCE_KINDS } from './resource-kinds.ts';
import type {
  DataMap,
  Resource,
  ResourceEvent,
  ResourceKind,
  ResourceListener,
  ResourceRef,
  ResourceStore,
  SyncErrorReport,
  SyncErrorResource,
} from './resource-store.ts';
import { ResourceWriter } from './resource-writer.ts';
import { ServedDefinitions } from './served-definitions.ts';
import { type StoreLog, silentLog } from './store-log.ts';

export interface ApiResourceStoreOptions {
  /** Path of a kubeconfig. Without it: KUBECONFIG, `~/.kube/config`, else the service account of the Pod. */
  readonly kubeconfig?: string | undefined;
  /** Only the service account of the Pod. */
  readonly inCluster?: boolean | undefined;
  /** Default: that of the kubeconfig's context or of the service account, else `default`. */
  readonly namespace?: string | undefined;
  readonly clock: Clock;
  readonly random: Random;
  readonly log?: StoreLog | undefined;
  /** Who reports Events; the name of the host, which in a Pod is the name of the Pod. */
  readonly instance?: string | undefined;
  /** Asked before every write: whether this process may still write. Yes when left out. */
  readonly mayWrite?: (() => boolean) | undefined;
}

const REFERENCE_KINDS: readonly ReferenceKind[] = ['Secret', 'ConfigMap'];

/**
 * Custom resources, Secrets and ConfigMaps of one namespace on an API server. Custom resources are held in memory without what nobody reads;
 * of Secrets and ConfigMaps only name and version are known, so that no password is held here.
 */
export class ApiResourceStore implements ResourceStore {
  private readonly namespace: string;
  private readonly environment: ApiEnvironment;
  private readonly stopping = new AbortController();
  private readonly caches: Record<ResourceKind, ObjectCache<CachedResource>>;
  private readonly reflectors: readonly { run(signal: AbortSignal): Promise<void>; readonly whenSynced: Promise<void> }[];
  private readonly writer: ResourceWriter;
  private readonly references: ReferenceData;
  private readonly syncErrors: ApiSyncErrors;
  private readonly recorder: EventRecorder;
  private readonly definitions: ServedDefinitions;
  private listener: ResourceListener | undefined;
  private running: Promise<unknown> = Promise.resolve();
  private checking: Promise<void> = Promise.resolve();

  private constructor(options: ApiResourceStoreOptions, connection: ApiConnection) {
    const { namespace = connection.namespace ?? 'default', clock, random, log = silentLog, instance = hostname() } = options;
    const { signal } = this.stopping;
    const environment = { client: new ApiClient(connection, clock, options.mayWrite), clock, random, log };
    const changed = (kind: ResourceKind, changes: readonly CacheChange<CachedResource>[]): void => this.resourcesChanged(kind, changes);
    this.namespace = namespace;
    this.environment = environment;
    this.caches = {
      OXContext: new ObjectCache(differMoreThanInOurs),
      OXAccessProfile: new ObjectCache(differMoreThanInOurs),
      OXResource: new ObjectCache(differMoreThanInOurs),
      OXFunctionalAccount: new ObjectCache(differMoreThanInOurs),
      OXDirectory: new ObjectCache(differMoreThanInOurs),
    };
    this.syncErrors = new ApiSyncErrors({
      environment,
      namespace,
      signal,
      changed: (name) => this.tell((listener) => listener.syncErrorChanged(name)),
    });
    this.reflectors = [
      ...RESOURCE_KINDS.map((kind) => this.reflectResources(kind)),
      ...REFERENCE_KINDS.map((kind) => this.reflectReferences(kind)),
      new Reflector(environment, this.syncErrors.collection()),
    ];
    this.writer = new ResourceWriter({ environment, namespace, caches: this.caches, changed, signal });
    this.definitions = new ServedDefinitions(environment);
    this.references = new ReferenceData(environment, namespace, signal);
    this.recorder = new EventRecorder({ environment, namespace, instance, uidOf: (ref) => this.get(ref)?.metadata.uid, signal });
  }

  /** Rejects with ConfigurationError when there is no usable kubeconfig. The API server is not asked yet. */
  static async create(options: ApiResourceStoreOptions): Promise<ApiResourceStore> {
    return new ApiResourceStore(options, await ApiConnection.create(options));
  }

  /** Waits for an API server that does not answer or does not know our kinds, and tells the log what it waits for. */
  async start(listener: ResourceListener): Promise<void> {
    const { signal } = this.stopping;
    this.running = Promise.all(this.reflectors.map((reflector) => reflector.run(signal)));
    const synced = Promise.all(this.reflectors.map((reflector) => reflector.whenSynced));
    await Promise.race([synced, this.running]);
    if (signal.aborted) throw new OperatorError('BackingOff', 'The resource store was stopped before it had read everything');
    this.listener = listener;
    this.checking = this.definitions.check(signal);
  }

  /** Definitions that are older than we need. */
  get notice(): string | undefined {
    return this.definitions.notice;
  }

  get(ref: ResourceRef): Resource | undefined {
    return this.caches[ref.kind].get(ref.name)?.resource;
  }

  list(kind: ResourceKind): readonly Resource[] {
    return this.caches[kind].values().map((cached) => cached.resource);
  }

  /**
   * Resolves when this status, or a newer one that overtook it, is on the API server or the resource is gone. While the API server is away
   * it stays pending and retries; only a refusal that will not change, or `stop`, rejects it.
   */
  applyStatus(ref: ResourceRef, status: Readonly<Record<string, unknown>>): Promise<void> {
    return this.writer.applyStatus(ref, status);
  }

  /** Rejects with an OperatorError when the resource is gone or being deleted: then nothing may be created for it any more. */
  addFinalizer(ref: ResourceRef): Promise<void> {
    return this.writer.addFinalizer(ref);
  }

  removeFinalizer(ref: ResourceRef): Promise<void> {
    return this.writer.removeFinalizer(ref);
  }

  readSecret(name: string): Promise<DataMap | undefined> {
    return this.references.readSecret(name);
  }

  readConfigMap(name: string): Promise<DataMap | undefined> {
    return this.references.readConfigMap(name);
  }

  createSecret(name: string, data: DataMap): Promise<'created' | 'exists'> {
    return this.references.createSecret(name, data);
  }

  /** Leaves a Secret that does not carry our label. */
  deleteSecret(name: string): Promise<void> {
    return this.references.deleteSecret(name);
  }

  listSyncErrors(): readonly SyncErrorResource[] {
    return this.syncErrors.list();
  }

  applySyncError(report: SyncErrorReport): Promise<void> {
    return this.syncErrors.apply(report);
  }

  clearSyncErrorAction(name: string): Promise<void> {
    return this.syncErrors.clearAction(name);
  }

  deleteSyncError(name: string): Promise<void> {
    return this.syncErrors.delete(name);
  }

  recordEvent(ref: ResourceRef, event: ResourceEvent): Promise<void> {
    return this.recorder.record(ref, event);
  }

  /** Ends the watches and drops what is not written yet. */
  async stop(): Promise<void> {
    this.listener = undefined;
    this.stopping.abort(new OperatorError('BackingOff', 'The resource store is stopped'));
    this.recorder.stop();
    await Promise.all([this.running, this.checking]);
    await this.environment.client.close();
  }

  private reflectResources(kind: ResourceKind): Reflector<CachedResource> {
    return new Reflector(this.environment, {
      label: kind,
      path: collectionPath(kind, this.namespace),
      metadataOnly: false,
      cache: this.caches[kind],
      project: (object) => projectResource(kind, object),
      changed: (changes) => this.resourcesChanged(kind, changes),
      explain: (error) => explainUnknownKind(kind, error),
    });
  }

  private reflectReferences(kind: ReferenceKind): Reflector<CachedObject> {
    return new Reflector(this.environment, {
      label: kind,
      path: referencePath(kind, this.namespace),
      metadataOnly: true,
      cache: new ObjectCache<CachedObject>(),
      project: projectMetadata,
      changed: (changes) => {
        for (const { object } of changes) this.tell((listener) => listener.referenceChanged(kind, object.name));
      },
    });
  }

  private resourcesChanged(kind: ResourceKind, changes: readonly CacheChange<CachedResource>[]): void {
    for (const { type, object } of changes) {
      if (type === 'deleted') this.writer.forget(object.uid);
      this.tell((listener) => listener.resourceChanged({ kind, name: object.name }));
    }
  }

  /** A listener that throws must not keep the next change from being told. */
  private tell(news: (listener: ResourceListener) => void): void {
    if (this.listener === undefined) return;
    try {
      news(this.listener);
    } catch (error) {
      this.environment.log.warn(`handling a change of a resource failed: ${messageOf(error)}`);
    }
  }
}

/**
 * Status and finalizers are ours: hearing of them would mean to be woken by ourselves. The watch may tell of a write before its answer is
 * here, so they are no news whoever wrote them. Spec changes count up the generation.
 */
function differMoreThanInOurs(before: CachedResource, now: CachedResource): boolean {
  const { finalizers: _, ...metadata } = before.resource.metadata;
  const { finalizers: __, ...metadataNow } = now.resource.metadata;
  return !isDeepStrictEqual(metadata, metadataNow);
}
