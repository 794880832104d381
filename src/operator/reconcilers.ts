import type { Cache, CachedObject } from '../cache/index.ts';
import type { FunctionalAccountSpec, ResourceSpec } from '../crds/index.ts';
import type { Engine } from '../engine/index.ts';
import type { ResourceKind, ResourceRef, ResourceStore } from '../kube/index.ts';
import { accountOrigin, type CompiledMapping, groupOrigin, userOrigin } from '../mapping/index.ts';
import type { Clock, Fault, Kind, Random } from '../model/index.ts';
import type { AccessProfileBook } from './access-profile-book.ts';
import { AccessProfileReconciler } from './access-profile-reconciler.ts';
import type { OnProblem } from './common-status.ts';
import { ContextReconciler } from './context-reconciler.ts';
import type { CredentialsVault } from './credentials-vault.ts';
import { DirectoryReconciler, type SourceFactory } from './directory-reconciler.ts';
import { FunctionalAccountInhabitant } from './functional-account-inhabitant.ts';
import type { HeldDeletions } from './held-deletions.ts';
import { InhabitantReconciler } from './inhabitant-reconciler.ts';
import { RESOURCE_INHABITANT } from './resource-inhabitant.ts';
import { SyncErrorReconciler } from './sync-error-reconciler.ts';

interface ReconcilersOptions {
  readonly store: ResourceStore;
  readonly cache: Cache;
  readonly engine: Engine;
  readonly clock: Clock;
  readonly random: Random;
  readonly vault: CredentialsVault;
  readonly book: AccessProfileBook;
  readonly makeSource: SourceFactory;
  readonly directoryDefaults: Readonly<Record<string, unknown>>;
  /** Has something looked at again, at once or after a time: `<kind>/<name>` of a resource. */
  readonly requeue: (key: string, delayMs?: number) => void;
  /** Whether it is for us to act, and not only to follow. */
  readonly isLeading: () => boolean;
  /** Has a status told again, but not too often. */
  readonly retell: (key: string) => void;
  /** What a directory feeds is compared with OX now. */
  readonly checkDrift: (directory: string) => void;
  /** What is to become of drift, or how often it is looked for, is not as it was. */
  readonly onDriftPolicy: () => void;
  /** What is wrong with a resource as it is written now, while the store holds its last good state. */
  readonly invalidityOf: (key: string) => string | undefined;
  readonly onProblem: OnProblem;
  readonly onNote: (directory: string, note: string) => void;
  /** A directory cannot be read, or (without a fault) can be read again. */
  readonly onFault: (directory: string, fault: Fault | undefined) => void;
  /** Deletions of a directory are held that were not before, or (without `held`) what was held was approved. */
  readonly onHeld: (directory: string, held: HeldDeletions | undefined) => void;
}

/** What others are made of is looked at first. */
const RESOURCE_KINDS: readonly ResourceKind[] = ['OXAccessProfile', 'OXContext', 'OXResource', 'OXFunctionalAccount', 'OXDirectory'];

/** One reconciler for each kind of resource, and who else is concerned when something happens. */
export class Reconcilers {
  readonly directories: DirectoryReconciler;
  readonly contexts: ContextReconciler;
  readonly syncErrors: SyncErrorReconciler;
  private readonly options: ReconcilersOptions;
  private readonly profiles: AccessProfileReconciler;
  private readonly resources: InhabitantReconciler<ResourceSpec>;
  private readonly accounts: InhabitantReconciler<FunctionalAccountSpec>;
  private readonly members: FunctionalAccountInhabitant;
  private readonly handlers: Readonly<Record<string, (name: string) => void | Promise<void>>> = {
    OXAccessProfile: (name) => this.profiles.reconcile(name),
    OXContext: (name) => this.contexts.reconcile(name),
    OXResource: (name) => this.resources.reconcile(name),
    OXFunctionalAccount: (name) => this.accounts.reconcile(name),
    OXDirectory: (name) => this.directories.reconcile(name),
    secret: (name) => this.contexts.secretChanged(name),
    contextId: (id) => this.contexts.reconcileId(Number(id)),
    profileUsers: () => this.profiles.requeueAll(),
    syncErrors: async (directory) => {
      if (this.options.isLeading()) await this.syncErrors.reconcile(directory);
    },
  };

