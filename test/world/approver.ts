import type { Cache, Departure } from '../../src/cache/index.ts';
import type { MemoryResourceStore } from '../support/memory-resource-store.ts';
import type { Wishes } from './oracle.ts';

interface Surroundings {
  readonly store: MemoryResourceStore;
  readonly wishes: Wishes;
  /** Where the operator lists what it holds. */
  readonly cache: () => Cache;
}

const DIRECTORY = { kind: 'OXDirectory', name: 'people' } as const;

/** An admin who looks at what the deletion guard holds, and approves it when all of it is meant. */
export class Approver {
  /** Source ids of the users whom he let go. */
  readonly released = new Set<string>();
  private readonly world: Surroundings;

  constructor(world: Surroundings) {
    this.world = world;
  }

  approve(): void {
    const resource = this.world.store.get(DIRECTORY);
    const token = tokenOf(resource?.status?.heldDeletions);
    const held = this.world.cache().departures.held('people');
    if (resource === undefined || token === undefined || held.some((one) => this.isMistake(one))) return;
    for (const { kind, sourceId } of held.filter(isEnd)) if (kind === 'User') this.released.add(sourceId);
    this.world.store.put({ ...DIRECTORY, spec: resource.spec, annotations: { 'ox-operator.dev/approve-deletions': token } });
  }

  /** The directory wants it still: a search found too little. */
  private isMistake(departure: Departure): boolean {
    const { people, mailboxes } = this.world.wishes;
    const { kind, sourceId } = departure;
    if (!isEnd(departure)) return false;
    if (kind === 'User') return people.isWanted(sourceId);
    return kind === 'Group' ? people.teams.get(sourceId)?.isOxGroup === true : mailboxes.wanted.has(sourceId);
  }
}

function isEnd({ leaving }: Departure): boolean {
  return leaving === 'gone' || leaving === 'outOfScope';
}

function tokenOf(held: unknown): string | undefined {
  if (typeof held !== 'object' || held === null || !('token' in held)) return undefined;
  return typeof held.token === 'string' && held.token !== '' ? held.token : undefined;
}
