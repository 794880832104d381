import type Database from 'better-sqlite3';
import type { Reason } from '../model/index.ts';
import { OBJECT_COLUMNS, type ObjectRow, type ObjectState, OTHER_LED } from './cached-object.ts';

/** Another object with an interest in the same name. */
export interface Rival {
  readonly id: number;
  /** The name it wants, in lower case. */
  readonly nameKey: string;
}

/** An object and the name it wants. */
interface NameClaim {
  readonly kind: string;
  readonly contextId: number;
  readonly nameKey: string;
  readonly id: number;
}

/** Flags are 0 or more. */
interface StandingRow {
  readonly isWanted: number;
  readonly isInOx: number;
  readonly lookFirst: number;
  readonly state: ObjectState;
  readonly reason: Reason | null;
  readonly message: string | null;
}

/** What is known of an object beside what was read of it. */
export interface Compared {
  readonly id: number;
  readonly contextId: number;
  readonly nameKey: string;
  /** Another process led, and may have written it anywhere. */
  readonly isDoubtful: number;
  readonly same: number | null;
  readonly isBehind: number;
}

interface MemberRow {
  readonly sourceId: string;
  readonly oxId: number | null;
}

export type ObjectStatements = ReturnType<typeof prepareNews> &
  ReturnType<typeof prepareRows> &
  ReturnType<typeof prepareWork> &
  ReturnType<typeof prepareTimers> &
  ReturnType<typeof prepareFaults>;

/** The kinds that live in a context by themselves, spelled out so that an index leads to each. */
export const INHABITANTS = "'User', 'Group', 'Resource', 'FunctionalAccount'";

/** The context of an id: of two claims the one that is there, or the older one. */
const CONTEXT_IN_FORCE = "SELECT id FROM objects WHERE kind = 'Context' AND context_id = ? ORDER BY applied IS NULL, id LIMIT 1";

/** Who has a name, or may have it. */
const HOLDERS = `SELECT id, name_key AS nameKey FROM objects WHERE kind = @kind AND home_id = @contextId AND applied_key = @nameKey AND id <> @id
  UNION ALL
  SELECT id, name_key AS nameKey FROM objects WHERE kind = @kind AND attempted_in = @contextId AND attempted = @nameKey AND id <> @id
  UNION ALL
  SELECT id, name_key AS nameKey FROM objects WHERE former IS NOT NULL AND kind = @kind AND id <> @id
    AND EXISTS (SELECT 1 FROM json_each(former) WHERE value ->> 'contextId' = @contextId AND value ->> 'name' = @nameKey)
  UNION ALL
  SELECT id, name_key AS nameKey FROM objects WHERE remains_in = @contextId AND kind = @kind
    AND lower(json_extract(applied, '$.remains.name')) = @nameKey AND id <> @id`;

const CLAIMANTS = `SELECT id, name_key AS nameKey FROM objects WHERE kind = @kind AND context_id = @contextId AND name_key = @nameKey AND id <> @id
  AND desired IS NOT NULL`;

/** What is wanted, or is let go, leaves no more. */
const STAYS = 'leaving = NULL, becoming = NULL, verdict = NULL, leaving_since = NULL';

/** Every statement over `objects` and `memberships`. */
export function prepareObjectStatements(database: Database.Database): ObjectStatements {
  return {
    ...prepareNews(database),
    ...prepareRows(database),
    ...prepareWork(database),
    ...prepareTimers(database),
    ...prepareFaults(database),
  };
}

/** So many places are remembered of one that moves and moves while nobody looks for it. */
const MOST_FORMER = 20;

/** Many are to be done at once: they let fresh changes pass, but what is fresh itself and still to be done keeps its turn. */
const IN_BULK = "priority = CASE WHEN state = 'pending' THEN priority ELSE 1 END";

