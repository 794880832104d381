import type { FieldValue } from '../model/index.ts';
import {
  type HeldSet,
  hasChanges,
  type OxPlan,
  type PlanCount,
  type PlanFilter,
  type PlannedChange,
  type PlannedObject,
  type PlannedWait,
  type PlannedWrite,
} from '../planning/index.ts';
import { type Html, html } from './html.ts';
import { pageText } from './page.ts';

/** Objects of a page; of those who wait more are in `/api/v1/plan`. */
const MOST_SHOWN = 100;
const LONGEST_VALUE = 120;
const MOST_OPERATIONS = 3;

const COLUMNS = [
  'create',
  'adopt',
  'change',
  'move',
  'disable',
  'delete',
  'held',
  'disabled',
  'waiting',
  'refused',
  'observed',
] as const satisfies (keyof PlanCount)[];

const TONES: Readonly<Record<PlannedObject['action'], string>> = {
  create: 'good',
  adopt: 'good',
  change: 'busy',
  move: 'busy',
  disable: 'bad',
  delete: 'bad',
};

/**
 * The plan for people, without scripts: counts first, then each object, then who waits and why.
 *
 * @param filter what the plan is narrowed to already
 * @param after so many objects stand on pages before
 */
export function planPage(plan: OxPlan, filter: PlanFilter = {}, after = 0): string {
  const title = hasChanges(plan) ? 'What would be written to OX' : 'Nothing would be written to OX';
  const { reads, writes, seconds } = plan.estimate;
  return pageText({
    title,
    body: html`<p class="version">As of ${new Date(plan.madeAt).toISOString()}, in all: ${writes} writes and ${reads} reads, in about ${seconds} s${basisOf(plan.estimate)}.
For programs: <a href="/api/v1/plan${queryOf(filter)}">/api/v1/plan</a></p>
${narrowedTo(filter)}${plan.problems.map(({ directory, reason, message }) => html`<section class="outage"><h2>OXDirectory ${directory} cannot be read: ${reason}</h2><p>${message}</p></section>`)}
${counts(plan.counts, filter)}${plan.held.map(heldSet)}${objects('To be done', plan.objects, filter, after)}
${counts(plan.observedCounts, filter, 'Kept from being done by mode Observe')}${objects('Kept by mode Observe, one by one', plan.observed, filter, after)}
${waits('Waiting', plan.waiting)}${waits('Refused, until somebody changes something', plan.refused)}`,
  });
}

function narrowedTo({ kind, contextId, directory }: PlanFilter): Html | undefined {
  const parts = [kind, contextId === undefined ? undefined : `context ${contextId}`, directory].filter((part) => part !== undefined);
  return parts.length === 0 ? undefined : html`<p>Only ${parts.join(', ')}. <a href="/plan">All</a></p>`;
}

function queryOf({ kind, contextId, directory }: PlanFilter, cursor = 0): string {
  const given = Object.entries({ kind, context: contextId, directory, cursor: cursor === 0 ? undefined : cursor });
  const asked = given.flatMap(([name, value]): [string, string][] => (value === undefined ? [] : [[name, String(value)]]));
  return asked.length === 0 ? '' : `?${new URLSearchParams(asked).toString()}`;
}

/** Whether OX was seen to be so fast, for most of the time that is reckoned with. */
function basisOf({ calls }: OxPlan['estimate']): string {
  const longest = calls
    .slice(0, MOST_OPERATIONS)
    .map(({ operation, ms, measured }) => `${operation} ${ms} ms ${measured === 0 ? 'assumed' : 'measured'}`);
  return longest.length === 0 ? '' : ` (${longest.join(', ')})`;
}

/** While the plan is being made. Asks again by itself. */
export function planIsMade(): string {
  return pageText({
    title: 'A plan is being made',
    head: html`<meta http-equiv="refresh" content="2">`,
    body: html`<p>Directories are compared with OX; nothing is written.</p>`,
  });
}

export function planFailed(message: string): string {
  return pageText({ title: 'No plan can be made', body: html`<section class="outage"><p>${message}</p></section>` });
}

