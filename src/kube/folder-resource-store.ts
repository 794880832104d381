import { type Clock, ConfigurationError, messageOf, OperatorError, sleep } from '../model/index.ts';
import { keyOf } from './folder-content.ts';
import { FolderFollower } from './folder-follower.ts';
import { isName, type ManifestData, type ValidateSpec, validateStrictly } from './folder-manifest.ts';
import { addFinalizerTo, applyStatusTo, removeFinalizerFrom } from './folder-object.ts';
import { FolderPulse } from './folder-pulse.ts';
import { FolderReader } from './folder-reader.ts';
import { SETTLE_MS } from './folder-settler.ts';
import { FolderState } from './folder-state.ts';
import { FolderSyncErrors } from './folder-sync-errors.ts';
import { FolderWatch } from './folder-watch.ts';
import { NamedTurns } from './named-turns.ts';
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

export interface FolderStoreOptions {
  /** The folder of manifests. Nothing is written to it but `.ox-operator`. */
  readonly folder: string;
  /** The namespace of manifests that name none; those of others are left out. Default `default`. */
  readonly namespace?: string | undefined;
  readonly clock: Clock;
  /** For somebody who only looks: not even `.ox-operator` is written. */
  readonly isReadOnly?: boolean | undefined;
  /** Default: the schemas of `crds/`, unknown fields refused. */
  readonly validate?: ValidateSpec | undefined;
  /** Hears of what is left out or put off, one line each, once. */
  readonly onNote?: ((line: string) => void) | undefined;
  /** Hears of events: a folder has no place for them. */
  readonly onEvent?: ((ref: ResourceRef, event: ResourceEvent) => void) | undefined;
}

/** Between two looks at a folder in which nothing moves. */
export const SCAN_INTERVAL_MS = 1000;
/** How often a start waits for files that are being written. */
const START_LOOKS = 20;

/**
 * Custom resources, Secrets and ConfigMaps out of a folder of manifests. What an API server would hold beside (status,
 * finalizers, generated Secrets) stands in `.ox-operator` in that folder.
 */
export class FolderResourceStore implements ResourceStore {
  private readonly options: FolderStoreOptions;
  private readonly namespace: string;
  private readonly state: FolderState;
  private readonly reader: FolderReader;
  private readonly follower: FolderFollower;
  private readonly syncErrors: FolderSyncErrors;
  private readonly pulse: FolderPulse;
  private readonly watch: FolderWatch;
  private readonly turns = new NamedTurns();
  private isBehind = false;

  static create(options: FolderStoreOptions): FolderResourceStore {
    return new FolderResourceStore(options);
  }

  private constructor(options: FolderStoreOptions) {
    const { folder, clock, validate = validateStrictly, namespace = 'default', onNote = () => undefined } = options;
    this.options = options;
    this.namespace = namespace;
    this.state = new FolderState(folder, options.isReadOnly);
    this.reader = new FolderReader(folder, clock, { namespace, validate }, options.isReadOnly);
    this.follower = new FolderFollower({ state: this.state, namespace, clock, validate, onNote });
    this.syncErrors = new FolderSyncErrors(folder, this.state, clock);
    this.pulse = new FolderPulse(clock, () => this.turns.takeAlone(() => this.look()));
    this.watch = new FolderWatch(() => this.pulse.hint());
  }

  /** Rejects with ConfigurationError for a folder that is missing, cannot be written, or holds an invalid manifest: one line per problem. */
  async start(listener: ResourceListener): Promise<void> {
    await this.state.open();
    this.watch.follow(await this.readSettled());
    await this.follower.begin(this.reader.content());
    this.tell(listener);
    this.pulse.start(SCAN_INTERVAL_MS);
  }

  get({ kind, name }: ResourceRef): Resource | undefined {
    return this.follower.held.resources.get(keyOf({ kind, name }));
  }

  list(kind: ResourceKind): readonly Resource[] {
    return [...this.follower.held.resources.values()].filter((resource) => resource.kind === kind);
  }

  async applyStatus(ref: ResourceRef, status: Readonly<Record<string, unknown>>): Promise<void> {
    await this.turns.take(keyOf(ref), async () => {
      const current = this.get(ref);
      // Our own word is no news: the listener hears nothing of it.
      if (current !== undefined) await this.follower.held.carryOut(ref, applyStatusTo(current, status));
    });
  }

  async addFinalizer(ref: ResourceRef): Promise<void> {
    await this.turns.take(keyOf(ref), async () => {
      const current = this.get(ref);
      if (current === undefined) throw new OperatorError('BackingOff', `${ref.kind} ${ref.name} is gone: no finalizer can be added`);
      const transition = addFinalizerTo(current);
      if (transition.type === 'refused') throw new OperatorError('BackingOff', transition.message);
      await this.follower.held.carryOut(ref, transition);
    });
  }