/** Whether what was read is news, and how soon it is to be done. */
function prepareNews(database: Database.Database) {
  return {
    compare: database.prepare<[string, number, string, string, string, number], Compared>(
      // What was about to leave and comes back has to be told of.
      `SELECT id, context_id AS contextId, name_key AS nameKey,
         look_first = ${OTHER_LED} AS isDoubtful, desired = ? AND leaving IS NULL AS same, state = 'pending' AND priority > ? AS isBehind
       FROM objects WHERE kind = ? AND owner = ? AND source_id = ? AND partition = ?`,
    ),
    hasten: database.prepare('UPDATE objects SET priority = ? WHERE id = ?'),
    // In a context that nobody knows of nobody wrote anything.
    rememberPlace: database.prepare(
      `UPDATE objects SET attempted = coalesce(attempted, name_key), attempted_in = coalesce(attempted_in, context_id), look_first = ${OTHER_LED},
         former = CASE WHEN attempted IS NULL OR json_array_length(coalesce(former, '[]')) >= ${MOST_FORMER} THEN former
           ELSE json_insert(coalesce(former, '[]'), '$[#]', json_object('contextId', context_id, 'name', name_key)) END
       WHERE id = ? AND context_id IN (SELECT context_id FROM objects WHERE kind = 'Context')`,
    ),
  };
}

/** What is desired, what is known, who belongs together. */
function prepareRows(database: Database.Database) {
  return {
    insert: database.prepare(
      `INSERT INTO objects (kind, rank, owner, source_id, partition, context_id, lane, name, name_key, desired, profile, state, priority, changed_at)
       VALUES (@kind, @rank, @owner, @sourceId, @partition, @contextId, @lane, @name, @nameKey, @text, @profile, 'pending', @priority, @now)`,
    ),
    replace: database.prepare(
      `UPDATE objects SET context_id = @contextId, lane = @lane, name = @name, name_key = @nameKey, desired = @text, last_desired = NULL, profile = @profile, state = 'pending',
         attempts = 0, next_at = 0, waiting_for = NULL, revision = revision + 1, changed_at = @now, ${STAYS},
         priority = CASE WHEN state = 'pending' THEN min(priority, @priority) ELSE @priority END WHERE id = @id`,
    ),
    retire: database.prepare(
      `UPDATE objects SET last_desired = desired, desired = NULL, state = 'pending', attempts = 0, next_at = 0, waiting_for = NULL, revision = revision + 1,
         priority = 0, changed_at = ?, ${STAYS} WHERE kind = ? AND owner = ? AND source_id = ? AND partition = ? AND desired IS NOT NULL`,
    ),
    retireAll: database.prepare(
      `UPDATE objects SET last_desired = desired, desired = NULL, state = 'pending', attempts = 0, next_at = 0, waiting_for = NULL, revision = revision + 1,
         changed_at = ?, ${STAYS} WHERE owner = ? AND desired IS NOT NULL`,
    ),
    forgetAllMemberships: database.prepare('DELETE FROM memberships WHERE group_id IN (SELECT id FROM objects WHERE owner = ?)'),
    forgetAll: database.prepare('DELETE FROM objects WHERE owner = ?'),
    forget: database.prepare('DELETE FROM objects WHERE id = ?'),
    forgetGone: database.prepare('DELETE FROM objects WHERE id = ? AND desired IS NULL'),
    forgetMemberships: database.prepare('DELETE FROM memberships WHERE group_id = ? OR user_id = ?'),
    load: database.prepare<[number], ObjectRow>(`SELECT ${OBJECT_COLUMNS} FROM objects WHERE id = ?`),
    find: database.prepare<[string, string, string, number], ObjectRow>(
      `SELECT ${OBJECT_COLUMNS} FROM objects WHERE kind = ? AND owner = ? AND source_id = ? AND partition = ?`,
    ),
    sourceIds: database.prepare<[string, string], { sourceId: string }>(
      'SELECT DISTINCT source_id AS sourceId FROM objects WHERE kind = ? AND owner = ?',
    ),
    parts: database.prepare<[string, string, string], { id: number; partition: number }>(
      'SELECT id, partition FROM objects WHERE kind = ? AND owner = ? AND source_id = ?',
    ),
    context: database.prepare<[number], ObjectRow>(`SELECT ${OBJECT_COLUMNS} FROM objects WHERE id = (${CONTEXT_IN_FORCE})`),
    standing: database.prepare<[number], StandingRow>(
      `SELECT desired IS NOT NULL AS isWanted, applied IS NOT NULL AS isInOx, look_first AS lookFirst, state, reason, message
       FROM objects WHERE id = (${CONTEXT_IN_FORCE})`,
    ),
    holder: database.prepare<[NameClaim], Rival>(`${HOLDERS} LIMIT 1`),
    claimant: database.prepare<[NameClaim], Rival>(`${CLAIMANTS} ORDER BY id LIMIT 1`),
    rivals: database.prepare<[NameClaim], Rival>(`${HOLDERS} UNION ${CLAIMANTS}`),
    // What a move has left behind is still that object's.
    ownerOfOxId: database.prepare<[{ kind: string; contextId: number; oxId: number }], { id: number }>(
      `SELECT id FROM objects WHERE kind = @kind AND home_id = @contextId AND ox_id = @oxId
       UNION ALL
       SELECT id FROM objects WHERE remains_in = @contextId AND kind = @kind AND json_extract(applied, '$.remains.oxId') = @oxId LIMIT 1`,
    ),
    population: database.prepare<[{ contextId: number }], { count: number }>(
      `SELECT (SELECT count(*) FROM objects WHERE kind IN (${INHABITANTS}) AND home_id = @contextId)
         + (SELECT count(*) FROM objects WHERE remains_in = @contextId) AS count`,
    ),
    untriedMember: database.prepare<[number], { id: number }>(
      `SELECT o.id FROM memberships m JOIN objects o ON o.id = m.user_id
       WHERE m.group_id = ? AND (o.home_id IS NULL OR o.home_id <> o.context_id) AND o.state = 'pending' AND o.attempts = 0 ORDER BY o.priority DESC, o.id DESC LIMIT 1`,
    ),
    // A user who is still to be moved here has another context's id.
    members: database.prepare<[number], MemberRow>(
      `SELECT o.source_id AS sourceId, CASE WHEN o.home_id = g.context_id THEN o.ox_id END AS oxId
       FROM memberships m CROSS JOIN objects g ON g.id = m.group_id CROSS JOIN objects o ON o.id = m.user_id WHERE m.group_id = ?`,
    ),
    memberObjects: database.prepare<[number], MemberRow & { desired: string | null }>(
      `SELECT o.source_id AS sourceId, CASE WHEN o.home_id = g.context_id THEN o.ox_id END AS oxId, o.desired
       FROM memberships m CROSS JOIN objects g ON g.id = m.group_id CROSS JOIN objects o ON o.id = m.user_id WHERE m.group_id = ?`,
    ),
    byName: database.prepare<[string, number, string], { id: number }>(
      'SELECT id FROM objects WHERE kind = ? AND context_id = ? AND name_key = ? AND desired IS NOT NULL ORDER BY id LIMIT 1',
    ),
    memberships: database.prepare<[number], { user_id: number }>('SELECT user_id FROM memberships WHERE group_id = ?'),
    addMembership: database.prepare('INSERT INTO memberships (group_id, user_id) VALUES (?, ?)'),
    removeMembership: database.prepare('DELETE FROM memberships WHERE group_id = ? AND user_id = ?'),
  };
}

