import { FolderResourceStore } from '../../src/kube/folder-resource-store.ts';
import type { ResourceRef } from '../../src/kube/resource-store.ts';
import { fastClock } from '../support/fast-clock.ts';
import { configMapManifest, ManifestFolder, manifestOf, secretManifest } from '../support/manifest-folder.ts';
import { describeResourceStore, type StoreHarness } from '../support/resource-store-contract.ts';

describeResourceStore('A folder of manifests', openFolder);

async function openFolder(): Promise<StoreHarness> {
  const folder = await ManifestFolder.create();
  const open = (): FolderResourceStore => FolderResourceStore.create({ folder: folder.path, clock: fastClock(10) });
  const fileOf = ({ kind, name }: ResourceRef): string => `${kind}/${name}.yaml`;
  const errorFile = (name: string): string => `.ox-operator/OXSyncError/${name}.yaml`;
  return {
    store: open(),
    apply: (resource) => folder.write(fileOf(resource), manifestOf(resource)),
    delete: (ref) => folder.remove(fileOf(ref)),
    applySecret: (name, data) => folder.write(`secret-${name}.yaml`, secretManifest(name, data)),
    deleteSecret: (name) => folder.remove(`secret-${name}.yaml`),
    applyConfigMap: (name, data) => folder.write(`configmap-${name}.yaml`, configMapManifest(name, data)),
    deleteConfigMap: (name) => folder.remove(`configmap-${name}.yaml`),
    editSyncError: async (name, action) => {
      const text = await folder.read(errorFile(name));
      await folder.write(errorFile(name), text.replace(/action: .*/, `action: ${JSON.stringify(action)}`));
    },
    removeSyncError: (name) => folder.remove(errorFile(name)),
    reopen: () => Promise.resolve(open()),
    close: () => folder.dispose(),
  };
}
