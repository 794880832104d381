import type { Cache, KeptEntry, ListedObject } from '../cache/index.ts';
import type { FieldChange, FieldValue } from '../model/index.ts';
import { type Html, html } from './html.ts';
import { type FaceRequest, htmlReply, type Reply, type Routes } from './http-face.ts';
import { meantBy } from './object-routes.ts';
import { pageText } from './page.ts';

/** More are in `/api/v1`. */
const MOST_SHOWN = 200;
const LONGEST_VALUE = 80;

/** `/objects` with a search, and `/history`, for people. */
export function recordPages({ list, history }: Pick<Cache, 'list' | 'history'>): Routes {
  return {
    '/objects': ({ query }) => {
      const search = query.get('search') ?? '';
      const { items, total } = list.page({ search: search || undefined }, MOST_SHOWN);
      return page('Objects', html`${searchForm('/objects', 'search', search)}${objects(items)}${rest(items.length, total)}`);
    },
    '/history': (request) => historyPage({ list, history }, request),
  };
}

function historyPage({ list, history }: Pick<Cache, 'list' | 'history'>, { query }: FaceRequest): Reply {
  const object = query.get('object') ?? '';
  const meant = object === '' ? [] : meantBy(list, object, new URLSearchParams());
  const known = meant.length === 0 ? { name: object } : { sourceIds: meant.map(({ sourceId }) => sourceId) };
  const { items, total } = history.page(object === '' ? {} : known, MOST_SHOWN);
  return page('What was written to OX', html`${searchForm('/history', 'object', object)}${deeds(items)}${rest(items.length, total)}`);
}

function page(title: string, body: Html): Reply {
  const links = html` <a href="/objects">objects</a> <a href="/history">history</a>`;
  return htmlReply(200, pageText({ title, links, body: html`<section>${body}</section>` }));
}

function searchForm(action: string, field: string, value: string): Html {
  return html`<form action="${action}"><input type="search" name="${field}" value="${value}" aria-label="Name or source id"> <button>Search</button></form>`;
}

function objects(items: readonly ListedObject[]): Html {
  return html`<table><thead><tr><th>Kind</th><th>Name</th><th class="number">Context</th><th>State</th><th>Why</th></tr></thead>
<tbody>${items.map(objectRow)}</tbody></table>`;
}

function objectRow({ kind, name, contextId, sourceId, state, reason, message }: ListedObject): Html {
  const why = state === 'settled' ? '' : `${reason ?? ''} ${message ?? ''}`;
  return html`<tr><td>${kind}</td><td><a href="/history?object=${encodeURIComponent(sourceId)}">${name}</a></td>
<td class="number">${contextId}</td><td>${state}</td><td class="message">${why}</td></tr>
`;
}

function deeds(items: readonly KeptEntry[]): Html {
  return html`<table><thead><tr><th>Time</th><th>Deed</th><th>Object</th><th class="number">Context</th><th>Outcome</th><th>What</th></tr></thead>
<tbody>${items.map(deedRow)}</tbody></table>`;
}

function deedRow({ at, verb, kind, name, contextId, outcome, message, changes }: KeptEntry): Html {
  const what = message ?? changes.map(changeText).join('; ');
  return html`<tr><td>${new Date(at).toISOString()}</td><td>${verb}</td><td>${kind} ${name}</td><td class="number">${contextId}</td>
<td class="${outcome === 'ok' ? 'good' : 'bad'}">${outcome}</td><td class="message">${what}</td></tr>
`;
}

function changeText({ field, before, after }: FieldChange): string {
  return `${field}: ${shown(before)} → ${shown(after)}`;
}

function shown(value: FieldValue | undefined): string {
  const text = typeof value === 'object' ? value.join(', ') : String(value ?? '–');
  return text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE)}…` : text;
}

function rest(shownRows: number, total: number): Html {
  return html`<p class="version">${shownRows} of ${total}. For programs: <a href="/api/v1/objects">/api/v1/objects</a>, <a href="/api/v1/history">/api/v1/history</a></p>`;
}
