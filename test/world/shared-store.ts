import { ApiError } from '../../src/kube/api-error.ts';
import type { ResourceListener, ResourceStore } from '../../src/kube/index.ts';
import type { MemoryResourceStore } from '../support/memory-resource-store.ts';

/** What a process may do to resources, asked for each write; `undefined`: it never led, so that it should not even ask. */
export interface Leave {
  readonly isDead: boolean;
  mayWrite(what: string): boolean;
}

/** One resource store for several processes: each hears of everything, and writes while it leads. */
export class SharedStore {
  private readonly store: MemoryResourceStore;
  private listeners: { readonly leave: Leave; readonly listener: ResourceListener }[] = [];

  constructor(store: MemoryResourceStore) {
    this.store = store;
  }

  /** The store as one process sees it. */
  of(leave: Leave): ResourceStore {
    const { store } = this;
    const write = (what: string, carryOut: () => Promise<void>): Promise<void> =>
      leave.mayWrite(what) ? carryOut() : Promise.reject(fenced(what));
    return {
      start: (listener) => this.start(leave, listener),
      stop: async () => this.drop(leave),
      get: (ref) => store.get(ref),
      list: (kind) => store.list(kind),
      readSecret: (name) => store.readSecret(name),
      readConfigMap: (name) => store.readConfigMap(name),
      listSyncErrors: () => store.listSyncErrors(),
      createSecret: (name, data) => (leave.mayWrite(`Secret ${name}`) ? store.createSecret(name, data) : Promise.reject(fenced(name))),
      deleteSecret: (name) => write(`Secret ${name}`, () => store.deleteSecret(name)),
      applyStatus: (ref, status) => write(`status of ${ref.name}`, () => store.applyStatus(ref, status)),
      addFinalizer: (ref) => write(`finalizer of ${ref.name}`, () => store.addFinalizer(ref)),
      removeFinalizer: (ref) => write(`finalizer of ${ref.name}`, () => store.removeFinalizer(ref)),
      applySyncError: (report) => write(`OXSyncError ${report.name}`, () => store.applySyncError(report)),
      clearSyncErrorAction: (name) => write(`OXSyncError ${name}`, () => store.clearSyncErrorAction(name)),
      deleteSyncError: (name) => write(`OXSyncError ${name}`, () => store.deleteSyncError(name)),
      recordEvent: (ref, event) => write(`event of ${ref.name}`, () => store.recordEvent(ref, event)),
    };
  }

  private start(leave: Leave, listener: ResourceListener): Promise<void> {
    this.drop(leave);
    this.listeners.push({ leave, listener });
    return this.store.start({
      resourceChanged: (ref) => this.tell((each) => each.resourceChanged(ref)),
      referenceChanged: (kind, name) => this.tell((each) => each.referenceChanged(kind, name)),
      syncErrorChanged: (name) => this.tell((each) => each.syncErrorChanged(name)),
      resourceInvalid: (ref, message) => this.tell((each) => each.resourceInvalid(ref, message)),
    });
  }

  private drop(leave: Leave): void {
    this.listeners = this.listeners.filter((each) => each.leave !== leave && !each.leave.isDead);
  }

  private tell(news: (listener: ResourceListener) => void): void {
    for (const { leave, listener } of this.listeners) if (!leave.isDead) news(listener);
  }
}

function fenced(what: string): ApiError {
  return new ApiError(`API server, ${what}: not sent, for this process does not lead any more`, { status: 0 });
}
