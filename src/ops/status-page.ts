import type { Trouble } from '../cache/index.ts';
import { remedyFor } from '../model/index.ts';
import { type Html, html, type Piece } from './html.ts';
import { moment, pageText } from './page.ts';
import { type Column, table } from './page-table.ts';
import type { ContextSummary, DirectorySummary, Readiness, Summary } from './summary.ts';

const REFRESH_SECONDS = 2;

const STATES: Readonly<Record<string, string>> = {
  desired: 'Wanted',
  settled: 'In step',
  pending: 'To do',
  waiting: 'Waiting',
  backingOff: 'Retrying',
  parked: 'Parked',
  discarded: 'Discarded',
  held: 'Held',
};

/** Shown where there are any. */
const RARE_STATES: Readonly<Record<string, string>> = { observed: 'Observed', disabled: 'Disabled' };

/** The page for people: everything of a summary. Reloads itself, unless its reader wants it to stand still. */
export function statusPage(summary: Summary, isPaused: boolean): string {
  const current = headline(summary);
  return pageText({
    title: current.text,
    heading: html`<h1>ox-operator</h1>${badge(current)}<span class="version">${summary.version}</span>`,
    head: isPaused ? undefined : html`<meta http-equiv="refresh" content="${REFRESH_SECONDS}">`,
    body: html`${outage(summary)}${notice(summary)}${contexts(summary)}${summary.directories.map(directory)}
<footer>${reloading(isPaused)} · For programs: <a href="/api/v1/summary">/api/v1/summary</a></footer>
`,
  });
}

function reloading(isPaused: boolean): Html {
  if (isPaused) return html`Stands still. <a href="/">Reload every ${REFRESH_SECONDS} seconds</a>`;
  return html`Reloads every ${REFRESH_SECONDS} seconds. <a href="/?pause=1">Pause</a>`;
}

interface Badge {
  readonly tone: 'good' | 'busy' | 'bad';
  readonly text: string;
}

function headline({ outage: current, notice: toMend, contexts: all, directories }: Summary): Badge {
  if (current !== undefined) return { tone: 'bad', text: 'OX is out of reach' };
  if (toMend !== undefined) return { tone: 'bad', text: 'Something needs you' };
  const resources = [...all, ...directories];
  if (resources.length === 0) return { tone: 'busy', text: 'No OXContext and no OXDirectory yet' };
  if (directories.some(needsSomebody)) return { tone: 'bad', text: 'Something needs you' };
  return resources.every(({ ready }) => ready.status === 'True')
    ? { tone: 'good', text: 'In step with OX' }
    : { tone: 'busy', text: 'At work' };
}

/** While there is work to do, what waits may only be waiting its turn. */
function needsSomebody({ troubles, counts }: DirectorySummary): boolean {
  return troubles.some(({ reason }) => reason !== 'WaitingForMember') && counts.every(({ pending }) => pending === 0);
}

function badge({ tone, text }: Badge): Html {
  return html`<span class="badge ${tone}">${text}</span>`;
}

function readiness({ status, reason }: Readiness): Html {
  const isUnderWay = reason === 'Progressing' || reason === 'Suspended';
  return badge({ tone: status === 'True' ? 'good' : isUnderWay ? 'busy' : 'bad', text: reason });
}

function outage({ outage: current }: Summary): Html | undefined {
  if (current === undefined) return undefined;
  const remedy = remedyFor(current.reason);
  return html`<section class="outage"><h2>${current.reason}</h2><p>${current.message}</p>
<p class="remedy">${remedy}</p><p class="version">since ${moment(current.since)} UTC</p></section>`;
}

function notice({ notice: current }: Summary): Html | undefined {
  return current === undefined ? undefined : html`<section class="outage"><h2>To be mended</h2><p>${current}</p></section>`;
}

const CONTEXT_COLUMNS: readonly Column[] = [
  { title: 'Name', type: 'name' },
  { title: 'Id', type: 'number' },
  { title: 'Users', type: 'number' },
  { title: 'Groups', type: 'number' },
  { title: 'Ready' },
  { title: 'Message', type: 'message' },
];

function contexts({ contexts: all }: Summary): Html {
  if (all.length === 0) return html`<section><h2>Contexts</h2><p>There is no OXContext yet.</p></section>`;
  return html`<section><h2>Contexts</h2>${table(CONTEXT_COLUMNS, all.map(contextCells))}</section>`;
}

function contextCells({ name, contextId, users, groups, ready }: ContextSummary): Piece[] {
  return [name, contextId, users, groups, readiness(ready), ready.message];
}

function directory({ name, ready, counts, troubles }: DirectorySummary): Html {
  const filled = counts.filter((row) => Object.keys({ ...STATES, ...RARE_STATES }).some((state) => Number(row[state] ?? 0) > 0));
  return html`<section><h2>Directory ${name}</h2><p>${readiness(ready)} <span class="message">${ready.message}</span></p>
${countTable(filled)}${errors(troubles)}</section>`;
}

function countTable(rows: DirectorySummary['counts']): Html | undefined {
  if (rows.length === 0) return undefined;
  const rare = Object.entries(RARE_STATES).filter(([state]) => rows.some((row) => Number(row[state] ?? 0) > 0));
  const states = [...Object.entries(STATES), ...rare];
  const columns: Column[] = [{ title: 'Kind' }, ...states.map(([, title]): Column => ({ title, type: 'number' })), { title: '' }];
  const cells = rows.map((row): Piece[] => [
    `${row.kind}s`,
    ...states.map(([state]) => (Number(row[state] ?? 0) === 0 ? '–' : Number(row[state]))),
    html`<progress max="${row.desired}" value="${row.settled}" aria-label="${row.kind}s in step"></progress>`,
  ]);
  return table(columns, cells);
}

function errors(troubles: readonly Trouble[]): Html | undefined {
  if (troubles.length === 0) return undefined;
  return html`<h3>Not in step</h3><ul class="errors">${troubles.map(errorItem)}</ul>`;
}

function errorItem({ kind, name, contextId, state, reason, message, nextAt }: Trouble): Html {
  const remedy = remedyFor(reason);
  const place = contextId === 0 ? 'no context' : `context ${contextId}`;
  const retry = nextAt === 0 ? undefined : html`<p class="version">tried again at ${moment(nextAt)} UTC</p>`;
  const tone = state === 'parked' || state === 'halted' ? 'bad' : 'busy';
  return html`<li class="${tone}"><p><strong>${kind} ${name}</strong> (${place}) ${badge({ tone, text: reason })} <span class="version">${state}</span></p>
<p>${message}</p>${remedy === undefined ? undefined : html`<p class="remedy">${remedy}</p>`}${retry}</li>
`;
}
