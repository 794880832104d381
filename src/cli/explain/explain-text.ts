import { tableText } from '../client/output.ts';
import { type ApiValue, oneLine, valueText } from '../client/value-text.ts';
import type { ApiExplanation } from './explanation-schema.ts';

/** Longer values are cut: who wants them whole reads `-o json`. */
const LONGEST_VALUE = 80;

/** Everything about one object, in the order of the way from its source into OX. */
export function explainText(explanation: ApiExplanation): string {
  const { sources, problems } = explanation;
  return [
    ...headText(explanation),
    ...problems.map((problem) => line('Source', problem)),
    ...sources.flatMap(sourceText),
    ...oxText(explanation),
    ...sources.flatMap(({ fields }) => fieldsText(fields)),
    ...historyText(explanation),
  ].join('');
}

function headText({ object, resource, leaving }: ApiExplanation): string[] {
  if (object === undefined) return ['No object of the operator; what directories hold under this name:\n'];
  const { kind, name, contextId, state, reason, message, remedy, nextRetryTime } = object;
  const place = contextId === 0 ? 'in no context' : `in context ${contextId}`;
  return [
    `${kind} ${oneLine(name)} ${place}\n`,
    line('State', state === 'settled' ? state : `${state}, ${reason}${message === '' ? '' : `: ${message}`}`),
    ...(remedy === undefined ? [] : [line('To do', remedy)]),
    ...(nextRetryTime === undefined ? [] : [line('Next try', nextRetryTime)]),
    ...(leaving === undefined ? [] : leavingText(leaving)),
    ...(resource === undefined ? [] : [line('Source', resource)]),
  ];
}

function leavingText({ message, fate, deleteTime, toDo }: NonNullable<ApiExplanation['leaving']>): string[] {
  return [line('Leaving', message), line('Then', `it ${fate}${deleteTime === undefined ? '' : `: on ${deleteTime}`}`), line('To do', toDo)];
}

/** An entry, what is made of it, and where each field comes from. */
export function entryText(source: ApiExplanation['sources'][number]): string {
  return [...sourceText(source), ...fieldsText(source.fields)].join('');
}

function sourceText(source: ApiExplanation['sources'][number]): string[] {
  const { directory, dn, lastPollTime, lastChangeTime, fault, notes } = source;
  const read =
    lastPollTime === undefined ? '' : `, polled ${lastPollTime}${lastChangeTime === undefined ? '' : `, last change ${lastChangeTime}`}`;
  return [
    line('Source', `OXDirectory ${directory}: ${dn}${read}`),
    line('Scope', scopeText(source)),
    ...(fault === undefined ? [] : [line('Fault', `${fault.reason}: ${fault.message}`)]),
    ...notes.map((note) => line('Note', note)),
  ];
}

function scopeText({ query, base, filter, matchesFilter, outOfScope }: ApiExplanation['sources'][number]): string {
  const place = base === '' ? '' : ` below ${base}`;
  if (!matchesFilter) {
    return `left out: the filter of ${query}, ${filter}${place}, does not find it${outOfScope === undefined ? '' : `, and ${outOfScope}`}`;
  }
  return outOfScope === undefined ? `for OX: found by ${filter}${place}, and switched on` : `not for OX: ${outOfScope}`;
}

function oxText({ ox }: ApiExplanation): string[] {
  if (ox === undefined) return [];
  if (ox.state === 'unknown') return [line('In OX', `could not be asked: ${ox.message}`)];
  if (ox.state === 'missing') return [line('In OX', 'not there')];
  const id = ox.oxId === 0 ? '' : `, id ${ox.oxId}`;
  const differences = ox.differences.map(({ field, inOx, wanted }) =>
    line('', `${field}: OX has ${shown(inOx)}, wanted is ${shown(wanted)}`),
  );
  return [
    line('In OX', `"${ox.name}" in context ${ox.contextId}${id}${differences.length === 0 ? ', as it should be' : ', but'}`),
    ...differences,
  ];
}

function fieldsText(fields: ApiExplanation['sources'][number]['fields']): string[] {
  const rows = fields.map(({ field, value, origin }) => [field, value === undefined ? '-' : shown(value), oneLine(origin)]);
  return rows.length === 0 ? [] : ['\n', tableText(['FIELD', 'VALUE', 'FROM'], rows)];
}

function historyText({ history }: ApiExplanation): string[] {
  const rows = history.map(({ time, verb, contextId, outcome, changes }) => [
    time,
    verb,
    String(contextId),
    outcome,
    changesText(verb, changes),
  ]);
  return rows.length === 0 ? [] : ['\n', tableText(['TIME', 'DEED', 'CONTEXT', 'OUTCOME', 'WHAT'], rows)];
}

function changesText(verb: string, changes: ApiExplanation['history'][number]['changes']): string {
  if (verb === 'create') return `${changes.length} fields`;
  return changes.map(({ field, before, after }) => `${field}: ${shown(before)} → ${shown(after)}`).join('; ');
}

function line(title: string, text: string): string {
  return `  ${title.padEnd(9)} ${oneLine(text)}\n`;
}

function shown(value: ApiValue | undefined): string {
  return value === undefined || value === '' ? 'nothing' : valueText(value, LONGEST_VALUE);
}