  constructor(options: ReconcilersOptions) {
    this.options = options;
    const { cache, vault, book, clock, random, makeSource, directoryDefaults: defaults, onNote, onFault, onHeld, isLeading } = options;
    this.members = new FunctionalAccountInhabitant(cache);
    this.profiles = new AccessProfileReconciler({ ...this.common('OXAccessProfile'), book });
    this.contexts = new ContextReconciler({ ...this.common('OXContext'), vault });
    this.resources = new InhabitantReconciler({ ...this.common('OXResource'), inhabitant: RESOURCE_INHABITANT });
    this.accounts = new InhabitantReconciler({ ...this.common('OXFunctionalAccount'), inhabitant: this.members });
    const common = this.common('OXDirectory');
    const onNews = (name: string): void => options.retell(`OXDirectory/${name}`);
    const told = { onNews, checkDrift: options.checkDrift, onDriftPolicy: options.onDriftPolicy, onNote, onFault, onHeld };
    this.directories = new DirectoryReconciler({ ...common, ...told, clock, random, makeSource, defaults, isLeading });
    this.syncErrors = new SyncErrorReconciler({
      ...common,
      retell: onNews,
      readWhole: (directory, whenRead) => this.directories.readWhole(directory, whenRead),
      requeue: (directory, delayMs) => options.requeue(`syncErrors/${directory}`, delayMs),
    });
  }

  /** Before any work: credentials that are known to work, what is suspended, and what changed while nobody looked. */
  async recall(): Promise<void> {
    await this.contexts.recall();
    this.resources.recall();
    this.accounts.recall();
    this.directories.recall();
    this.profiles.recall();
  }

  /** Level-triggered work for a key: `<kind>/<name>` of a resource, or one that `concernedBy…` gave. */
  async reconcile(key: string): Promise<void> {
    const [kind = '', name = ''] = key.split('/');
    await this.handlers[kind]?.(name);
  }

  requeueAll(): void {
    for (const key of this.allKeys()) this.options.requeue(key);
  }

  /** OX is not to be had, or is there again: every status tells. */
  outageChanged(isOut: boolean): void {
    this.syncErrors.outageChanged(isOut);
    for (const key of this.allKeys()) this.options.retell(key);
  }

  /** Keys of what is to be looked at when a resource changed or went. */
  concernedByResource(ref: ResourceRef): string[] {
    const { store } = this.options;
    const { kind, name } = ref;
    if (kind === 'OXContext') this.contexts.note(name);
    const inhabitants = kind === 'OXContext' ? [...this.resources.keysIn(name), ...this.accounts.keysIn(name)] : [];
    const errors = kind === 'OXDirectory' ? [`syncErrors/${name}`] : [];
    if (kind === 'OXContext' || store.get(ref) !== undefined) return [`${kind}/${name}`, ...inhabitants, ...errors];
    // It may have been the last that kept a context from being deleted.
    const terminating = store.list('OXContext').filter(({ metadata }) => metadata.deletionTimestamp !== undefined);
    return [`${kind}/${name}`, ...inhabitants, ...errors, ...terminating.map(({ metadata }) => `OXContext/${metadata.name}`)];
  }

  concernedByReference(kind: 'Secret' | 'ConfigMap', name: string): string[] {
    const directories = this.directories.referenceChanged(kind, name).map((directory) => `OXDirectory/${directory}`);
    return kind === 'Secret' ? [`secret/${name}`, ...directories] : directories;
  }

