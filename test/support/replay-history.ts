import type { Cache, KeptEntry } from '../../src/cache/index.ts';
import type { FieldValue } from '../../src/model/index.ts';

/** What OX holds of one object, as the history tells it. */
export interface Replayed {
  readonly contextId: number;
  readonly oxId: number | undefined;
  readonly name: string;
  readonly values: ReadonlyMap<string, FieldValue>;
}

/** The whole history, the oldest first. */
export function entriesOf(cache: Cache): KeptEntry[] {
  const { items, total } = cache.history.page({}, 100_000);
  if (items.length !== total) throw new Error(`${total} entries are too many for a test`);
  return [...items].reverse();
}

export function keyOf({ kind, owner, sourceId, partition }: Pick<KeptEntry, 'kind' | 'owner' | 'sourceId' | 'partition'>): string {
  return [kind, owner, sourceId, partition].join(' ');
}

/** Does over what the history says was done, to an OX that is empty at first. */
export function replay(entries: readonly KeptEntry[]): Map<string, Replayed> {
  const objects = new Map<string, Replayed>();
  for (const entry of entries) if (entry.outcome === 'ok') redo(objects, entry);
  return objects;
}

function redo(objects: Map<string, Replayed>, entry: KeptEntry): void {
  const key = keyOf(entry);
  // What a move left behind is not the object itself.
  if (entry.operation === 'deleteRemains') return;
  if (entry.verb === 'delete' || entry.verb === 'miss') {
    objects.delete(key);
    return;
  }
  const values = new Map(entry.verb === 'create' ? [] : objects.get(key)?.values);
  for (const { field, after } of entry.changes) {
    if (after === undefined) values.delete(field);
    else values.set(field, after);
  }
  const { contextId, oxId, name } = entry;
  objects.set(key, { contextId, oxId, name, values });
}
