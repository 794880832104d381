import type { Cache, HistoryFilter, ObjectList } from '../cache/index.ts';
import { BadQuery, readPage, readPlace } from './api-query.ts';
import { historyView } from './history-view.ts';
import { json, type Routes } from './http-face.ts';
import { answering, listOf, meantBy } from './object-routes.ts';

const UNIT_MS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `/api/v1/history`: what was written to OX, the newest first. */
export function historyRoutes({ list, history }: Pick<Cache, 'list' | 'history'>, now: () => number): Routes {
  return {
    '/api/v1/history': answering(({ query }) => {
      const { limit, after } = readPage(query);
      const page = history.page(readFilter(list, query, now()), limit, after === 0 ? undefined : after);
      return json(200, listOf(page, historyView));
    }),
  };
}

/** One that is known is followed under all names that it had; of one that is not there any more the name is looked for. */
function readFilter(list: ObjectList, query: URLSearchParams, now: number): HistoryFilter {
  const { kind, contextId, owner } = readPlace(query);
  const object = query.get('object') || undefined;
  const since = readSince(query.get('since') || undefined, now);
  const place = { kind, contextId, owner, since };
  if (object === undefined) return place;
  const meant = meantBy(list, object, query);
  return meant.length === 0 ? { ...place, name: object.split('/').at(-1) } : { ...place, sourceIds: meant.map(({ sourceId }) => sourceId) };
}

/** A time, or how long ago. @throws BadQuery */
function readSince(text: string | undefined, now: number): number | undefined {
  if (text === undefined) return undefined;
  const [, amount, unit = ''] = /^(\d{1,6})([smhd])$/.exec(text) ?? [];
  const time = amount === undefined ? Date.parse(text) : now - Number(amount) * (UNIT_MS[unit] ?? 0);
  if (Number.isNaN(time))
    throw new BadQuery(`since: found ${JSON.stringify(text)}, expected a time such as 2026-01-31T08:00:00Z, or 30m, 24h, 7d ago`);
  return time;
}
