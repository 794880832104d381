import type Database from 'better-sqlite3';
import type { Kind } from '../model/index.ts';
import { INHABITANTS } from './object-statements.ts';

/** What became of the objects of one kind that a context held when it was looked at as a whole, and of those that a directory wants there. */
export interface AdoptionRow {
  /** Name of the OXDirectory; empty for custom resources. */
  readonly owner: string;
  readonly contextId: number;
  readonly kind: Kind;
  /** Milliseconds since 1970. */
  readonly lookedAt: number;
  /** In both, by name. */
  readonly matched: number;
  /** Of those, how many were not as they should be. */
  readonly wouldChange: number;
  /** How often each field was not. */
  readonly fields: Readonly<Record<string, number>>;
  /** In OX, and wanted by nobody: never touched. The same for every owner that feeds the context. */
  readonly onlyInOx: number;
  /** Wanted, and not in OX. */
  readonly onlyInDirectory: number;
  /** Wanted under a name that another object wants, too. */
  readonly ambiguous: number;
}

export type AdoptionPart = 'wouldChange' | 'onlyInOx' | 'onlyInDirectory' | 'ambiguous';

export interface AdoptionName {
  readonly name: string;
  /** Only of those who would change. */
  readonly fields?: readonly string[];
}

type Place = Pick<AdoptionRow, 'owner' | 'contextId' | 'kind'>;

/** Compares what bulk looks saw with what is wanted. Reads only; everything but `matched` and `wouldChange` is of this moment. */
export class AdoptionReport {
  private readonly statements: ReturnType<typeof prepare>;
  /** What was told last, and how many rows had been written until then. */
  private told: { readonly rows: readonly AdoptionRow[]; readonly changes: number } | undefined;

  constructor(database: Database.Database) {
    this.statements = prepare(database);
  }

  /**
   * By directory, context and kind, for contexts that were looked at as a whole and not made by us. It goes through everybody, and every
   * poll of every directory asks for it: as long as nothing is written the answer is the same.
   */
  rows(): readonly AdoptionRow[] {
    const changes = this.statements.changes.get()?.changes ?? 0;
    if (this.told?.changes !== changes) this.told = { rows: this.read(), changes };
    return this.told.rows;
  }

  private read(): AdoptionRow[] {
    return this.statements.rows.all().map((row) => ({
      ...row,
      fields: Object.fromEntries(this.statements.fields.all(row).map(({ field, count }) => [field, count])),
    }));
  }

  /** The first names of one part of a row. */
  names(place: Place, part: AdoptionPart, limit: number): AdoptionName[] {
    return this.statements[part].all({ ...place, limit }).map(({ name, fields }) => {
      // The table of sightings wrote this text itself.
      return fields === null ? { name } : { name, fields: JSON.parse(fields) as string[] };
    });
  }
}

interface NameRow {
  readonly name: string;
  readonly fields: string | null;
}

/** Rows are wide: whatever can be told from an index alone is. */
const UNMANAGED = `s.object_id IS NULL
  AND NOT EXISTS (SELECT 1 FROM objects o WHERE o.kind = s.kind AND o.context_id = s.context_id AND o.name_key = s.name_key)
  AND NOT EXISTS (SELECT 1 FROM objects o WHERE o.kind = s.kind AND o.home_id = s.context_id AND o.applied_key = s.name_key)`;
const MISSING = `o.state <> 'settled' AND o.desired IS NOT NULL AND o.applied_key IS NULL
  AND NOT EXISTS (SELECT 1 FROM sightings s WHERE s.context_id = o.context_id AND s.kind = o.kind AND s.name_key = o.name_key)`;
const SAME_NAMES = `SELECT kind, context_id, name_key FROM objects INDEXED BY objects_name GROUP BY kind, context_id, name_key HAVING count(*) > 1`;
const AMBIGUOUS = `o.desired IS NOT NULL AND (o.kind, o.context_id, o.name_key) IN (${SAME_NAMES})`;
const PLACE = 'o.owner = @owner AND o.context_id = @contextId AND o.kind = @kind';
const SEEN_AS = `FROM sightings s JOIN objects o ON o.id = s.object_id WHERE s.context_id = @contextId AND s.kind = @kind AND s.owner = @owner`;

