import type { Cache } from '../cache/index.ts';
import type { Counted } from './kind-counts.ts';

/** What the counts of a directory are made of. */
export function countedOf({ summary, departures }: Cache, directory: string): Required<Counted> {
  return { counts: summary.counts(directory), heldCounts: departures.heldStates(directory), resting: summary.resting(directory) };
}
