import type { DataMap, ResourceStore } from '../kube/index.ts';
import { readingPart } from './reading-part.ts';

/** The store for somebody who only plans: all can be read, nothing is written, and Secrets that he makes are there for him alone. */
export function dryStore(store: ResourceStore): ResourceStore {
  const made = new Map<string, DataMap>();
  const nothing = async (): Promise<void> => undefined;
  return {
    ...readingPart(store),
    readSecret: async (name) => made.get(name) ?? (await store.readSecret(name)),
    createSecret: async (name, data) => {
      if (made.has(name) || (await store.readSecret(name)) !== undefined) return 'exists';
      made.set(name, data);
      return 'created';
    },
    deleteSecret: nothing,
    recordEvent: nothing,
    applyStatus: nothing,
    addFinalizer: nothing,
    removeFinalizer: nothing,
    applySyncError: nothing,
    clearSyncErrorAction: nothing,
    deleteSyncError: nothing,
  };
}
