import type { Cache, KeptEntry, ListedObject, ObjectState } from '../cache/index.ts';
import type { FieldChange, FieldValue } from '../model/index.ts';
import { type Html, html, type Piece } from './html.ts';
import { type FaceRequest, htmlReply, type Reply, type Routes } from './http-face.ts';
import { meantBy } from './object-routes.ts';
import { moment, pageText } from './page.ts';
import { type Column, table } from './page-table.ts';

/** More are in `/api/v1`. */
const MOST_SHOWN = 200;
const LONGEST_VALUE = 80;
const LONGEST_NAMES = 40;

/** More changes than that are folded up. */
const MOST_CHANGES = 3;

const NOT_IN_STEP: readonly ObjectState[] = ['pending', 'waiting', 'backingOff', 'parked', 'halted', 'discarded'];

/** `/objects` with a search, and `/history`, for people. */
export function recordPages({ list, history }: Pick<Cache, 'list' | 'history'>): Routes {
  return {
    '/objects': (request) => objectsPage(list, request),
    '/history': (request) => historyPage({ list, history }, request),
  };
}

function objectsPage(list: Cache['list'], { query }: FaceRequest): Reply {
  const search = query.get('search') ?? '';
  const isNarrowed = query.has('open');
  const { items, total } = list.page({ search: search || undefined, states: isNarrowed ? NOT_IN_STEP : undefined }, MOST_SHOWN);
  const narrow = html`<label><input type="checkbox" name="open" value="1"${isNarrowed ? html` checked` : undefined}> only what is not in step</label>`;
  const form = searchForm({ action: '/objects', field: 'search', value: search, more: narrow });
  return page('Objects', html`${form}${found(OBJECT_COLUMNS, items.map(objectCells))}${rest(items.length, total, '/api/v1/objects')}`);
}

function historyPage({ list, history }: Pick<Cache, 'list' | 'history'>, { query }: FaceRequest): Reply {
  const object = query.get('object') ?? '';
  const meant = object === '' ? [] : meantBy(list, object, new URLSearchParams());
  const known = meant.length === 0 ? { name: object } : { sourceIds: meant.map(({ sourceId }) => sourceId) };
  const { items, total } = history.page(object === '' ? {} : known, MOST_SHOWN);
  const form = searchForm({ action: '/history', field: 'object', value: object });
  const deeds = found(DEED_COLUMNS, items.map(deedCells));
  return page('What was written to OX', html`${form}${deeds}${rest(items.length, total, '/api/v1/history')}`);
}

function page(title: string, body: Html): Reply {
  return htmlReply(200, pageText({ title, body: html`<section>${body}</section>` }));
}

interface SearchForm {
  readonly action: string;
  readonly field: string;
  readonly value: string;
  readonly more?: Html | undefined;
}

function searchForm({ action, field, value, more }: SearchForm): Html {
  return html`<form action="${action}"><input type="search" name="${field}" value="${value}" placeholder="Name or source id" aria-label="Name or source id"> ${more} <button>Search</button></form>`;
}

function found(columns: readonly Column[], rows: readonly (readonly Piece[])[]): Html {
  return rows.length === 0 ? html`<p>There is none.</p>` : table(columns, rows);
}

const OBJECT_COLUMNS: readonly Column[] = [
  { title: 'Kind' },
  { title: 'Name', type: 'name' },
  { title: 'Context', type: 'number' },
  { title: 'State' },
  { title: 'Why', type: 'message' },
];

function objectCells({ kind, name, contextId, sourceId, state, reason, message }: ListedObject): Piece[] {
  const why = state === 'settled' ? '' : [reason ?? '', message ?? ''].filter((text) => text !== '').join(': ');
  return [kind, html`<a href="/history?object=${encodeURIComponent(sourceId)}">${name}</a>`, contextId, state, why];
}

const DEED_COLUMNS: readonly Column[] = [
  { title: 'Time (UTC)' },
  { title: 'Deed' },
  { title: 'Object', type: 'name' },
  { title: 'Context', type: 'number' },
  { title: 'Outcome' },
  { title: 'What', type: 'message' },
];

function deedCells({ at, verb, kind, name, contextId, outcome, message, changes }: KeptEntry): Piece[] {
  const how = html`<span class="${outcome === 'ok' ? 'good' : 'bad'}">${outcome}</span>`;
  return [moment(at), verb, `${kind} ${name}`, contextId, how, message ?? changesOf(changes)];
}

function changesOf(changes: readonly FieldChange[]): Piece {
  if (changes.length <= MOST_CHANGES) return changes.map(changeText).join('; ');
  const names = changes.map(({ field }) => field).join(', ');
  return html`<details><summary>${changes.length} fields: ${cut(names, LONGEST_NAMES)}</summary><ul>${changes.map((change) => html`<li>${changeText(change)}</li>`)}</ul></details>`;
}

function changeText({ field, before, after }: FieldChange): string {
  return before === undefined ? `${field}: ${shown(after)}` : `${field}: ${shown(before)} → ${shown(after)}`;
}

function shown(value: FieldValue | undefined): string {
  const text = typeof value === 'object' ? value.join(', ') : String(value ?? '');
  return text === '' ? '(nothing)' : cut(text);
}

function cut(text: string, longest = LONGEST_VALUE): string {
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}

function rest(shownRows: number, total: number, address: string): Html {
  return html`<p class="version">${shownRows} of ${total}. For programs: <a href="${address}">${address}</a></p>`;
}
