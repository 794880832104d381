import type Database from 'better-sqlite3';
import type { Kind } from '../model/index.ts';
import { PRIORITY } from './object-table.ts';

/** An object that OX does not have as it was written. */
export interface DriftedObject {
  readonly id: number;
  readonly kind: Kind;
  readonly owner: string;
  readonly sourceId: string;
  readonly contextId: number;
  readonly name: string;
  /** Names of the fields that differ; none for one that is gone from OX. */
  readonly fields: readonly string[];
  readonly isGone: boolean;
  /** Milliseconds since 1970. */
  readonly foundAt: number;
}

/** Objects of one kind and owner in one context, which are compared together. */
export interface DriftPlace {
  readonly contextId: number;
  readonly kind: Kind;
  readonly count: number;
}

/** A part of the objects of a place. */
export interface DriftPage {
  readonly owner: string;
  readonly after: number;
  readonly limit: number;
  readonly untouchedSince: number;
}

/** When an owner's objects were last compared with OX. */
export interface DriftCheck {
  /** The end of that, or when the owner was first heard of; milliseconds since 1970. */
  readonly at: number;
  readonly isDone: boolean;
}

/**
 * What OX does not have as it was written, and when that was looked for. Drift is known of an object as long as nothing happens to it: a change
 * at its source, or another look at it, makes what was found out of date.
 */
export class DriftTable {
  private readonly statements: ReturnType<typeof prepare>;

  constructor(database: Database.Database) {
    this.statements = prepare(database);
  }

  lastCheck(owner: string): DriftCheck | undefined {
    const row = this.statements.lastCheck.get(owner);
    return row === undefined ? undefined : { at: row.at, isDone: row.checks > 0 };
  }

  /** An owner is heard of for the first time. */
  begin(owner: string, at: number): void {
    this.statements.begin.run(owner, at);
  }

  noteCheck(owner: string, at: number): void {
    this.statements.noteCheck.run({ owner, at });
  }

  /** An admin wants it done now. */
  hasten(owner: string): void {
    this.statements.hasten.run(owner);
  }

  /** Where an owner has objects that are in step with OX as far as is known. */
  places(owner: string): DriftPlace[] {
    return this.statements.places.all(owner);
  }

  /** Row ids of a page of a place, after the row `after`, of what was not touched since `untouchedSince`. */
  page({ contextId, kind }: DriftPlace, part: DriftPage): number[] {
    return this.statements.page.all({ ...part, contextId, kind }).map((row) => row.id);
  }

  /** `revision` is that of the object as it was compared. */
  put(object: { readonly id: number; readonly revision: number }, fields: readonly string[], isGone: boolean, foundAt: number): void {
    const { id, revision } = object;
    this.statements.put.run({ id, revision, fields: JSON.stringify(fields), isGone: isGone ? 1 : 0, foundAt });
  }

  /** It is as it was written, or is about to be. */
  clear(id: number): void {
    this.statements.clear.run(id);
  }

  /** Nobody wants to know any more. */
  forget(owner: string): number {
    return this.statements.forget.run(owner).changes;
  }

  /** It is looked at and written again, after whatever is more urgent. */
  correct(id: number): void {
    this.statements.correct.run(id);
  }

  of(id: number): DriftedObject | undefined {
    const row = this.statements.of.get(id);
    return row === undefined ? undefined : toDrifted(row);
  }

  /** After the row `after`, in the order of rows; of all owners when none is named. */
  list(owner: string | undefined, limit: number, after = 0): DriftedObject[] {
    return this.statements.list.all({ owner: owner ?? null, limit, after }).map(toDrifted);
  }

  count(owner: string | undefined): number {
    return this.statements.count.get({ owner: owner ?? null })?.count ?? 0;
  }

  countsByKind(): { readonly kind: Kind; readonly count: number }[] {
    return this.statements.countsByKind.all();
  }
}

type Row = Omit<DriftedObject, 'fields' | 'isGone'> & { readonly fields: string; readonly isGone: 0 | 1 };

function toDrifted({ fields, isGone, ...row }: Row): DriftedObject {
  // This table wrote the text itself.
  return { ...row, fields: JSON.parse(fields) as string[], isGone: isGone === 1 };
}

