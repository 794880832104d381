import { z } from 'zod';
import { tableText } from './output.ts';
import { type ApiValue, changeSchema, shortened } from './value-text.ts';

export const deedSchema = z.looseObject({
  time: z.string(),
  kind: z.string(),
  name: z.string(),
  contextId: z.number(),
  verb: z.string(),
  changes: z.array(changeSchema).default([]),
  outcome: z.string(),
  message: z.string().default(''),
  durationMs: z.number().default(0),
});

export type ApiDeed = z.output<typeof deedSchema>;

/** As long as a value may be that stands in a line. */
const MAX_VALUE = 60;

/** One line a deed. */
export function historyTable(deeds: readonly ApiDeed[]): string {
  const head = ['TIME', 'DEED', 'KIND', 'NAME', 'CONTEXT', 'OUTCOME', 'MS', 'WHAT'];
  return tableText(
    head,
    deeds.map((deed) => [
      ...[deed.time, deed.verb, deed.kind, deed.name, String(deed.contextId), deed.outcome, String(deed.durationMs)],
      deed.message === '' ? changesText(deed) : deed.message,
    ]),
  );
}

/** Of something new only the names of its fields: all of it is in `-o yaml`. */
function changesText({ verb, changes }: ApiDeed): string {
  if (verb === 'create') return changes.map(({ field }) => field).join(', ');
  if (verb === 'delete') return '';
  return changes.map(({ field, before, after }) => `${field}: ${shown(before)} → ${shown(after)}`).join('; ');
}

function shown(text: ApiValue | undefined): string {
  const all = Array.isArray(text) ? text.join(', ') : String(text ?? '');
  return all === '' ? '–' : shortened(all, MAX_VALUE);
}
