import type { HistoryEntry } from '../cache/index.ts';
import type { FieldChange, FieldValue } from '../model/index.ts';

const DONE: Readonly<Record<HistoryEntry['verb'], string>> = {
  create: 'created',
  change: 'changed',
  move: 'moved',
  delete: 'deleted',
  find: 'found in OX to be other than was known',
  miss: 'not in OX any more',
};

interface Line {
  readonly bindings: Readonly<Record<string, unknown>>;
  readonly message: string;
}

/**
 * One line of the log for one write: who, what, what came of it. Values are told of what has changed; of something new they are in the
 * history alone.
 */
export function deedLine(entry: HistoryEntry): Line {
  const { kind, name, contextId, owner, sourceId, oxId, verb, operation, outcome, message, durationMs } = entry;
  const bindings = {
    ...{ kind, name, context: contextId, ...(owner === '' ? {} : { directory: owner }), sourceId },
    ...(oxId === undefined ? {} : { oxId }),
    operation,
    ...(verb === 'create' || verb === 'delete' ? {} : valuesOf(entry.changes)),
    ...{ outcome, durationMs },
    ...(message === undefined ? {} : { error: message }),
  };
  return { bindings, message: `${kind} ${name} ${words(entry)}` };
}

function words({ verb, outcome, operation }: HistoryEntry): string {
  if (outcome === 'ok') return DONE[verb];
  return outcome === 'unknown' ? `perhaps ${DONE[verb]}: there was no answer to ${operation}` : `not ${DONE[verb]}: ${outcome}`;
}

function valuesOf(changes: readonly FieldChange[]): Readonly<Record<string, unknown>> {
  if (changes.length === 0) return {};
  const side = (part: 'before' | 'after'): Record<string, FieldValue | null> =>
    Object.fromEntries(changes.map((change) => [change.field, change[part] ?? null]));
  return { fields: changes.map(({ field }) => field), before: side('before'), after: side('after') };
}
