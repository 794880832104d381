import type { Trouble } from '../../cache/index.ts';
import type { OutcomeReport } from '../../engine/index.ts';
import { type Fault, remedyFor } from '../../model/index.ts';
import { deedOf } from '../../operator/index.ts';
import { wrap } from '../client/wrap.ts';

/** The width of the labels. */
const LABEL = 9;

type Subject = Pick<Trouble, 'kind' | 'name' | 'contextId'>;

/** The label in front of a line. */
export type Label = 'created' | 'changed' | 'deleted' | 'Parked' | 'Waiting' | 'Trouble' | 'Mended';

/** A line that begins with a word, and what can be done about it. */
export interface Line {
  readonly label: Label;
  readonly text: string;
  readonly remedy?: string | undefined;
}

/** What was written to OX, or what came of an object that somebody must mend. */
export function lineFor(report: OutcomeReport): Line | undefined {
  const { object, outcome } = report;
  const deed = deedOf(report);
  const subject = `${object.kind} ${object.name}`;
  if (deed !== undefined) {
    const detail =
      deed.verb === 'changed' ? `: ${deed.fields.join(', ')}` : object.kind === 'Context' ? '' : ` in context ${object.contextId}`;
    return { label: deed.verb, text: subject + detail };
  }
  if (outcome.type === 'faulty') return troubleLine({ ...object, state: 'parked', reason: outcome.reason, message: outcome.message });
  if (outcome.type === 'waitingFor') return troubleLine({ ...object, state: 'waiting', reason: outcome.reason, message: outcome.message });
  return undefined;
}

export function troubleLine(trouble: Subject & Fault & Pick<Trouble, 'state'>): Line {
  const { kind, name, contextId, state, reason, message } = trouble;
  const place = contextId === 0 ? 'no context' : `context ${contextId}`;
  const label = state === 'parked' || state === 'halted' ? 'Parked' : 'Waiting';
  return { label, text: `${kind} ${name} (${place}): ${message}`, remedy: remedyFor(reason) };
}

/** The line and its remedy as they are printed; `columns` = `undefined` leaves long lines whole. */
export function writeLine({ label, text, remedy }: Line, columns: number | undefined): string[] {
  const lines = [`${label.padEnd(LABEL)}${text}`, ...(remedy === undefined ? [] : [`${' '.repeat(LABEL)}→ ${remedy}`])];
  return columns === undefined ? lines : lines.flatMap((line) => wrap(line, columns, LABEL));
}
