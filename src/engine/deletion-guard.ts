import { createHash } from 'node:crypto';
import type { Departure, GuardedKind } from '../cache/index.ts';

/** How many deletions of a kind are believed without asking. */
export interface GuardLimits {
  /** More than so many within the window are held. */
  readonly maxCount: number;
  /** From `FEWEST` on, more than so many percent of all are held; 100 never holds. */
  readonly maxPercent: number;
}

/** What the guard judges by: one kind of one directory, within the window. */
export interface DepartureFacts {
  /** Those that are to go now. */
  readonly waiting: number;
  /** Those that were let go within the window without being approved by a person. */
  readonly recent: number;
  /** How many there are, those that are to go included. */
  readonly present: number;
  /** How many there were when the window began. */
  readonly before: number;
}

/** What the owner of objects decided about those that leave it; asked at the end of each poll. */
export interface DeletionRules {
  /** `undefined`: at present nothing of this kind is deleted; whoever leaves is kept in mind until that changes. */
  limitsOf(kind: GuardedKind): GuardLimits | undefined;
  /** The token of the set that an admin approved last. */
  approvedToken(): string | undefined;
  /** Somebody else writes to OX. What there is cannot be known here, so that everything counts. */
  isFollowing(): boolean;
}

/** Deletions are counted over so long a time. */
export const GUARD_WINDOW_MS = 24 * 3_600_000;

/** Fewer are no part of a whole worth speaking of: of ten people two may well go on one day. */
const FEWEST = 5;

const TOKEN_LENGTH = 16;

/** Whether those who are to go must wait for a person. All of a kind or none: whoever asks for a part of them cannot know which part. */
export function mustHold({ waiting, recent, present, before }: DepartureFacts, { maxCount, maxPercent }: GuardLimits): boolean {
  if (waiting === 0) return false;
  // Nobody is left: an answer that is empty by mistake looks exactly like that, whatever the limits say.
  if (waiting >= FEWEST && waiting === present) return true;
  const all = waiting + recent;
  if (all > maxCount) return true;
  return all >= FEWEST && maxPercent < 100 && all * 100 > maxPercent * before;
}

/**
 * Names exactly this set of held departures, whatever its order; empty for an empty set. `spent` is the token that was approved last: the
 * same people once more have another token, so that an annotation that was left behind approves nothing.
 */
export function tokenOf(held: readonly Pick<Departure, 'kind' | 'sourceId' | 'partition' | 'isEnd'>[], spent: string | undefined): string {
  if (held.length === 0) return '';
  const members = held.map(({ kind, sourceId, partition, isEnd }) => JSON.stringify([kind, sourceId, partition, isEnd])).sort();
  return createHash('sha256')
    .update(JSON.stringify([spent ?? '', members]))
    .digest('hex')
    .slice(0, TOKEN_LENGTH);
}
