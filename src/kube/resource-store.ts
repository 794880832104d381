import type { SyncErrorSpec, SyncErrorStatus } from '../crds/index.ts';

/** The custom resources that users write. */
export type ResourceKind = 'OXContext' | 'OXAccessProfile' | 'OXResource' | 'OXFunctionalAccount' | 'OXDirectory';

export interface ResourceRef {
  readonly kind: ResourceKind;
  readonly name: string;
}

export interface ResourceMetadata {
  readonly name: string;
  readonly namespace: string;
  readonly uid: string;
  readonly generation: number;
  /** RFC 3339. In a folder: when the object was first seen, unless the manifest says. */
  readonly creationTimestamp: string;
  readonly deletionTimestamp?: string | undefined;
  readonly finalizers: readonly string[];
  readonly annotations: Readonly<Record<string, string>>;
}

/** A custom resource as the store holds it. `spec` is not parsed yet. */
export interface Resource {
  readonly kind: ResourceKind;
  readonly metadata: ResourceMetadata;
  readonly spec: unknown;
  readonly status?: Readonly<Record<string, unknown>> | undefined;
}

/** An OXSyncError as the operator tells it. */
export interface SyncErrorReport {
  readonly name: string;
  readonly spec: Omit<SyncErrorSpec, 'action'>;
  readonly status: SyncErrorStatus;
  readonly labels: Readonly<Record<string, string>>;
}

/** An OXSyncError as the store holds it: with what an admin wants done. */
export interface SyncErrorResource extends SyncErrorReport {
  readonly spec: SyncErrorSpec;
}

/** Decoded keys of a Secret or ConfigMap. */
export type DataMap = Readonly<Record<string, string>>;

export interface ResourceEvent {
  readonly type: 'Normal' | 'Warning';
  /** Out of model/reason.ts, or an action in CamelCase (ContextCreated). */
  readonly reason: string;
  readonly message: string;
}

/** Level-triggered: it is told where to look, not what happened. Must not throw; returns at once. */
export interface ResourceListener {
  resourceChanged(ref: ResourceRef): void;
  /** A Secret or ConfigMap changed, appeared or went. */
  referenceChanged(kind: 'Secret' | 'ConfigMap', name: string): void;
  /** An OXSyncError appeared, went, or has another action: by somebody else's hand, or seen for the first time. */
  syncErrorChanged(name: string): void;
  /** The resource as now written cannot be read; the store goes on holding its last good state. `undefined` ref: a whole file. */
  resourceInvalid(ref: ResourceRef | undefined, message: string): void;
}

/**
 * Custom resources, Secrets and ConfigMaps of one namespace: an API server or a folder of manifests.
 * Reads answer from memory. Writes reject with an `OperatorError` or the client's error and may be repeated.
 */
export interface ResourceStore {
  /** Resolves when everything was read once; from then on the listener is called. Rejects with ConfigurationError for a folder that holds an invalid manifest. */
  start(listener: ResourceListener): Promise<void>;
  get(ref: ResourceRef): Resource | undefined;
  list(kind: ResourceKind): readonly Resource[];
  /** What an admin should mend about the store itself, for as long as it is so. */
  readonly notice?: string | undefined;
  /** Writes the whole status through the status subresource (server-side apply). Equal to what is there: no write. Gone resource: no error. */
  applyStatus(ref: ResourceRef, status: Readonly<Record<string, unknown>>): Promise<void>;
  addFinalizer(ref: ResourceRef): Promise<void>;
  /** Lets a deleted resource go. Gone already: no error. */
  removeFinalizer(ref: ResourceRef): Promise<void>;
  readSecret(name: string): Promise<DataMap | undefined>;
  readConfigMap(name: string): Promise<DataMap | undefined>;
  /** Creates a Secret of ours (labelled app.kubernetes.io/managed-by: ox-operator). It has no owner: it outlives an orphaned context. */
  createSecret(name: string, data: DataMap): Promise<'created' | 'exists'>;
  deleteSecret(name: string): Promise<void>;
  listSyncErrors(): readonly SyncErrorResource[];
  /** Creates an OXSyncError or makes it say this; its action stays. Equal to what is there: no write. */
  applySyncError(report: SyncErrorReport): Promise<void>;
  /** Empties the action that was carried out. One that an admin has changed since, or an OXSyncError that is gone, is left. */
  clearSyncErrorAction(name: string): Promise<void>;
  /** Gone already: no error. */
  deleteSyncError(name: string): Promise<void>;
  recordEvent(ref: ResourceRef, event: ResourceEvent): Promise<void>;
  stop(): Promise<void>;
}

/** The one finalizer of ours. */
export const FINALIZER = 'ox-operator.dev/provisioned';
