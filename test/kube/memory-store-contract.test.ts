import { ManualClock } from '../support/manual-clock.ts';
import { MemoryResourceStore } from '../support/memory-resource-store.ts';
import { describeResourceStore, type StoreHarness } from '../support/resource-store-contract.ts';

describeResourceStore('The store in memory', openMemory);

async function openMemory(): Promise<StoreHarness> {
  const store = new MemoryResourceStore({ clock: new ManualClock() });
  return {
    store,
    apply: async (resource) => store.put(resource),
    delete: async (ref) => store.remove(ref),
    applySecret: async (name, data) => store.putSecret(name, data),
    deleteSecret: async (name) => store.removeSecret(name),
    applyConfigMap: async (name, data) => store.putConfigMap(name, data),
    deleteConfigMap: async (name) => store.removeConfigMap(name),
    editSyncError: async (name, action) => store.editSyncError(name, action),
    removeSyncError: async (name) => store.removeSyncError(name),
    reopen: async () => store,
    close: () => store.stop(),
  };
}