/** What happened to an object, and who is woken by it. */
function prepareWork(database: Database.Database) {
  return {
    noteWrite: database.prepare(
      'UPDATE objects SET look_first = max(look_first, 1), attempted = ?, attempted_in = ? WHERE id = ? AND (desired IS NULL) = ?',
    ),
    noteLost: database.prepare(
      `UPDATE objects SET state = 'pending', attempts = 0, next_at = 0, waiting_for = NULL, revision = revision + 1, look_first = max(look_first, 1),
         attempted = applied_key, attempted_in = home_id, applied = NULL, applied_key = NULL, ox_id = NULL, home_id = NULL, remains_in = NULL
       WHERE id = ? AND remains_in IS NULL`,
    ),
    recordApplied: database.prepare(
      `UPDATE objects SET applied = @applied, applied_key = @appliedKey, ox_id = @oxId, home_id = @homeId, remains_in = @remainsIn,
         look_first = CASE WHEN @lookFirst = 1 THEN max(look_first, 1) ELSE 0 END, attempted = CASE WHEN @lookFirst = 1 THEN attempted END,
         attempted_in = CASE WHEN @lookFirst = 1 THEN attempted_in END, former = CASE WHEN @lookFirst = 1 THEN former END, tried_at = @now WHERE id = @id`,
    ),
    recordProgress: database.prepare(
      `UPDATE objects SET state = @state, attempts = @attempts, next_at = @nextAt, reason = @reason, message = @message,
         waiting_for = @waitingFor, failed_since = CASE WHEN @failedSince IS NULL THEN NULL ELSE coalesce(failed_since, @failedSince) END
       WHERE id = @id AND revision = @revision`,
    ),
    wake: database.prepare(
      "UPDATE objects SET state = 'pending', waiting_for = NULL, attempts = 0, next_at = 0 WHERE state = 'waiting' AND waiting_for = ?",
    ),
    // A new revision tells a reconcile that is under way that its outcome is out of date.
    outdateGroups: database.prepare(
      `UPDATE objects SET revision = revision + 1
       WHERE id IN (SELECT group_id FROM memberships WHERE user_id = ?) AND state = 'pending'`,
    ),
    wakeGroups: database.prepare(
      `UPDATE objects SET state = 'pending', waiting_for = NULL, revision = revision + 1
       WHERE id IN (SELECT group_id FROM memberships WHERE user_id = ?)
         AND (state = 'settled' OR (state = 'waiting' AND waiting_for = 'members'))`,
    ),
    wakeAccounts: database.prepare(
      `UPDATE objects SET state = 'pending', waiting_for = NULL, revision = revision + 1
       WHERE id IN (SELECT group_id FROM memberships WHERE user_id = ?) AND kind = 'FunctionalAccount'
         AND (state = 'settled' OR (state = 'waiting' AND waiting_for = 'members'))`,
    ),
    outdateAccounts: database.prepare(
      `UPDATE objects SET revision = revision + 1
       WHERE id IN (SELECT group_id FROM memberships WHERE user_id = ?) AND kind = 'FunctionalAccount' AND state = 'pending'`,
    ),
    touchUsersOf: database.prepare(
      `UPDATE objects SET state = 'pending', attempts = 0, next_at = 0, waiting_for = NULL, revision = revision + 1, ${IN_BULK}
       WHERE profile = ? AND desired IS NOT NULL`,
    ),
    usersOf: database.prepare<[string], { users: number; settled: number; pending: number }>(
      `SELECT count(*) AS users, count(*) FILTER (WHERE state = 'settled') AS settled, count(*) FILTER (WHERE state = 'pending') AS pending
       FROM objects WHERE profile = ? AND desired IS NOT NULL`,
    ),
    touch: database.prepare(
      `UPDATE objects SET state = 'pending', attempts = 0, next_at = 0, waiting_for = NULL, revision = revision + 1,
         look_first = max(look_first, ?) WHERE id = ?`,
    ),
    lookAgain: database.prepare(
      `UPDATE objects SET state = 'pending', attempts = 0, next_at = 0, waiting_for = NULL, revision = revision + 1, look_first = max(look_first, 1), ${IN_BULK}
       WHERE home_id = ? AND kind <> 'Context'`,
    ),
    releaseOutage: database.prepare(
      `UPDATE objects SET state = 'pending', next_at = 0 WHERE state = 'backingOff' AND attempts <= 2
         AND reason IN ('OxUnreachable', 'OxAuthenticationFailed', 'OxUpdating') AND (@lane IS NULL OR lane = @lane)`,
    ),
    pendingLanes: database.prepare<[], { lane: number }>(
      `WITH RECURSIVE lanes (lane) AS (
         SELECT min(lane) FROM objects WHERE state = 'pending'
         UNION ALL
         SELECT (SELECT min(lane) FROM objects WHERE state = 'pending' AND lane > lanes.lane) FROM lanes WHERE lanes.lane IS NOT NULL
       ) SELECT lane FROM lanes WHERE lane IS NOT NULL AND NOT EXISTS (
         SELECT 1 FROM objects WHERE kind = 'Context' AND context_id = lanes.lane AND state = 'pending' AND applied IS NULL AND desired IS NOT NULL
       )`,
    ),
    pendingOfAll: database.prepare<[number, number], { id: number }>(
      "SELECT id FROM objects WHERE state = 'pending' AND lane = ? ORDER BY priority, rank, id LIMIT ?",
    ),
    pendingIn: database.prepare<[number, string, number], { id: number }>(
      `SELECT id FROM objects WHERE state = 'pending' AND lane = ? AND owner NOT IN (SELECT value FROM json_each(?))
       ORDER BY priority, rank, id LIMIT ?`,
    ),
  };
}

