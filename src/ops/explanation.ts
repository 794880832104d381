import type { FieldValue } from '../model/index.ts';
import type { HistoryView } from './history-view.ts';
import type { ObjectView } from './object-view.ts';

/** One OX field of an entry. */
export interface ExplainedField {
  readonly field: string;
  /** Absent: nothing is sent, and what OX has stays. */
  readonly value?: FieldValue | undefined;
  /** An attribute, a setting, a rule, or why nothing is sent. */
  readonly origin: string;
}

/** An entry of a directory, read just now. */
export interface ExplainedSource {
  readonly directory: string;
  readonly dn: string;
  /** `users`, `groups`, `functionalAccounts`. */
  readonly query: string;
  readonly base: string;
  readonly filter: string;
  /** An entry that the filter leaves out is no object. */
  readonly matchesFilter: boolean;
  /** Why the entry is not for OX; absent: it is. */
  readonly outOfScope?: string | undefined;
  /** Found wrong before anything is sent. */
  readonly fault?: { readonly reason: string; readonly message: string } | undefined;
  readonly notes: readonly string[];
  readonly fields: readonly ExplainedField[];
  /** ISO 8601; when the directory was read the last time, and when that changed anything. */
  readonly lastPollTime?: string | undefined;
  readonly lastChangeTime?: string | undefined;
}

export interface ExplainedDifference {
  readonly field: string;
  readonly inOx?: FieldValue | undefined;
  readonly wanted?: FieldValue | undefined;
}

/** What OX holds, looked at just now. */
export type ExplainedMatch =
  | {
      readonly state: 'there';
      readonly oxId: number;
      readonly contextId: number;
      readonly name: string;
      readonly differences: readonly ExplainedDifference[];
    }
  | { readonly state: 'missing' }
  | { readonly state: 'unknown'; readonly message: string };

/** It is to leave OX, or is on its way out. */
export interface ExplainedLeaving {
  /** gone, outOfScope, emptied, disabled, contextLost, directory: as far as is known. */
  readonly why?: string | undefined;
  /** `held`: a person must approve it; `kept`: its mode allows no deletions; `released`: it is about to be carried out; `disabled`: rights and mail are off. */
  readonly stage: string;
  /** In words: why, and how it stands. */
  readonly message: string;
  /** In words: what becomes of it then. */
  readonly fate: string;
  /** ISO 8601; absent: no day is set. */
  readonly deleteTime?: string | undefined;
  /** What somebody may do about it. */
  readonly toDo: string;
}

/** Everything that can be told of one object, or of an entry that is none. */
export interface Explanation {
  /** Absent: the operator knows no such object. */
  readonly object?: ObjectView | undefined;
  /** `OXContext/city-hall`; absent for an object of a directory. */
  readonly resource?: string | undefined;
  /** Entries that it comes from, or would. */
  readonly sources: readonly ExplainedSource[];
  /** Directories whose entry could not be read now. */
  readonly problems: readonly string[];
  readonly leaving?: ExplainedLeaving | undefined;
  readonly ox?: ExplainedMatch | undefined;
  /** The last ones, the newest first. */
  readonly history: readonly HistoryView[];
}
