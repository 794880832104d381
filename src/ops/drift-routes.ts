import type { DriftedObject, DriftTable } from '../cache/index.ts';
import { readPage, readPlace } from './api-query.ts';
import { json, type Routes } from './http-face.ts';
import { answering, listOf } from './object-routes.ts';

/** An object that OX does not have as it was written. */
export interface DriftView extends Omit<DriftedObject, 'id' | 'owner' | 'foundAt'> {
  /** Name of the OXDirectory; empty for custom resources. */
  readonly directory: string;
  readonly foundTime: string;
}

/** `/api/v1/drift`, narrowed by `directory`. */
export function driftRoutes(drift: DriftTable): Routes {
  return {
    '/api/v1/drift': answering(({ query }) => {
      const { limit, after } = readPage(query);
      const { owner } = readPlace(query);
      const items = drift.list(owner, limit, after);
      const next = items.length === limit ? items.at(-1)?.id : undefined;
      return json(200, listOf({ items, total: drift.count(owner), next }, viewOf));
    }),
  };
}

function viewOf({ id: _id, owner, foundAt, ...rest }: DriftedObject): DriftView {
  return { directory: owner, ...rest, foundTime: new Date(foundAt).toISOString() };
}
