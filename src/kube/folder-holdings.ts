import { type FolderContent, keyOf } from './folder-content.ts';
import type { ManifestData } from './folder-manifest.ts';
import { refOf, type Transition } from './folder-object.ts';
import type { DataChange, HeldState } from './folder-plan.ts';
import type { FolderState } from './folder-state.ts';
import type { Resource, ResourceRef } from './resource-store.ts';

/** The objects of a folder as they are held: in memory, and on disk before memory says so. */
export class FolderHoldings implements HeldState {
  readonly resources = new Map<string, Resource>();
  readonly data = new Map<string, ManifestData>();
  readonly homes = new Map<string, string>();
  private readonly state: FolderState;

  constructor(state: FolderState) {
    this.state = state;
  }

  async load(namespace: string): Promise<void> {
    for (const resource of await this.state.load(namespace)) this.resources.set(keyOf(refOf(resource)), resource);
  }

  /** Carries a transition out; true when the object differs afterwards. Rejects when the disk does not take it: nothing has changed then. */
  async carryOut(ref: ResourceRef, transition: Transition): Promise<boolean> {
    switch (transition.type) {
      case 'changed':
        await this.state.saveResource(transition.resource);
        this.resources.set(keyOf(ref), transition.resource);
        return true;
      case 'gone':
        await this.state.removeResource(ref);
        this.resources.delete(keyOf(ref));
        this.homes.delete(keyOf(ref));
        return true;
      case 'unchanged':
      case 'refused':
        return false;
    }
  }

  changeData({ type, data }: DataChange): void {
    if (type === 'gone') this.data.delete(keyOf(data));
    else this.data.set(keyOf(data), data);
  }

  noteHomes(content: FolderContent): void {
    for (const [key, { file }] of content.resources) this.homes.set(key, file);
  }
}
