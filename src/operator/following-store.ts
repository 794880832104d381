import type { ResourceStore } from '../kube/index.ts';
import { readingPart } from './reading-part.ts';

/**
 * The store as it is for somebody who stands by: everything can be read, and what would be written is left to the one who leads. Once
 * `mayWrite` says yes it is the store itself. Secrets and events come from work in OX, which nobody does who stands by.
 */
export function followingStore(store: ResourceStore, mayWrite: () => boolean): ResourceStore {
  const leading = async (write: () => Promise<void>): Promise<void> => {
    if (mayWrite()) await write();
  };
  return {
    ...readingPart(store),
    readSecret: (name) => store.readSecret(name),
    createSecret: (name, data) => store.createSecret(name, data),
    deleteSecret: (name) => store.deleteSecret(name),
    recordEvent: (ref, event) => store.recordEvent(ref, event),
    applyStatus: (ref, status) => leading(() => store.applyStatus(ref, status)),
    addFinalizer: (ref) => leading(() => store.addFinalizer(ref)),
    removeFinalizer: (ref) => leading(() => store.removeFinalizer(ref)),
    applySyncError: (report) => leading(() => store.applySyncError(report)),
    clearSyncErrorAction: (name) => leading(() => store.clearSyncErrorAction(name)),
    deleteSyncError: (name) => leading(() => store.deleteSyncError(name)),
  };
}
