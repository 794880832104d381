import type { HistoryTable, KeptEntry, ListedObject } from '../cache/index.ts';
import type { FieldChange } from '../model/index.ts';

/** An entry of the history as the API tells it. Times are ISO 8601 in UTC; what does not apply is left out. */
export interface HistoryView {
  readonly time: string;
  readonly kind: string;
  readonly name: string;
  readonly contextId: number;
  readonly oxId?: number;
  readonly sourceId: string;
  /** Name of the OXDirectory that feeds it; empty for an object of a custom resource. */
  readonly directory: string;
  /** create, change, move, delete; find, miss: OX was found to hold it so, or not to hold it. */
  readonly verb: string;
  readonly operation: string;
  readonly changes: readonly FieldChange[];
  /** ok, unknown, or the reason of the refusal. */
  readonly outcome: string;
  readonly message?: string;
  readonly durationMs: number;
}

export function historyView({ at, kind, name, contextId, oxId, sourceId, owner, ...entry }: KeptEntry): HistoryView {
  const { verb, operation, changes, outcome, message, durationMs } = entry;
  return {
    ...{ time: new Date(at).toISOString(), kind, name, contextId, ...(oxId === undefined ? {} : { oxId }), sourceId, directory: owner },
    ...{ verb, operation, changes, outcome, ...(message === undefined ? {} : { message }), durationMs },
  };
}

/** So many deeds are told with an object. */
const LAST_DEEDS = 20;

/** What was written of one object last, the newest first; a group has a history in each context. */
export function lastDeeds(history: HistoryTable, object: Pick<ListedObject, 'kind' | 'owner' | 'sourceId' | 'partition'>): HistoryView[] {
  const { kind, owner, sourceId, partition } = object;
  return history.page({ kind, owner, sourceIds: [sourceId], partition }, LAST_DEEDS).items.map(historyView);
}