  async removeFinalizer(ref: ResourceRef): Promise<void> {
    await this.turns.takeAlone(async () => {
      const current = this.get(ref);
      if (current === undefined) return;
      await this.follower.carryOut(ref, removeFinalizerFrom(current));
      // The manifest may be back: only now can the object be created anew.
      if (this.get(ref) === undefined) await this.follower.followOne(ref, this.reader.content());
    });
  }

  readSecret(name: string): Promise<DataMap | undefined> {
    return Promise.resolve(this.dataOf('Secret', name));
  }

  readConfigMap(name: string): Promise<DataMap | undefined> {
    return Promise.resolve(this.dataOf('ConfigMap', name));
  }

  createSecret(name: string, data: DataMap): Promise<'created' | 'exists'> {
    return this.turns.take(keyOf({ kind: 'Secret', name }), async () => {
      if (!isName(name)) throw new OperatorError('InvalidIdentifier', `Secret ${JSON.stringify(name)}: not a name that a Secret can have`);
      if (this.dataOf('Secret', name) !== undefined || (await this.state.hasSecret(name))) return 'exists';
      await this.state.saveSecret(name, this.namespace, data);
      this.reader.addSecret(name, data);
      this.follower.changeData({ type: 'set', data: { kind: 'Secret', name, data } });
      return 'created';
    });
  }

  /** Deletes a generated Secret. One that stands in a manifest stays: manifests are never written. */
  async deleteSecret(name: string): Promise<void> {
    await this.turns.take(keyOf({ kind: 'Secret', name }), async () => {
      const data = this.dataOf('Secret', name);
      if (!isName(name) || data === undefined) return;
      await this.state.removeSecret(name);
      this.reader.removeSecret(name);
      const isInManifest = this.reader.content().data.has(keyOf({ kind: 'Secret', name }));
      if (!isInManifest) this.follower.changeData({ type: 'gone', data: { kind: 'Secret', name, data } });
    });
  }

  listSyncErrors(): readonly SyncErrorResource[] {
    return this.syncErrors.list();
  }

  async applySyncError(report: SyncErrorReport): Promise<void> {
    await this.turns.take(syncErrorKey(report.name), () => this.syncErrors.apply(report));
  }

  async clearSyncErrorAction(name: string): Promise<void> {
    await this.turns.take(syncErrorKey(name), () => this.syncErrors.clearAction(name));
  }

  async deleteSyncError(name: string): Promise<void> {
    await this.turns.take(syncErrorKey(name), () => this.syncErrors.delete(name));
  }

  recordEvent(ref: ResourceRef, event: ResourceEvent): Promise<void> {
    this.options.onEvent?.(ref, event);
    return Promise.resolve();
  }

  async stop(): Promise<void> {
    this.pulse.stop();
    this.watch.close();
    this.tell(undefined);
    await this.turns.takeAlone(() => Promise.resolve());
  }

  /** Reads the folder until nothing in it is being written; resolves to its sub-folders. */
  private async readSettled(): Promise<readonly string[]> {
    for (let look = 0; look < START_LOOKS; look += 1) {
      const manifests = await this.reader.read();
      const errors = await this.syncErrors.look();
      if (!manifests.isPending && !errors.isPending) return [...manifests.directories, ...errors.directories];
      await sleep(this.options.clock, SETTLE_MS);
    }
    throw new ConfigurationError(`${this.options.folder}: files are being written all the time, expected them to stand still for a moment`);
  }

  /** One look at the folder; resolves to the milliseconds until the next. */
  private async look(): Promise<number> {
    try {
      const { isNews, ...manifests } = await this.reader.read();
      const errors = await this.syncErrors.look();
      this.watch.follow([...errors.directories, ...manifests.directories]);
      if (isNews || this.isBehind) this.isBehind = !(await this.follower.follow(this.reader.content()));
      return manifests.isPending || errors.isPending ? SETTLE_MS : SCAN_INTERVAL_MS;
    } catch (error) {
      this.isBehind = true;
      this.follower.report([{ file: '.', message: `the folder of manifests cannot be followed: ${messageOf(error)}` }], []);
      return SCAN_INTERVAL_MS;
    }
  }

  private tell(listener: ResourceListener | undefined): void {
    this.follower.tell(listener);
    this.syncErrors.tell(listener);
  }

  private dataOf(kind: ManifestData['kind'], name: string): DataMap | undefined {
    return this.follower.held.data.get(keyOf({ kind, name }))?.data;
  }
}

function syncErrorKey(name: string): string {
  return `OXSyncError/${name}`;
}