function prepare(database: Database.Database) {
  return {
    // Nobody else writes to the file.
    changes: database.prepare<[], { changes: number }>('SELECT total_changes() AS changes'),
    rows: database.prepare<[], Omit<AdoptionRow, 'fields'>>(
      `WITH looked AS (SELECT context_id, seen_at FROM surveys WHERE is_ours = 0),
       seen AS (
         SELECT s.owner, s.context_id, s.kind, count(*) AS matched, count(*) FILTER (WHERE s.differences <> '[]') AS changing
         FROM sightings s WHERE s.object_id IS NOT NULL GROUP BY s.context_id, s.kind, s.owner
       ), unmanaged AS (
         SELECT s.context_id, s.kind, count(*) AS strangers FROM sightings s WHERE ${UNMANAGED} GROUP BY s.context_id, s.kind
       ), missing AS (
         SELECT o.owner, o.context_id, o.kind, count(*) AS absent FROM looked l CROSS JOIN objects o INDEXED BY objects_context ON o.context_id = l.context_id
         WHERE o.kind IN (${INHABITANTS}) AND ${MISSING} GROUP BY o.context_id, o.kind, o.owner
       ), namesakes AS (
         SELECT o.owner, o.context_id, o.kind, count(*) AS ambiguous FROM looked l CROSS JOIN (${SAME_NAMES}) n ON n.context_id = l.context_id
         CROSS JOIN objects o ON o.kind = n.kind AND o.context_id = n.context_id AND o.name_key = n.name_key AND o.desired IS NOT NULL
         WHERE o.kind IN (${INHABITANTS}) GROUP BY o.context_id, o.kind, o.owner
       ), places AS (
         SELECT owner, context_id, kind FROM seen UNION SELECT owner, context_id, kind FROM missing UNION SELECT owner, context_id, kind FROM namesakes
       )
       SELECT p.owner, p.context_id AS contextId, p.kind, l.seen_at AS lookedAt, coalesce(s.matched, 0) AS matched,
         coalesce(s.changing, 0) AS wouldChange, coalesce(u.strangers, 0) AS onlyInOx, coalesce(m.absent, 0) AS onlyInDirectory,
         coalesce(n.ambiguous, 0) AS ambiguous
       FROM places p JOIN looked l ON l.context_id = p.context_id
       LEFT JOIN seen s ON s.owner = p.owner AND s.context_id = p.context_id AND s.kind = p.kind
       LEFT JOIN unmanaged u ON u.context_id = p.context_id AND u.kind = p.kind
       LEFT JOIN missing m ON m.owner = p.owner AND m.context_id = p.context_id AND m.kind = p.kind
       LEFT JOIN namesakes n ON n.owner = p.owner AND n.context_id = p.context_id AND n.kind = p.kind
       ORDER BY p.context_id, p.owner, p.kind`,
    ),
    fields: database.prepare<[Place], { field: string; count: number }>(
      `SELECT d.value AS field, count(*) AS count FROM sightings s, json_each(s.differences) d
       WHERE s.context_id = @contextId AND s.kind = @kind AND s.owner = @owner AND s.differences <> '[]' GROUP BY d.value ORDER BY d.value`,
    ),
    wouldChange: database.prepare<[Place & { limit: number }], NameRow>(
      `SELECT o.name, s.differences AS fields ${SEEN_AS} AND s.differences <> '[]' ORDER BY o.name_key LIMIT @limit`,
    ),
    onlyInOx: database.prepare<[Place & { limit: number }], NameRow>(
      `SELECT s.name, NULL AS fields FROM sightings s WHERE s.context_id = @contextId AND s.kind = @kind AND ${UNMANAGED}
       ORDER BY s.name_key LIMIT @limit`,
    ),
    onlyInDirectory: database.prepare<[Place & { limit: number }], NameRow>(
      `SELECT o.name, NULL AS fields FROM objects o WHERE ${PLACE} AND ${MISSING} ORDER BY o.name_key LIMIT @limit`,
    ),
    ambiguous: database.prepare<[Place & { limit: number }], NameRow>(
      `SELECT o.name, NULL AS fields FROM objects o WHERE ${PLACE} AND ${AMBIGUOUS} ORDER BY o.name_key, o.id LIMIT @limit`,
    ),
  };
}
