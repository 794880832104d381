import type { MemoryResourceStore } from '../support/memory-resource-store.ts';
import type { People } from './people.ts';

const DIRECTORY = { kind: 'OXDirectory', name: 'people' } as const;

/** An admin who approves what the deletion guard of the directory holds. */
export class Approver {
  /** Source ids of those who were unwanted when something was approved. */
  readonly released = new Set<string>();
  private readonly store: MemoryResourceStore;
  private readonly people: People;

  constructor(store: MemoryResourceStore, people: People) {
    this.store = store;
    this.people = people;
  }

  /** What the status names now; nothing when nothing is held. */
  approve(): void {
    const resource = this.store.get(DIRECTORY);
    const token = tokenOf(resource?.status?.heldDeletions);
    if (resource === undefined || token === undefined) return;
    for (const sourceId of this.people.onceUnwanted) if (!this.people.isWanted(sourceId)) this.released.add(sourceId);
    this.store.put({ ...DIRECTORY, spec: resource.spec, annotations: { 'ox-operator.dev/approve-deletions': token } });
  }
}

function tokenOf(held: unknown): string | undefined {
  if (typeof held !== 'object' || held === null || !('token' in held)) return undefined;
  return typeof held.token === 'string' && held.token !== '' ? held.token : undefined;
}