/** Without the columns in which nothing stands. Each row leads to its own part. */
function counts(rows: readonly PlanCount[], filter: PlanFilter, title?: string): Html | undefined {
  if (rows.length === 0) return undefined;
  const columns = COLUMNS.filter((column) => rows.some((row) => row[column] > 0));
  const cell = (row: PlanCount, column: (typeof COLUMNS)[number]): Html =>
    html`<td class="number" data-title="${column}">${row[column] === 0 ? '' : row[column]}</td>`;
  const link = ({ kind, contextId }: PlanCount): Html => html`<a href="/plan${queryOf({ ...filter, kind, contextId })}">${kind}</a>`;
  return html`<section>${title === undefined ? undefined : html`<h2>${title}</h2>`}<table class="rows">
<thead><tr><th class="number">Context</th><th>Kind</th>${columns.map((column) => html`<th class="number">${column}</th>`)}</tr></thead>
<tbody>${rows.map((row) => html`<tr><td class="number" data-title="Context">${row.contextId}</td><td data-title="Kind">${link(row)}</td>${columns.map((column) => cell(row, column))}</tr>`)}</tbody>
</table></section>`;
}

/** Who is there already and right is counted, not named. */
function objects(title: string, all: readonly PlannedObject[], filter: PlanFilter, after: number): Html | undefined {
  const written = all.filter(({ writes }) => writes.length > 0);
  const shown = written.slice(after, after + MOST_SHOWN);
  if (shown.length === 0) return undefined;
  return html`<section><h2>${title}</h2><table class="stack"><tbody>${shown.map(objectRows)}</tbody></table>${pages(written.length, filter, after)}</section>`;
}

function pages(count: number, filter: PlanFilter, after: number): Html | undefined {
  if (count <= MOST_SHOWN) return undefined;
  const before = after === 0 ? undefined : html`<a href="/plan${queryOf(filter, Math.max(after - MOST_SHOWN, 0))}">before</a> `;
  const next = after + MOST_SHOWN < count ? html` <a href="/plan${queryOf(filter, after + MOST_SHOWN)}">next</a>` : undefined;
  return html`<p>${before}${after + 1} to ${Math.min(after + MOST_SHOWN, count)} of ${count}${next}</p>`;
}

function objectRows({ action, kind, name, contextId, directory, deleteTime, writes, isCut }: PlannedObject): Html {
  const source = directory === '' ? '' : `, of ${directory}`;
  const cutOff = html`<tr><td></td><td colspan="3" class="version">One of very many: <a href="/plan${queryOf({ kind, contextId })}">a plan of this part</a> tells what is written.</td></tr>`;
  const changes = isCut === true ? [cutOff] : writes.flatMap(changesOf).map(changeRow);
  return html`<tr><td><span class="badge ${TONES[action]}">${action}</span></td><td colspan="3" class="message"><strong>${kind} ${name}</strong> in context ${contextId}${source}${deleteTime === undefined ? '' : `; is deleted on ${deleteTime}`}</td></tr>
${changes}`;
}

/** That somebody who is deleted has no name afterwards goes without saying. */
function changesOf({ operation, changes }: PlannedWrite): readonly PlannedChange[] {
  return operation === 'delete' ? [] : changes;
}

function changeRow({ field, before, after, added, removed, origin }: PlannedChange): Html {
  const people = [...(added ?? []).map((name) => `+ ${name}`), ...(removed ?? []).map((name) => `- ${name}`)].join(', ');
  const values = before === undefined ? shown(after) : `${shown(before)} → ${shown(after)}`;
  return html`<tr><td></td><td>${field}</td><td class="message">${cut(added === undefined ? values : people)}</td><td class="message version">${origin}</td></tr>
`;
}

function waits(title: string, all: readonly PlannedWait[]): Html | undefined {
  if (all.length === 0) return undefined;
  const rows = all.slice(0, MOST_SHOWN).map(
    ({
      kind,
      name,
      contextId,
      reason,
      message,
      fate,
    }) => html`<tr><td>${kind} ${name}</td><td class="number">${contextId}</td><td>${reason}</td><td class="message">${message}${fate === undefined ? '' : `; when it may go, it ${fate}`}</td></tr>
`,
  );
  return html`<section><h2>${title}</h2><table class="stack"><tbody>${rows}</tbody></table>${more(all.length)}</section>`;
}

function heldSet({ directory, count, approval }: HeldSet): Html {
  return html`<section class="outage"><h2>${count} deletions of OXDirectory ${directory} are held</h2>
<p>They wait below. This annotation of the OXDirectory lets all of them go: <code>${approval}</code></p></section>`;
}

function more(count: number): Html | undefined {
  return count > MOST_SHOWN
    ? html`<p class="version">${count - MOST_SHOWN} more in <a href="/api/v1/plan">/api/v1/plan</a></p>`
    : undefined;
}

function shown(value: FieldValue | undefined): string {
  if (value === undefined || (typeof value === 'object' && value.length === 0)) return 'nothing';
  if (typeof value === 'string') return value.startsWith('sha256:') ? '(long value)' : value;
  return typeof value === 'object' ? value.join(', ') : String(value);
}

function cut(text: string): string {
  return text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE)}…` : text;
}
