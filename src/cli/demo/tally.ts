import type { CensusRow } from '../../cache/index.ts';
import type { Kind } from '../../model/index.ts';

/** How far the objects of one kind are. */
export interface KindTally {
  readonly kind: Kind;
  readonly wanted: number;
  readonly settled: number;
  /** Until something else comes, or somebody does something. */
  readonly waiting: number;
  /** Put aside. */
  readonly parked: number;
}

/** Contexts, users and groups, in this order. `expected`: how many there will be, as long as fewer are known. */
export function tally(census: readonly CensusRow[], expected: Readonly<Partial<Record<Kind, number>>>): KindTally[] {
  return (['Context', 'User', 'Group'] as const).map((kind) => {
    const rows = census.filter((row) => row.kind === kind);
    const count = (...states: readonly CensusRow['state'][]): number =>
      rows.filter(({ state }) => states.includes(state)).reduce((sum, row) => sum + row.count, 0);
    const known = rows.reduce((sum, row) => sum + row.count, 0);
    const wanted = Math.max(known, expected[kind] ?? 0);
    return { kind, wanted, settled: count('settled'), waiting: count('waiting'), parked: count('parked', 'halted') };
  });
}

/** Nothing will happen any more unless somebody does something. */
export function isAtRest(tallies: readonly KindTally[]): boolean {
  return tallies.every(({ wanted, settled, waiting, parked }) => settled + waiting + parked === wanted);
}
