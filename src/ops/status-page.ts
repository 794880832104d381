import type { Trouble } from '../cache/index.ts';
import { remedyFor } from '../model/index.ts';
import { Html, html } from './html.ts';
import { STATUS_STYLE } from './status-style.ts';
import type { ContextSummary, DirectorySummary, Readiness, Summary } from './summary.ts';

const REFRESH_SECONDS = 2;

const STATES = ['desired', 'settled', 'pending', 'waiting', 'backingOff', 'parked', 'discarded', 'held'] as const;

const TITLES: Readonly<Record<(typeof STATES)[number], string>> = {
  desired: 'Wanted',
  settled: 'In step',
  pending: 'To do',
  waiting: 'Waiting',
  backingOff: 'Retrying',
  parked: 'Parked',
  discarded: 'Discarded',
  held: 'Held',
};

/** The page for people: everything of a summary, without scripts. Reloads itself. */
export function statusPage(summary: Summary): string {
  const page = html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="refresh" content="${REFRESH_SECONDS}"><title>${headline(summary).text} – ox-operator</title>
<style>${new Html(STATUS_STYLE)}</style></head><body><main>
<header><h1>ox-operator</h1>${badge(headline(summary))}<span class="version">${summary.version}</span></header>
${outage(summary)}${notice(summary)}${contexts(summary)}${summary.directories.map(directory)}
<footer><a href="/objects">Objects</a> · <a href="/history">History</a> · Reloads every ${REFRESH_SECONDS} seconds. <a href="/plan">What would be written now</a>. For programs: <a href="/api/v1/summary">/api/v1/summary</a></footer>
</main></body></html>
`;
  return page.text;
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
<p class="remedy">${remedy}</p><p class="version">since ${new Date(current.since).toISOString()}</p></section>`;
}

function notice({ notice: current }: Summary): Html | undefined {
  return current === undefined ? undefined : html`<section class="outage"><h2>To be mended</h2><p>${current}</p></section>`;
}

function contexts({ contexts: all }: Summary): Html {
  const rows = all.map(contextRow);
  if (rows.length === 0) return html`<section><h2>Contexts</h2><p>There is no OXContext yet.</p></section>`;
  return html`<section><h2>Contexts</h2><table>
<thead><tr><th>Name</th><th class="number">Id</th><th class="number">Users</th><th class="number">Groups</th><th>Ready</th><th>Message</th></tr></thead>
<tbody>${rows}</tbody></table></section>`;
}

function contextRow({ name, contextId, users, groups, ready }: ContextSummary): Html {
  return html`<tr><td>${name}</td><td class="number">${contextId}</td><td class="number">${users}</td><td class="number">${groups}</td>
<td>${readiness(ready)}</td><td class="message">${ready.message}</td></tr>
`;
}

function directory({ name, ready, counts, troubles }: DirectorySummary): Html {
  const filled = counts.filter((row) => Number(row.desired) > 0);
  return html`<section><h2>Directory ${name}</h2><p>${readiness(ready)} <span class="message">${ready.message}</span></p>
<table><thead><tr><th>Kind</th>${STATES.map((state) => html`<th class="number">${TITLES[state]}</th>`)}<th class="wide"></th></tr></thead>
<tbody>${filled.map(countRow)}</tbody></table>${errors(troubles)}</section>`;
}

function countRow(row: DirectorySummary['counts'][number]): Html {
  const cells = STATES.map((state) => html`<td class="number">${Number(row[state] ?? 0) === 0 ? '–' : Number(row[state])}</td>`);
  return html`<tr><td>${row.kind}s</td>${cells}<td><progress max="${row.desired}" value="${row.settled}"></progress></td></tr>
`;
}

function errors(troubles: readonly Trouble[]): Html | undefined {
  if (troubles.length === 0) return undefined;
  return html`<h3>What does not go by itself</h3><ul class="errors">${troubles.map(errorItem)}</ul>`;
}

function errorItem({ kind, name, contextId, state, reason, message, nextAt }: Trouble): Html {
  const remedy = remedyFor(reason);
  const place = contextId === 0 ? 'no context' : `context ${contextId}`;
  const retry = nextAt === 0 ? undefined : html`<p class="version">tried again at ${new Date(nextAt).toISOString()}</p>`;
  const tone = state === 'parked' || state === 'halted' ? 'bad' : 'busy';
  return html`<li class="${tone}"><p><strong>${kind} ${name}</strong> (${place}) ${badge({ tone, text: reason })} <span class="version">${state}</span></p>
<p>${message}</p>${remedy === undefined ? undefined : html`<p class="remedy">${remedy}</p>`}${retry}</li>
`;
}