/** Who goes on when a time has come, or when the owner decides otherwise. */
function prepareTimers(database: Database.Database) {
  return {
    releaseTimers: database.prepare("UPDATE objects SET state = 'pending', next_at = 0 WHERE state = 'backingOff' AND next_at <= ?"),
    releaseWaiting: database.prepare(
      "UPDATE objects SET state = 'pending', next_at = 0, waiting_for = NULL WHERE state = 'waiting' AND next_at > 0 AND next_at <= ?",
    ),
    nextTimer: database.prepare<[], { next_at: number | null }>(
      `SELECT min(next_at) AS next_at FROM (
         SELECT min(next_at) AS next_at FROM objects WHERE state = 'backingOff'
         UNION ALL
         SELECT min(next_at) FROM objects WHERE state = 'waiting' AND next_at > 0)`,
    ),
    wakePolicy: database.prepare(
      `UPDATE objects SET state = 'pending', waiting_for = NULL, attempts = 0, next_at = 0
       WHERE owner = ? AND state = 'waiting' AND reason IN ('Observing', 'Disabled')`,
    ),
  };
}

/** Parked for what most of an owner's objects are refused for; neither by an admin, nor again as it is after that had been mended. */
const REFUSED_LIKE_ALL =
  "owner = @owner AND state = 'parked' AND reason = @reason AND tried_again IS NOT revision AND put_aside IS NOT revision";