  /** An OXSyncError came, went, or has another action: the directory that it is about, or any when it is gone. */
  concernedBySyncError(name: string): string[] {
    const error = this.options.store.listSyncErrors().find((candidate) => candidate.name === name);
    return error === undefined ? this.errorKeys() : [`syncErrors/${error.spec.objectRef.directory}`];
  }

  /** Keys of those whose status or wishes may be others after an outcome of this object. */
  concernedByObject(object: CachedObject): string[] {
    const resource = this.resourceOf(object);
    const own = resource === undefined ? [] : [`${resource.kind}/${resource.name}`];
    if (object.kind === 'Context') return own;
    const places = new Set([object.contextId, object.applied?.contextId ?? 0].filter((contextId) => contextId !== 0));
    const accounts = [...this.members.concernedBy(object)].map((account) => `OXFunctionalAccount/${account}`);
    const profiles = object.kind === 'User' ? ['profileUsers/'] : [];
    const errors = object.owner === '' ? [] : [`syncErrors/${object.owner}`];
    return [...own, ...errors, ...[...places].map((contextId) => `contextId/${contextId}`), ...profiles, ...accounts];
  }

  /** Keys of those whose status tells of a comparison with OX. */
  concernedByDrift(owner: string): string[] {
    if (owner !== '') return [`OXDirectory/${owner}`];
    return this.allKeys().filter((key) => /^OX(Context|Resource|FunctionalAccount)\//.test(key));
  }

  /** The resource that tells of an object: its own, or the directory that feeds it. */
  resourceOf({ kind, owner, sourceId }: Pick<CachedObject, 'kind' | 'owner' | 'sourceId'>): ResourceRef | undefined {
    if (owner !== '') return { kind: 'OXDirectory', name: owner };
    if (kind === 'Context') return refTo('OXContext', this.contexts.nameOf(sourceId));
    if (kind === 'Resource') return refTo('OXResource', this.resources.nameOf(sourceId));
    return refTo('OXFunctionalAccount', this.accounts.nameOf(sourceId));
  }

  /** Where the value of a field comes from: an attribute or a setting of the directory, or the custom resource. */
  originOf({ kind, owner, sourceId }: Pick<CachedObject, 'kind' | 'owner' | 'sourceId'>, field: string): string | undefined {
    if (owner !== '') return fieldOrigin(this.directories.mappingOf(owner), kind, field);
    const resource = this.resourceOf({ kind, owner, sourceId });
    return resource && `${resource.kind}/${resource.name}`;
  }

  private allKeys(): string[] {
    const names = RESOURCE_KINDS.flatMap((kind) => this.options.store.list(kind).map(({ metadata }) => `${kind}/${metadata.name}`));
    return [...names, ...this.errorKeys()];
  }

  /** With those whose directory went while nobody looked. */
  private errorKeys(): string[] {
    const directories = this.options.store.list('OXDirectory').map(({ metadata }) => metadata.name);
    return [...new Set([...directories, ...this.syncErrors.directories()])].map((directory) => `syncErrors/${directory}`);
  }

  private common(kind: ResourceKind) {
    const { store, cache, engine, clock, requeue, invalidityOf, onProblem } = this.options;
    return {
      store,
      cache,
      engine,
      onProblem,
      now: () => clock.now(),
      requeue: (name: string) => requeue(`${kind}/${name}`),
      invalidityOf: (name: string) => invalidityOf(`${kind}/${name}`),
    };
  }
}

function refTo(kind: ResourceKind, name: string | undefined): ResourceRef | undefined {
  return name === undefined ? undefined : { kind, name };
}

function fieldOrigin(mapping: CompiledMapping | undefined, kind: Kind, field: string): string | undefined {
  if (mapping === undefined) return undefined;
  if (kind === 'User') return userOrigin(mapping, field);
  if (kind === 'DeputyPermission') return mapping.users.deputies?.attribute;
  return kind === 'Group' ? groupOrigin(mapping, field) : accountOrigin(mapping, field);
}
