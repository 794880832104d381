import { isDeepStrictEqual } from 'node:util';
import type { SyncErrorAction } from '../../src/crds/index.ts';
import { keyOf } from '../../src/kube/folder-content.ts';
import type { ValidateSpec } from '../../src/kube/folder-manifest.ts';
import {
  addFinalizerTo,
  applyManifest,
  applyStatusTo,
  removeFinalizerFrom,
  stableUid,
  type Transition,
  withdrawManifest,
} from '../../src/kube/folder-object.ts';
import { toPlainJson } from '../../src/kube/plain-json.ts';
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
} from '../../src/kube/resource-store.ts';
import { isSameReport } from '../../src/kube/sync-error-record.ts';
import { type Clock, OperatorError } from '../../src/model/index.ts';

/** A custom resource as a test writes it. */
export interface MemoryManifest {
  readonly kind: ResourceKind;
  readonly name: string;
  readonly spec: unknown;
  readonly annotations?: Readonly<Record<string, string>>;
  /** RFC 3339. */
  readonly creationTimestamp?: string;
}

/** A write of the operator that is about to happen, or has happened. */
export interface StoreWrite {
  readonly operation:
    | 'applyStatus'
    | 'addFinalizer'
    | 'removeFinalizer'
    | 'createSecret'
    | 'deleteSecret'
    | 'recordEvent'
    | 'applySyncError'
    | 'clearSyncErrorAction'
    | 'deleteSyncError';
  readonly kind: string;
  readonly name: string;
}

/** What throws here rejects the write. */
export interface StoreHooks {
  /** Nothing has been written when it throws. */
  before?(write: StoreWrite): void;
  /** It was written, but the answer is lost when it throws. */
  after?(write: StoreWrite): void;
}

export interface MemoryStoreOptions {
  readonly clock: Pick<Clock, 'now'>;
  readonly namespace?: string;
  readonly validate?: ValidateSpec;
  readonly hooks?: StoreHooks;
  /** `fresh`: a resource that is created anew has another uid, as in a cluster; `stable` (default): the same, as in a folder. */
  readonly uids?: 'stable' | 'fresh';
}

export interface RecordedEvent extends ResourceEvent {
  readonly ref: ResourceRef;
}

/**
 * A resource store in memory for the simulated world and for unit tests. It acts at once and resolves on microtasks only;
 * what it holds outlives `stop`, so that an operator can be started again on it.
 */
export class MemoryResourceStore implements ResourceStore {
  /** Every event that was recorded, in order. */
  readonly events: RecordedEvent[] = [];
  /** How often a status was written: equal ones are not. */
  statusWrites = 0;
  private readonly options: MemoryStoreOptions;
  private readonly resources = new Map<string, Resource>();
  private readonly data = new Map<string, DataMap>();
  private readonly ours = new Set<string>();
  private readonly syncErrors = new Map<string, SyncErrorResource>();
  private listener: ResourceListener | undefined;
  private created = 0;

  constructor(options: MemoryStoreOptions) {
    this.options = options;
  }

  /** Applies a manifest, as an admin does. Throws what a cluster would answer when it is refused. */
  put({ kind, name, spec, annotations = {}, creationTimestamp }: MemoryManifest): void {
    const { namespace = 'default', validate = () => [], clock } = this.options;
    const ref = { kind, name };
    const faults = validate(kind, spec);
    if (faults.length > 0) throw new OperatorError('InvalidSpec', `${kind} ${name}: ${faults.join('; ')}`);
    const now = new Date(clock.now()).toISOString();
    const transition = applyManifest(this.get(ref), { ref, spec, annotations, creationTimestamp }, { namespace, now, validate });
    if (transition.type === 'refused') throw new OperatorError('InvalidSpec', `${kind} ${name}: ${transition.message}`);
    this.announce(ref, this.carryOut(ref, this.get(ref) === undefined ? this.withFreshUid(transition) : transition));
  }

  /** Deletes a resource, as an admin does: it terminates while our finalizer is on it. */
  remove(ref: ResourceRef): void {
    const current = this.get(ref);
    if (current === undefined) return;
    this.announce(ref, this.carryOut(ref, withdrawManifest(current, new Date(this.options.clock.now()).toISOString())));
  }

  /** Says that a resource as now written cannot be read, as a folder does. */
  reportInvalid(ref: ResourceRef | undefined, message: string): void {
    this.listener?.resourceInvalid(ref, message);
  }

  putSecret(name: string, data: DataMap): void {
    this.changeData('Secret', name, data);
  }

  removeSecret(name: string): void {
    this.ours.delete(name);
    this.changeData('Secret', name, undefined);
  }

  putConfigMap(name: string, data: DataMap): void {
    this.changeData('ConfigMap', name, data);
  }

  removeConfigMap(name: string): void {
    this.changeData('ConfigMap', name, undefined);
  }

  /** Sets the action of an OXSyncError, as an admin does. */
  editSyncError(name: string, action: SyncErrorAction): void {
    const error = this.syncErrors.get(name);
    if (error === undefined) throw new Error(`there is no OXSyncError ${name}`);
    this.syncErrors.set(name, { ...error, spec: { ...error.spec, action } });
    this.listener?.syncErrorChanged(name);
  }

  /** Deletes an OXSyncError, as an admin does. */
  removeSyncError(name: string): void {
    if (this.syncErrors.delete(name)) this.listener?.syncErrorChanged(name);
  }