/** Who does not settle, and what an admin wants of it. */
function prepareFaults(database: Database.Database) {
  return {
    retryFaulty: database.prepare(
      `UPDATE objects SET state = 'pending', attempts = 0, next_at = 0, ${IN_BULK} WHERE owner = ? AND state IN ('parked', 'halted')`,
    ),
    // What it has failed so far counts on: the admin sees that it was tried once more.
    retry: database.prepare(
      `UPDATE objects SET state = 'pending', next_at = 0, waiting_for = NULL, look_first = max(look_first, ?), priority = 0
       WHERE id = ? AND state NOT IN ('pending', 'settled')`,
    ),
    moveOn: database.prepare(
      'UPDATE objects SET state = @state, attempts = @attempts, next_at = @nextAt, waiting_for = NULL WHERE id = @id',
    ),
    doubtUntried: database.prepare(
      `UPDATE objects SET look_first = 1 WHERE owner = ? AND applied IS NULL AND tried_at IS NULL AND desired IS NOT NULL
         AND context_id <> 0 AND json_extract(desired, '$.fault') IS NULL`,
    ),
    putAside: database.prepare('UPDATE objects SET put_aside = revision WHERE id = ?'),
    isPutAside: database.prepare<[number], { found: number }>('SELECT 1 AS found FROM objects WHERE id = ? AND put_aside = revision'),
    retryParked: database.prepare(
      "UPDATE objects SET state = 'pending', attempts = 0, next_at = 0 WHERE state = 'parked' AND context_id = ? AND reason = ?",
    ),
    // Once: what is refused again as it is, is refused for itself.
    retryRefused: database.prepare(
      `UPDATE objects SET state = 'pending', attempts = 0, next_at = 0, tried_again = revision, ${IN_BULK} WHERE ${REFUSED_LIKE_ALL}`,
    ),
    probeRefused: database.prepare(
      `UPDATE objects SET state = 'pending', next_at = 0 WHERE id = (SELECT id FROM objects WHERE ${REFUSED_LIKE_ALL} ORDER BY tried_at, id LIMIT 1)
         AND NOT EXISTS (SELECT 1 FROM objects WHERE owner = @owner AND state = 'pending')`,
    ),
    retryNameTaken: database.prepare(
      `UPDATE objects SET state = 'pending', attempts = 0, next_at = 0
       WHERE state = 'parked' AND reason = 'NameTaken' AND kind = @kind AND context_id = @contextId
         AND (name_key = @name OR applied_key = @name)`,
    ),
  };
}
