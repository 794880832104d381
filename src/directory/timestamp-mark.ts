import { csnAfter, csnAt, generalizedTimeAt, timeOf } from './csn.ts';
import type { QueryProgress } from './ldap-cursor.ts';

export type Stamp = NonNullable<QueryProgress['stamp']>;

/** Changes become visible up to so long after the time they are stamped with. */
const OVERLAP_MS = 10_000;
const SECOND_MS = 1_000;

/**
 * From which stamp on (inclusive) the next search must look so that it misses nothing. The clocks of the two sides are never compared:
 * when the newest stamp was first seen, the server's clock had reached it, and both clocks run since. A search that began long enough
 * after that has seen everything up to the newest stamp; before that, what is stamped earlier may still turn up.
 */
export function searchFrom(stamp: Stamp): string {
  const newest = timeOf(stamp.newest) ?? 0;
  const quietMs = stamp.searchedAt - stamp.seenAt;
  if (quietMs > OVERLAP_MS + SECOND_MS) return justAfter(stamp, newest);
  const from = newest + Math.min(0, quietMs - OVERLAP_MS);
  return stamp.attribute === 'entryCSN' ? csnAt(from) : generalizedTimeAt(from);
}

function justAfter(stamp: Stamp, newest: number): string {
  return stamp.attribute === 'entryCSN' ? csnAfter(stamp.newest) : generalizedTimeAt(newest + SECOND_MS);
}

/** Gathers the newest stamps of a search. */
export class NewestStamp {
  #entries = 0;
  #withCsn = 0;
  #withTime = 0;
  #newestCsn = '';
  #newestTime = '';

  add(entryCsn: string | undefined, modifyTimestamp: string | undefined): void {
    this.#entries += 1;
    if (entryCsn !== undefined) {
      this.#withCsn += 1;
      if (entryCsn > this.#newestCsn) this.#newestCsn = entryCsn;
    }
    if (modifyTimestamp !== undefined) {
      this.#withTime += 1;
      if (modifyTimestamp > this.#newestTime) this.#newestTime = modifyTimestamp;
    }
  }

  /** The attribute that every entry showed, `entryCSN` for choice; `none` when they showed neither, `undefined` without entries. */
  get attribute(): Stamp['attribute'] | 'none' | undefined {
    if (this.#entries === 0) return undefined;
    if (this.#withCsn === this.#entries) return 'entryCSN';
    return this.#withTime === this.#entries ? 'modifyTimestamp' : 'none';
  }

  newestOf(attribute: Stamp['attribute']): string {
    return attribute === 'entryCSN' ? this.#newestCsn : this.#newestTime;
  }
}
