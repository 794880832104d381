import type { ObjectList } from '../cache/index.ts';
import { messageOf } from '../model/index.ts';
import { BadQuery } from './api-query.ts';
import type { Explanation } from './explanation.ts';
import { type FaceRequest, json, type Reply, type Routes } from './http-face.ts';
import { ambiguous, meantBy, unknown } from './object-routes.ts';

/** Whoever can explain. */
export interface Explains {
  /** @param objectId row id */
  object(objectId: number): Promise<Explanation>;
  /** Entries of this name that are no objects; `undefined` where there are none. */
  entry(name: string): Promise<Explanation | undefined>;
}

/** `/api/v1/explain/ID`: where an object comes from, what OX holds of it, and why. The entry and OX are looked at for it. */
export function explainRoutes(list: ObjectList, explains: Explains): Routes {
  return { '/api/v1/explain/*': (request) => answer(list, explains, request) };
}

/** As the API answers; also for the command without an operator. */
export async function answer(list: ObjectList, explains: Explains, { rest, query }: FaceRequest): Promise<Reply> {
  try {
    const found = meantBy(list, rest, query);
    const [first] = found;
    if (found.length > 1) return ambiguous(rest, found);
    const explanation = first === undefined ? await explains.entry(rest.split('/').at(-1) ?? rest) : await explains.object(first.id);
    return explanation === undefined ? unknown(rest) : json(200, explanation);
  } catch (error) {
    return json(error instanceof BadQuery ? 400 : 503, { message: messageOf(error) });
  }
}
