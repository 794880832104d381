import type { Kind } from '../model/index.ts';

/** Kinds whose deletions are guarded. Grants to deputies go with their user. */
export type GuardedKind = Extract<Kind, 'User' | 'Group' | 'FunctionalAccount'>;

export const GUARDED_KINDS: readonly GuardedKind[] = ['User', 'Group', 'FunctionalAccount'];

/**
 * Why an object is to leave OX, wholly or in effect. `gone`: its entry; `outOfScope`: its entry is there and not for OX; `emptied`: a group
 * without anybody in this context; `disabled`: a user loses all rights; `contextLost`: a user has no context; `directory`: its OXDirectory
 * is deleted.
 */
export type LeavingReason = 'gone' | 'outOfScope' | 'emptied' | 'disabled' | 'contextLost' | 'directory';

/**
 * `held`: a person must approve it; `kept`: its mode allows no deletions at present; `released`: it is about to be carried out.
 * Until it is carried out the object stays as it was last wanted, and nothing is written to it.
 */
export type Verdict = 'held' | 'kept' | 'released';

/** How many of a kind were let go in an hour without having been approved. */
export interface LetGo {
  /** Its beginning, in milliseconds since 1970. */
  readonly hour: number;
  readonly kind: GuardedKind;
  readonly count: number;
}

/** An object that is to leave. */
export interface Departure {
  /** Row id. */
  readonly id: number;
  readonly kind: GuardedKind;
  readonly sourceId: string;
  readonly partition: number;
  readonly contextId: number;
  readonly name: string;
  readonly leaving: LeavingReason;
  /** Nothing remains of it; else it becomes something else. */
  readonly isEnd: boolean;
  /** Milliseconds since 1970. */
  readonly since: number;
}