  async start(listener: ResourceListener): Promise<void> {
    this.listener = listener;
  }

  get(ref: ResourceRef): Resource | undefined {
    return this.resources.get(keyOf(ref));
  }

  list(kind: ResourceKind): readonly Resource[] {
    return [...this.resources.values()].filter((resource) => resource.kind === kind);
  }

  async applyStatus(ref: ResourceRef, status: Readonly<Record<string, unknown>>): Promise<void> {
    const current = this.get(ref);
    const transition: Transition = current === undefined ? { type: 'unchanged' } : applyStatusTo(current, status);
    if (transition.type !== 'changed') return;
    this.write({ operation: 'applyStatus', ...ref }, () => {
      this.carryOut(ref, transition);
      this.statusWrites += 1;
    });
  }

  async addFinalizer(ref: ResourceRef): Promise<void> {
    const current = this.get(ref);
    if (current === undefined) throw new OperatorError('BackingOff', `${ref.kind} ${ref.name} is gone: no finalizer can be added`);
    const transition = addFinalizerTo(current);
    if (transition.type === 'refused') throw new OperatorError('BackingOff', transition.message);
    this.write({ operation: 'addFinalizer', ...ref }, () => this.carryOut(ref, transition));
  }

  async removeFinalizer(ref: ResourceRef): Promise<void> {
    const current = this.get(ref);
    if (current === undefined) return;
    const transition = removeFinalizerFrom(current);
    this.write({ operation: 'removeFinalizer', ...ref }, () => {
      this.carryOut(ref, transition);
      this.announce(ref, transition.type === 'gone');
    });
  }

  async readSecret(name: string): Promise<DataMap | undefined> {
    return this.data.get(keyOf({ kind: 'Secret', name }));
  }

  async readConfigMap(name: string): Promise<DataMap | undefined> {
    return this.data.get(keyOf({ kind: 'ConfigMap', name }));
  }

  async createSecret(name: string, data: DataMap): Promise<'created' | 'exists'> {
    if (this.data.has(keyOf({ kind: 'Secret', name }))) return 'exists';
    this.write({ operation: 'createSecret', kind: 'Secret', name }, () => {
      this.ours.add(name);
      this.changeData('Secret', name, { ...data });
    });
    return 'created';
  }

  /** A Secret that was put by a test is left alone, as a cluster's store leaves those of others. */
  async deleteSecret(name: string): Promise<void> {
    if (!this.ours.has(name)) return;
    this.write({ operation: 'deleteSecret', kind: 'Secret', name }, () => this.removeSecret(name));
  }

  listSyncErrors(): readonly SyncErrorResource[] {
    return [...this.syncErrors.values()];
  }

  async applySyncError(report: SyncErrorReport): Promise<void> {
    const held = this.syncErrors.get(report.name);
    const { objectRef } = report.spec;
    const error = toPlainJson({ ...report, spec: { objectRef, action: held?.spec.action ?? '' } });
    if (held !== undefined && isSameReport(held, error)) return;
    this.write({ operation: 'applySyncError', kind: 'OXSyncError', name: report.name }, () => this.syncErrors.set(report.name, error));
  }

  async clearSyncErrorAction(name: string): Promise<void> {
    const held = this.syncErrors.get(name);
    if (held === undefined || held.spec.action === '') return;
    const error = { ...held, spec: { ...held.spec, action: '' } } as const;
    this.write({ operation: 'clearSyncErrorAction', kind: 'OXSyncError', name }, () => this.syncErrors.set(name, error));
  }

  async deleteSyncError(name: string): Promise<void> {
    if (!this.syncErrors.has(name)) return;
    this.write({ operation: 'deleteSyncError', kind: 'OXSyncError', name }, () => this.syncErrors.delete(name));
  }

  async recordEvent(ref: ResourceRef, event: ResourceEvent): Promise<void> {
    this.write({ operation: 'recordEvent', ...ref }, () => this.events.push({ ref, ...event }));
  }

  async stop(): Promise<void> {
    this.listener = undefined;
  }

  private write(write: StoreWrite, effect: () => void): void {
    this.options.hooks?.before?.(write);
    effect();
    this.options.hooks?.after?.(write);
  }

  private withFreshUid(transition: Transition): Transition {
    if (transition.type !== 'changed' || this.options.uids !== 'fresh') return transition;
    this.created += 1;
    const { kind, metadata } = transition.resource;
    const uid = stableUid(metadata.namespace, { kind, name: `${metadata.name}/${this.created}` });
    return { ...transition, resource: { ...transition.resource, metadata: { ...metadata, uid } } };
  }

  private carryOut(ref: ResourceRef, transition: Transition): boolean {
    switch (transition.type) {
      case 'changed':
        this.resources.set(keyOf(ref), transition.resource);
        return true;
      case 'gone':
        return this.resources.delete(keyOf(ref));
      case 'unchanged':
      case 'refused':
        return false;
    }
  }

  private announce(ref: ResourceRef, isChanged: boolean): void {
    if (isChanged) this.listener?.resourceChanged(ref);
  }

  private changeData(kind: 'Secret' | 'ConfigMap', name: string, data: DataMap | undefined): void {
    const key = keyOf({ kind, name });
    if (isDeepStrictEqual(this.data.get(key), data)) return;
    if (data === undefined) this.data.delete(key);
    else this.data.set(key, data);
    this.listener?.referenceChanged(kind, name);
  }
}
