import type { RestingCount, StateCount } from '../cache/index.ts';
import type { Kind } from '../model/index.ts';

type CountField = 'desired' | 'settled' | 'pending' | 'waiting' | 'backingOff' | 'parked' | 'held';
/** Told only when there are any. */
type RareField = 'discarded' | 'observed' | 'disabled';

/** How many objects of one kind are in which state. `desired` are all of them but the disabled ones. */
export type KindCount = { kind: Kind } & Record<CountField, number> & Partial<Record<RareField, number>>;

/** What `countsByKind` counts: objects by state, and which of these are in it for a reason of their own. */
export interface Counted {
  readonly counts: readonly StateCount[];
  /** Deletions that the guard holds. */
  readonly heldCounts?: readonly StateCount[] | undefined;
  readonly resting?: readonly RestingCount[] | undefined;
}

const KINDS: readonly Kind[] = ['User', 'Group', 'FunctionalAccount'];
/** Told of only when there are any. */
const FURTHER_KINDS: readonly Kind[] = ['DeputyPermission'];

/** Every kind that a directory feeds, with zeros; halted objects count as parked, and those whose deletion is held only as held. */
export function countsByKind({ counts, heldCounts = [], resting = [] }: Counted): KindCount[] {
  const further = FURTHER_KINDS.filter((kind) => counts.some((entry) => entry.kind === kind));
  return [...KINDS, ...further].map((kind) => {
    const row: KindCount = { kind, desired: 0, settled: 0, pending: 0, waiting: 0, backingOff: 0, parked: 0, held: 0 };
    for (const entry of counts) if (entry.kind === kind) add(row, entry);
    for (const entry of heldCounts) if (entry.kind === kind) moveToHeld(row, entry);
    for (const entry of resting) if (entry.kind === kind) moveToRest(row, entry);
    return row;
  });
}

export function sumOf(counts: readonly KindCount[], field: CountField | RareField): number {
  return counts.reduce((total, entry) => total + (entry[field] ?? 0), 0);
}

function add(row: KindCount, { state, count }: StateCount): void {
  row.desired += count;
  if (state === 'discarded') row.discarded = count;
  else row[state === 'halted' ? 'parked' : state] += count;
}

function moveToHeld(row: KindCount, { state, count }: StateCount): void {
  row.held += count;
  if (state === 'discarded') row.discarded = (row.discarded ?? count) - count;
  else row[state === 'halted' ? 'parked' : state] -= count;
}

function moveToRest(row: KindCount, { reason, count }: RestingCount): void {
  row.waiting -= count;
  if (reason === 'Observing') row.observed = count;
  else {
    row.desired -= count;
    row.disabled = count;
  }
}