/** Written as far as it can be: a group lacks only members who are not in OX yet. */
const IN_STEP = "(state = 'settled' OR (state = 'waiting' AND waiting_for = 'members'))";
const VALID = `FROM drifts d JOIN objects o ON o.id = d.object_id AND o.revision = d.revision AND ${IN_STEP}`;
const COLUMNS = `o.id, o.kind, o.owner, o.source_id AS sourceId, o.context_id AS contextId, o.name, d.fields, d.is_gone AS isGone, d.found_at AS foundAt`;
const OF_OWNER = '(@owner IS NULL OR o.owner = @owner)';

function pageOf(condition: string): string {
  return `SELECT id FROM objects INDEXED BY objects_context WHERE context_id = @contextId AND kind = @kind AND ${condition} AND id > @after
    AND owner = @owner AND applied IS NOT NULL AND desired IS NOT NULL AND leaving IS NULL AND coalesce(tried_at, 0) <= @untouchedSince`;
}

function prepare(database: Database.Database) {
  return {
    lastCheck: database.prepare<[string], { at: number; checks: number }>(
      'SELECT checked_at AS at, checks FROM drift_checks WHERE owner = ?',
    ),
    begin: database.prepare('INSERT OR IGNORE INTO drift_checks (owner, checked_at, checks) VALUES (?, ?, 0)'),
    noteCheck: database.prepare(
      `INSERT INTO drift_checks (owner, checked_at, checks) VALUES (@owner, @at, 1)
       ON CONFLICT (owner) DO UPDATE SET checked_at = @at, checks = checks + 1`,
    ),
    hasten: database.prepare('UPDATE drift_checks SET checked_at = 0 WHERE owner = ?'),
    places: database.prepare<[string], DriftPlace>(
      `SELECT context_id AS contextId, kind, count(*) AS count FROM objects
       WHERE owner = ? AND kind IN ('Context', 'User', 'Group', 'Resource', 'FunctionalAccount', 'DeputyPermission') AND ${IN_STEP} AND applied IS NOT NULL
         AND desired IS NOT NULL AND leaving IS NULL GROUP BY context_id, kind, rank ORDER BY rank, context_id`,
    ),
    page: database.prepare<[DriftPage & { contextId: number; kind: Kind }], { id: number }>(
      // Users wait for no members, and there may be many who wait for something else.
      `${pageOf("state = 'settled'")} UNION ALL ${pageOf("state = 'waiting' AND waiting_for = 'members' AND @kind <> 'User'")} ORDER BY id LIMIT @limit`,
    ),
    put: database.prepare(
      `INSERT INTO drifts (object_id, revision, fields, is_gone, found_at) VALUES (@id, @revision, @fields, @isGone, @foundAt)
       ON CONFLICT (object_id) DO UPDATE SET revision = @revision, fields = @fields, is_gone = @isGone`,
    ),
    clear: database.prepare('DELETE FROM drifts WHERE object_id = ?'),
    forget: database.prepare('DELETE FROM drifts WHERE object_id IN (SELECT id FROM objects WHERE owner = ?)'),
    correct: database.prepare(
      `UPDATE objects SET state = 'pending', attempts = 0, next_at = 0, waiting_for = NULL, revision = revision + 1, look_first = 1,
         priority = ${PRIORITY.bulk} WHERE id = ? AND ${IN_STEP}`,
    ),
    of: database.prepare<[number], Row>(`SELECT ${COLUMNS} ${VALID} WHERE d.object_id = ?`),
    list: database.prepare<[{ owner: string | null; limit: number; after: number }], Row>(
      `SELECT ${COLUMNS} ${VALID} WHERE ${OF_OWNER} AND o.id > @after ORDER BY o.id LIMIT @limit`,
    ),
    count: database.prepare<[{ owner: string | null }], { count: number }>(`SELECT count(*) AS count ${VALID} WHERE ${OF_OWNER}`),
    countsByKind: database.prepare<[], { kind: Kind; count: number }>(`SELECT o.kind, count(*) AS count ${VALID} GROUP BY o.kind`),
  };
}
