import type Database from 'better-sqlite3';
import type { Departure, GuardedKind, LetGo } from './departure.ts';
import type { StateCount } from './summary.ts';

interface Counted {
  readonly count: number;
}

export type DepartureStatements = ReturnType<typeof prepareDepartures> & ReturnType<typeof prepareWindow>;

/** Every statement over what is to leave: columns of `objects`, and `departures`, `populations` and `approvals`. */
export function prepareDepartureStatements(database: Database.Database): DepartureStatements {
  return { ...prepareDepartures(database), ...prepareWindow(database) };
}

function prepareDepartures(database: Database.Database) {
  const anew = "state = 'pending', attempts = 0, next_at = 0, waiting_for = NULL, revision = revision + 1";
  return {
    isLeaving: database.prepare<[number], { found: number }>('SELECT 1 AS found FROM objects WHERE id = ? AND leaving IS NOT NULL'),
    note: database.prepare(
      `UPDATE objects SET leaving = @leaving, becoming = @text, leaving_since = coalesce(leaving_since, @now)
       WHERE id = @id AND desired IS NOT NULL`,
    ),
    noteAll: database.prepare(
      `UPDATE objects SET leaving = 'directory', becoming = NULL, leaving_since = coalesce(leaving_since, @now)
       WHERE owner = @owner AND kind = @kind AND desired IS NOT NULL`,
    ),
    releaseAbsent: database.prepare(
      `UPDATE objects SET verdict = 'released'
       WHERE owner = ? AND kind = ? AND leaving IS NOT NULL AND applied IS NULL AND look_first = 0`,
    ),
    isAny: database.prepare<[string, string], { found: number }>(
      'SELECT 1 AS found FROM objects WHERE owner = ? AND kind = ? AND leaving IS NOT NULL LIMIT 1',
    ),
    waiting: database.prepare<[string, string], { count: number; gone: number }>(
      `SELECT count(*) AS count, coalesce(sum(leaving = 'gone'), 0) AS gone FROM objects
       WHERE owner = ? AND kind = ? AND leaving IS NOT NULL AND verdict IS NOT 'released'`,
    ),
    judge: database.prepare(
      `UPDATE objects SET verdict = @verdict, ${anew}
       WHERE owner = @owner AND kind = @kind AND leaving IS NOT NULL AND verdict IS NOT 'released' AND verdict IS NOT @verdict`,
    ),
    release: database.prepare(
      `UPDATE objects SET verdict = 'released' WHERE owner = ? AND kind = ? AND leaving IS NOT NULL AND verdict IS NOT 'released'`,
    ),
    approve: database.prepare("UPDATE objects SET verdict = 'released' WHERE owner = ? AND leaving IS NOT NULL AND verdict = 'held'"),
    byVerdict: database.prepare<[string, string], Omit<Departure, 'isEnd'> & { becoming: string | null }>(
      `SELECT id, kind, source_id AS sourceId, partition, context_id AS contextId, name, leaving, leaving_since AS since, becoming
       FROM objects WHERE owner = ? AND leaving IS NOT NULL AND verdict = ? ORDER BY leaving_since, id`,
    ),
    isHeld: database.prepare<[string], { found: number }>(
      "SELECT 1 AS found FROM objects WHERE owner = ? AND leaving IS NOT NULL AND verdict = 'held' LIMIT 1",
    ),
    heldCounts: database.prepare<[], { owner: string; kind: GuardedKind; count: number }>(
      "SELECT owner, kind, count(*) AS count FROM objects WHERE leaving IS NOT NULL AND verdict = 'held' GROUP BY owner, kind",
    ),
    // Left to itself, SQLite goes through everybody for the sake of the grouping.
    heldStates: database.prepare<[string], StateCount>(
      `SELECT kind, state, count(*) AS count FROM objects INDEXED BY objects_leaving
       WHERE owner = ? AND leaving IS NOT NULL AND verdict = 'held' GROUP BY kind, state`,
    ),
    forget: database.prepare('UPDATE objects SET leaving = NULL, becoming = NULL, verdict = NULL, leaving_since = NULL WHERE id = ?'),
  };
}

function prepareWindow(database: Database.Database) {
  return {
    count: database.prepare(
      `INSERT INTO departures (owner, kind, at, count) VALUES (@owner, @kind, @at, @count)
       ON CONFLICT (owner, kind, at) DO UPDATE SET count = count + excluded.count`,
    ),
    letGo: database.prepare<[string, string, number], Counted>(
      'SELECT coalesce(sum(count), 0) AS count FROM departures WHERE owner = ? AND kind = ? AND at > ?',
    ),
    letGoByHour: database.prepare<[{ owner: string; since: number; hour: number }], LetGo>(
      `SELECT at - at % @hour AS hour, kind, sum(count) AS count FROM departures WHERE owner = @owner AND at > @since
       GROUP BY 1, kind ORDER BY 1, kind`,
    ),
    forgetLetGo: database.prepare('DELETE FROM departures WHERE owner = ? AND kind = ? AND at <= ?'),
    populationAt: database.prepare<[string, string, number], Counted & { at: number }>(
      'SELECT at, count FROM populations WHERE owner = ? AND kind = ? AND at <= ? ORDER BY at DESC LIMIT 1',
    ),
    population: database.prepare<[string, string], Counted>(
      'SELECT count(*) AS count FROM objects WHERE owner = ? AND kind = ? AND desired IS NOT NULL',
    ),
    addSample: database.prepare('INSERT OR REPLACE INTO populations (owner, kind, at, count) VALUES (@owner, @kind, @at, @count)'),
    forgetSamples: database.prepare('DELETE FROM populations WHERE owner = ? AND kind = ? AND at < ?'),
    spend: database.prepare('INSERT OR REPLACE INTO approvals (owner, token, at) VALUES (@owner, @token, @at)'),
    spent: database.prepare<[string], { token: string }>('SELECT token FROM approvals WHERE owner = ?'),
    forgetOwner: ['departures', 'populations', 'approvals'].map((table) =>
      database.prepare<[string]>(`DELETE FROM ${table} WHERE owner = ?`),
    ),
  };
}
