import { tableText } from '../client/output.ts';
import { cut, oneLine, valueText } from '../client/value-text.ts';
import type { ApiChange, ApiPlan, ApiPlannedObject, ApiPlannedWait } from './plan-schema.ts';

const SIGNS: Readonly<Record<string, string>> = { create: '+', adopt: '=', change: '~', move: '>', disable: '!', delete: '-' };

/** Longer values are cut: who wants them whole reads `-o json`. */
const LONGEST_VALUE = 60;

/** As many operations as are told of an estimate, those that take longest. */
const MOST_OPERATIONS = 5;

/** As many that wait or are refused for the same reason as are named. */
const MOST_NAMED = 10;

/** A plan for people: what would be done, object by object, and what it comes to at the end, where it is seen on a terminal. */
export function planText(plan: ApiPlan): string {
  const parts = [
    ...plan.problems.map(({ directory, reason, message }) => `! OXDirectory ${directory} cannot be read (${reason}): ${message}\n`),
    ...objectsText(plan.objects),
    ...heading(`Kept from being done by mode Observe (${actionsText(plan)}):`, objectsText(plan.observed)),
    ...heading('Waiting:', [...waitsText(plan.waiting), ...plan.held.map(heldText)]),
    ...heading('Refused, until somebody changes something:', waitsText(plan.refused)),
    countsText(plan),
    summaryText(plan),
  ];
  return parts.filter((part) => part !== '').join('\n');
}

function heading(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [`${title}\n\n${lines.join('')}`];
}

/** Who is there already and right is only counted: after a first look these are thousands. */
function objectsText(objects: readonly ApiPlannedObject[]): string[] {
  const right = objects.filter(({ writes }) => writes.length === 0);
  const written = objects.filter(({ writes, isCut }) => writes.length > 0 && !isCut).map(objectText);
  const cutOff = objects.filter(({ isCut }) => isCut).length;
  const rest =
    cutOff === 0
      ? []
      : [`… and ${cutOff} more, too many to tell of each what is written: --context, --kind or --directory tell of a part\n`];
  if (right.length === 0) return [...written, ...rest];
  return [...written, ...rest, `= ${right.length} that OX has already, as they should be: taken over without a write\n`];
}

function objectText({ kind, name, contextId, directory, action, deleteTime, writes }: ApiPlannedObject): string {
  const source = directory === '' ? '' : `, of OXDirectory ${directory}`;
  const end = deleteTime === undefined ? '' : `; is deleted on ${deleteTime}`;
  const head = `${SIGNS[action] ?? '?'} ${action} ${kind} ${oneLine(name)} in context ${contextId}${source}${end}\n`;
  const isNew = action === 'create';
  return (
    head +
    writes.map(({ operation, contextId: place, changes }) => writeText(operation, changes, { isNew, place, home: contextId })).join('')
  );
}

function writeText(operation: string, changes: readonly ApiChange[], { isNew, place, home }: WritePlace): string {
  const told = changes.filter(({ field }) => field !== 'context' || !isNew);
  const at = place === home ? '' : ` in context ${place}`;
  if (told.length === 0) return `    ${operation}${at}\n`;
  const width = Math.max(...told.map(({ field }) => field.length));
  return told.map((change) => `    ${change.field.padEnd(width)}  ${changeText(change, isNew)}${originText(change)}\n`).join('');
}

interface WritePlace {
  readonly isNew: boolean;
  readonly place: number;
  readonly home: number;
}

function changeText({ before, after, added, removed }: ApiChange, isNew: boolean): string {
  if (added !== undefined || removed !== undefined) return [...signed('+', added), ...signed('-', removed)].join('   ');
  return isNew ? shown(after) : `${shown(before)} → ${shown(after)}`;
}

function signed(sign: string, names: readonly string[] = []): string[] {
  return names.length === 0 ? [] : [`${sign} ${cut(names.join(', '), LONGEST_VALUE)}`];
}

function originText({ origin }: ApiChange): string {
  return origin === undefined ? '' : `   (${oneLine(origin)})`;
}

function shown(value: ApiChange['after']): string {
  return value === undefined ? 'nothing' : valueText(value, LONGEST_VALUE);
}

function heldText({ directory, count, approval }: ApiPlan['held'][number]): string {
  return `  ${count} held of OXDirectory ${directory}; this annotation lets them go: ${approval}\n`;
}

/** `2 create, 1 delete`. */
function actionsText({ observed }: ApiPlan): string {
  const byAction = Map.groupBy(observed, ({ action }) => action);
  return [...byAction].map(([action, all]) => `${all.length} ${action}`).join(', ');
}

function waitsText(waits: readonly ApiPlannedWait[]): string[] {
  const byReason = Map.groupBy(waits, ({ reason }) => reason);
  return [...byReason].map(([reason, all]) => {
    const named = all.slice(0, MOST_NAMED).map(waitText);
    const more = all.length > MOST_NAMED ? `    … and ${all.length - MOST_NAMED} more (-o json)\n` : '';
    const remedy = all[0]?.remedy === undefined ? '' : `    ${all[0].remedy}\n`;
    return `  ${reason}: ${all.length}\n${named.join('')}${more}${remedy}`;
  });
}

function waitText({ kind, name, contextId, message, fate }: ApiPlannedWait): string {
  const then = fate === undefined ? '' : `; when it may go, it ${fate}`;
  return `    ${kind} ${oneLine(name)} in context ${contextId}: ${oneLine(message)}${then}\n`;
}

const COLUMNS = ['create', 'adopt', 'change', 'move', 'disable', 'delete', 'held', 'disabled', 'waiting', 'refused', 'observed'] as const;

/** Without the columns in which nothing stands. */
function countsText({ counts }: ApiPlan): string {
  const columns = COLUMNS.filter((column) => counts.some((row) => row[column] > 0));
  const rows = counts.map((row) => [
    String(row.contextId),
    row.kind,
    ...columns.map((column) => (row[column] === 0 ? '-' : String(row[column]))),
  ]);
  return tableText(['CONTEXT', 'KIND', ...columns.map((column) => column.toUpperCase())], rows);
}

function summaryText({ objects, hasChanges, estimate }: ApiPlan): string {
  const written = objects.filter(({ writes }) => writes.length > 0).length;
  if (!hasChanges) return 'Nothing would be written to OX.\n';
  const { reads, writes, seconds } = estimate;
  const head = `${written} objects would be written: ${writes} writes and ${reads} reads, in about ${durationText(seconds)}`;
  return `${head}, reckoned with\n${estimate.calls.slice(0, MOST_OPERATIONS).map(callsText).join('')}`;
}

function callsText({ operation, count, ms, measured }: ApiPlan['estimate']['calls'][number]): string {
  const basis = measured === 0 ? 'assumed' : `measured, ${measured} ${measured === 1 ? 'call' : 'calls'}`;
  return `  ${count} ${operation}: ${ms} ms each (${basis})\n`;
}

function durationText(seconds: number): string {
  if (seconds < 120) return `${seconds} s`;
  return seconds < 7_200 ? `${Math.ceil(seconds / 60)} min` : `${Math.ceil(seconds / 3_600)} h`;
}
