import type { DirectoryEntry } from '../model/index.ts';

/** What to look for: all entries below `base` that match `filter`. */
export interface DirectoryQuery {
  /** Unique within a source: `users`, `groups`. */
  readonly name: string;
  readonly base: string;
  /** RFC 4515. */
  readonly filter: string;
  readonly attributes: readonly string[];
  readonly binaryAttributes: readonly string[];
}

/** Where a poll left off. Opaque to everybody else; kept in the cache as JSON text. */
export type DirectoryCursor = string;

export type DirectoryChange =
  /** Present with these values: new, changed, or told again. Apply idempotently, by source id. */
  | { readonly type: 'entry'; readonly entry: DirectoryEntry }
  /** Still there, unchanged (content sync's present phase, the id scan). */
  | { readonly type: 'present'; readonly query: string; readonly entryUuid: string }
  /**
   * The server says that it is gone or has left the filter. It may never have been told as an `entry`, and an entry of the same
   * source id may have come under another entryUUID: only what is still known under this entryUUID is meant.
   */
  | { readonly type: 'gone'; readonly query: string; readonly entryUuid: string }
  /**
   * The query was read to its end. `snapshot`: whatever was neither `entry` nor `present` since the poll began is gone.
   * `delta`: what was not mentioned is unchanged.
   */
  | { readonly type: 'end'; readonly query: string; readonly coverage: 'snapshot' | 'delta' };

export interface PollSummary {
  /** To be stored only after every change was taken over. */
  readonly cursor: DirectoryCursor;
  readonly method: 'ContentSync' | 'Timestamps' | 'File';
  /** URL or path without credentials. */
  readonly server: string;
}

/** Takes over a batch (at most 1,000 changes). The source waits for it: memory stays bounded. */
export type ChangeSink = (changes: readonly DirectoryChange[]) => Promise<void>;

/**
 * A directory that can be polled. One poll at a time. It never guesses: a poll that fails, is cut off by a limit, lost its bind or
 * changed its server half-way rejects with an `OperatorError` (DirectoryUnreachable, DirectoryIncomplete, DirectoryAccessDenied)
 * before the `end` of the query concerned, so that nothing is taken for gone.
 */
export interface DirectorySource {
  /**
   * Everything that changed since `cursor`; with `undefined` a snapshot of everything. With an unusable cursor (server restored from
   * a backup, queries changed) a snapshot as well.
   */
  poll(cursor: DirectoryCursor | undefined, sink: ChangeSink): Promise<PollSummary>;
  close(): Promise<void>;
}
