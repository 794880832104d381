import type { Cache, ListedObject, ObjectList, ObjectState } from '../cache/index.ts';
import { KINDS } from '../model/index.ts';
import { BadQuery, readListQuery, readPlace } from './api-query.ts';
import { lastDeeds } from './history-view.ts';
import { type FaceRequest, json, type Reply, type Routes } from './http-face.ts';
import { type ObjectView, objectView } from './object-view.ts';

/** What stands in a list of the API. */
export interface ApiList<T> {
  readonly items: readonly T[];
  /** On all pages. */
  readonly total: number;
  /** To be given back as `cursor`; `null` on the last page. */
  readonly next: string | null;
}

/** A page of rows as the API tells it. `next`: the row that the page after it begins from. */
export function listOf<R, T>({ items, total, next }: Page<R>, view: (row: R) => T): ApiList<T> {
  return { items: items.map(view), total, next: next === undefined ? null : String(next) };
}

interface Page<R> {
  readonly items: readonly R[];
  readonly total: number;
  readonly next: number | undefined;
}

type Records = Pick<Cache, 'list' | 'history'>;

/** Not as it should be, by itself or not. */
const IN_TROUBLE: readonly ObjectState[] = ['halted', 'parked', 'backingOff', 'waiting'];

/** So many of those that may be meant are named. */
const MOST_CANDIDATES = 20;

/** `/api/v1/objects`, `/api/v1/objects/ID` with its last deeds, and `/api/v1/errors`. */
export function objectRoutes(cache: Records): Routes {
  const { list } = cache;
  return {
    '/api/v1/objects': answering(({ query }) => json(200, pageOf(list, query))),
    '/api/v1/objects/*': answering((request) => one(cache, request)),
    '/api/v1/errors': answering(({ query }) => json(200, pageOf(list, query, IN_TROUBLE))),
  };
}

/** Who stands by only follows: what it knows of OX is out of date, and whoever asks has to ask another replica. */
export function ofLeader(isLeading: () => boolean, routes: Routes): Routes {
  const body = { message: 'this replica stands by: ask the one that leads', standsBy: true };
  const guarded = Object.entries(routes).map(([path, route]): [string, Routes[string]] => [
    path,
    (request) => (isLeading() ? route(request) : json(503, body)),
  ]);
  return Object.fromEntries(guarded);
}

/** A question that cannot be answered is told as JSON, like everything of the API. */
export function answering(route: (request: FaceRequest) => Reply): (request: FaceRequest) => Reply {
  return (request) => {
    try {
      return route(request);
    } catch (error) {
      if (error instanceof BadQuery) return json(400, { message: error.message });
      throw error;
    }
  };
}

function pageOf(list: ObjectList, query: URLSearchParams, states?: readonly ObjectState[]): ApiList<ObjectView> {
  const { filter, limit, after } = readListQuery(query);
  const asked = filter.states?.filter((state) => states?.includes(state) ?? true) ?? states;
  return listOf(list.page({ ...filter, states: asked }, limit, after), objectView);
}

function one({ list, history }: Records, { rest, query }: FaceRequest): Reply {
  const found = meantBy(list, rest, query);
  const [only] = found;
  if (only !== undefined && found.length === 1) return json(200, { ...objectView(only), history: lastDeeds(history, only) });
  return found.length === 0 ? unknown(rest) : ambiguous(rest, found);
}

export function unknown(id: string): Reply {
  return json(404, { message: `nothing here is called ${JSON.stringify(id)}, nor has it as source id` });
}

export function ambiguous(id: string, found: readonly ListedObject[]): Reply {
  const message = `${JSON.stringify(id)} may be any of ${found.length}: name it as Kind/name or by its source id, or name its context`;
  return json(409, { message, items: found.map(objectView), total: found.length, next: null });
}

/** A name, `Kind/name`, or a source id. */
export function meantBy(list: ObjectList, id: string, query: URLSearchParams): ListedObject[] {
  const place = readPlace(query);
  const found = list.meantBy(id, place, MOST_CANDIDATES);
  if (found.length > 0) return found;
  const [prefix = '', ...rest] = id.split('/');
  const kind = KINDS.find((each) => each.toLowerCase() === prefix.toLowerCase());
  return kind === undefined || rest.length === 0 ? [] : list.meantBy(rest.join('/'), { ...place, kind }, MOST_CANDIDATES);
}
