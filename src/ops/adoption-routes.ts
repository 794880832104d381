import type { AdoptionName, AdoptionPart, AdoptionReport, AdoptionRow } from '../cache/index.ts';
import { readPlace } from './api-query.ts';
import { json, type Routes } from './http-face.ts';
import { answering } from './object-routes.ts';

/** As many names as a part of a row tells. */
const MOST_NAMES = 100;

/** What became of the objects of one kind that a context held before the operator came. */
export interface AdoptionView extends Omit<AdoptionRow, 'owner' | 'lookedAt'> {
  /** Name of the OXDirectory; empty for custom resources. */
  readonly directory: string;
  readonly lookedAt: string;
  /** The first names of each part. */
  readonly names: Readonly<Record<AdoptionPart, readonly AdoptionName[]>>;
}

/** `/api/v1/adoption`, narrowed by `directory`, `context` and `kind`. */
export function adoptionRoutes(report: AdoptionReport): Routes {
  return {
    '/api/v1/adoption': answering(({ query }) => {
      const { kind, contextId, owner } = readPlace(query);
      const rows = report
        .rows()
        .filter(
          (row) => (kind ?? row.kind) === row.kind && (contextId ?? row.contextId) === row.contextId && (owner ?? row.owner) === row.owner,
        );
      return json(200, { items: rows.map((row) => viewOf(row, report)), total: rows.length, next: null });
    }),
  };
}

function viewOf({ owner, lookedAt, ...row }: AdoptionRow, report: AdoptionReport): AdoptionView {
  const named = (part: AdoptionPart): AdoptionName[] => report.names({ owner, ...row }, part, MOST_NAMES);
  const names = {
    wouldChange: named('wouldChange'),
    onlyInOx: named('onlyInOx'),
    onlyInDirectory: named('onlyInDirectory'),
    ambiguous: named('ambiguous'),
  };
  return { directory: owner, lookedAt: new Date(lookedAt).toISOString(), ...row, names };
}
