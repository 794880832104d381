import type { MemoryResourceStore } from '../support/memory-resource-store.ts';
import { CONTEXTS } from './people.ts';
import type { SeededRandom } from './seeded-random.ts';

/** What one OXResource says. */
export interface Room {
  /** `metadata.name`. */
  readonly name: string;
  readonly contextId: number;
  readonly resourceName: string;
  readonly email: string;
  readonly description: string;
  /** Counts up with each change; what people see tells it. */
  readonly version: number;
}

/** No OXContext has this id. */
const NOWHERE = 99;

/** The OXResources of a world, changed at random but always known. */
export class Rooms {
  readonly wanted = new Map<string, Room>();
  /** Deleted with the policy Orphan: what is in OX stays. */
  readonly orphaned = new Set<string>();
  private readonly store: MemoryResourceStore;
  private readonly random: SeededRandom;
  private serial = 0;

  constructor(store: MemoryResourceStore, random: SeededRandom) {
    this.store = store;
    this.random = random;
  }

  change(): void {
    const moves = [
      () => this.build(),
      () => this.build(),
      () => this.edit((room) => ({ ...room })),
      () => this.edit((room) => ({ ...room, description: this.random.pick(['', 'with a view']) })),
      () => this.edit((room) => ({ ...room, resourceName: this.someName() })),
      () => this.edit((room) => ({ ...room, email: this.someMail() })),
      () => this.edit((room) => ({ ...room, contextId: this.random.chance(0.1) ? NOWHERE : this.random.pick(CONTEXTS) })),
      () => this.edit((room) => ({ ...room, contextId: this.random.pick(CONTEXTS) })),
      () => this.tearDown('Delete'),
      () => this.tearDown(this.random.chance(0.3) ? 'Orphan' : 'Delete'),
    ];
    this.random.pick(moves)();
  }

  touch(name: string): void {
    const room = this.wanted.get(name);
    if (room !== undefined) this.put({ ...room, version: room.version + 1 });
  }

  private build(): void {
    this.serial += 1;
    const place = { name: `room-${this.serial}`, contextId: this.random.pick(CONTEXTS) };
    this.put({ ...place, resourceName: this.someName(), email: this.someMail(), description: '', version: 1 });
  }

  private edit(change: (room: Room) => Room): void {
    const room = this.someRoom();
    if (room !== undefined) this.put({ ...change(room), version: room.version + 1 });
  }

  private tearDown(policy: 'Delete' | 'Orphan'): void {
    const room = this.someRoom();
    if (room === undefined) return;
    if (policy === 'Orphan') {
      this.orphaned.add(room.name);
      this.put(room, policy);
    }
    this.wanted.delete(room.name);
    this.store.remove({ kind: 'OXResource', name: room.name });
  }

  private someRoom(): Room | undefined {
    const all = [...this.wanted.values()];
    return all.length === 0 ? undefined : this.random.pick(all);
  }

  /** Few, so that rooms often claim the same. */
  private someName(): string {
    return `r${this.random.below(9)}`;
  }

  private someMail(): string {
    return `e${this.random.below(9)}@example.org`;
  }

  private put(room: Room, deletionPolicy: 'Delete' | 'Orphan' = 'Delete'): void {
    this.wanted.set(room.name, room);
    const { name, contextId, resourceName, email, description } = room;
    const contextRef = { name: `c${contextId}` };
    const spec = { contextRef, resourceName, email, description, displayName: titleOf(room), deletionPolicy };
    this.store.put({ kind: 'OXResource', name, spec });
  }
}

export function titleOf({ name, version }: Room): string {
  return `${name} v${version}`;
}
