import type Database from 'better-sqlite3';
import type { AppliedRecord, Clock, DesiredObject, Kind } from '../model/index.ts';
import { INHABITANTS } from './object-statements.ts';
import type { Member } from './object-table.ts';

/** A name in a context, as OX tells names apart: without case. */
export interface SightedName {
  readonly kind: Kind;
  readonly contextId: number;
  readonly name: string;
}

export interface MatchedObject extends SightedName {
  readonly id: number;
  readonly owner: string;
}

/** Half a day in milliseconds: what was seen before is looked at again one by one. A large context may take hours to be taken over. */
const GOOD_FOR_MS = 43_200_000;

/**
 * What bulk looks at contexts saw, on disk, so that fifty thousand users cost rows and no memory. A sighting is good for one look of the
 * object that takes it over; what remains says which object it was and which fields were not as they should be.
 */
export class SightingTable {
  private readonly statements: ReturnType<typeof prepare>;
  private readonly database: Database.Database;
  private readonly clock: Clock;

  constructor(database: Database.Database, clock: Clock) {
    this.database = database;
    this.clock = clock;
    this.statements = prepare(database);
  }

  /** Whether a context was looked at as a whole since this file began, or was made by us. */
  isSurveyed(contextId: number): boolean {
    return this.statements.survey.get(contextId) !== undefined;
  }

  /** The look begins: what an earlier one saw is out of date. */
  begin(contextId: number): void {
    this.statements.forgetSurvey.run(contextId);
    this.statements.forgetSightings.run(contextId);
  }

  /** One piece of what is there. */
  put(kind: Kind, records: readonly AppliedRecord[]): void {
    this.database.transaction(() => {
      for (const record of records) {
        const { contextId, name, oxId } = record;
        this.statements.put.run({ kind, contextId, nameKey: name.toLowerCase(), name, oxId, record: JSON.stringify(record) });
      }
    })();
  }

  /** The look is complete; `seenAt` is when it began, in milliseconds since 1970. */
  complete(contextId: number, seenAt: number): void {
    this.statements.complete.run(contextId, seenAt, 0);
  }

  /** We made this context: there is nothing in it but what we write. */
  noteOurs(contextId: number): void {
    this.begin(contextId);
    this.statements.complete.run(contextId, this.clock.now(), 1);
  }

  /** The members of a group, with the ids that were seen of those whom we do not write. */
  members(groupId: number): Member[] {
    return this.statements.members.all(groupId).map(({ sourceId, oxId, desired }) => ({
      sourceId,
      oxId: oxId ?? undefined,
      // The cache wrote this text itself.
      desired: desired === null ? undefined : (JSON.parse(desired) as DesiredObject),
    }));
  }

  /** Whether anything in a context is only observed. */
  hasObservers(contextId: number): boolean {
    return this.statements.observer.get(contextId) !== undefined;
  }

  /** Contexts of which something is only observed. */
  observedContexts(): number[] {
    return this.statements.observedContexts.all().map((row) => row.contextId);
  }

  /** What was seen under a name not long ago, until it is taken over. */
  find({ kind, contextId, name }: SightedName): AppliedRecord | undefined {
    const since = this.clock.now() - GOOD_FOR_MS;
    const row = this.statements.find.get({ kind, contextId, nameKey: name.toLowerCase(), since });
    // This table wrote the text itself.
    return row === undefined ? undefined : (JSON.parse(row.record) as AppliedRecord);
  }

  /**
   * It is this object; `differences` are the fields that were not as they should be. With `isTaken` no other look is answered from it; else
   * the first that has the name keeps it.
   */
  match({ kind, contextId, name, id, owner }: MatchedObject, differences: readonly string[], isTaken: boolean): void {
    const what = { kind, contextId, nameKey: name.toLowerCase(), objectId: id, owner };
    this.statements.match.run({ ...what, differences: JSON.stringify(differences), taken: isTaken ? 1 : 0 });
  }

  /** Whether so many objects are to be worked on in a context of which nothing is known that a look at all of it is cheaper than one at each. */
  hasManyUnknown(contextId: number, many: number): boolean {
    return (this.statements.unknown.get({ contextId, within: many * 10 })?.count ?? 0) >= many;
  }

  /**
   * Whether anything of a kind is wanted in a context: what nobody asks for is not looked at. Where a directory feeds users, its groups and
   * functional accounts come after them.
   */
  isKindWanted(kind: Kind, contextId: number): boolean {
    return this.statements.kindWanted.get({ contextId, kind, leader: kind === 'Resource' ? kind : 'User' }) !== undefined;
  }

  /** Whoever only observes is told anew what was seen. Answers how many became pending. */
  wakeObservers(contextId: number): number {
    return this.statements.wakeObservers.run(contextId).changes;
  }
}

function prepare(database: Database.Database) {
  return {
    survey: database.prepare<[number], { seenAt: number }>('SELECT seen_at AS seenAt FROM surveys WHERE context_id = ?'),
    forgetSurvey: database.prepare('DELETE FROM surveys WHERE context_id = ?'),
    forgetSightings: database.prepare('DELETE FROM sightings WHERE context_id = ?'),
    complete: database.prepare('INSERT OR REPLACE INTO surveys (context_id, seen_at, is_ours) VALUES (?, ?, ?)'),
    put: database.prepare(
      `INSERT OR REPLACE INTO sightings (kind, context_id, name_key, name, ox_id, record)
       VALUES (@kind, @contextId, @nameKey, @name, @oxId, @record)`,
    ),
    find: database.prepare<[{ kind: Kind; contextId: number; nameKey: string; since: number }], { record: string }>(
      `SELECT s.record FROM sightings s JOIN surveys v ON v.context_id = s.context_id
       WHERE s.kind = @kind AND s.context_id = @contextId AND s.name_key = @nameKey AND s.record IS NOT NULL AND v.seen_at >= @since`,
    ),
    match: database.prepare(
      `UPDATE sightings SET object_id = @objectId, owner = @owner, differences = @differences, record = CASE WHEN @taken = 1 THEN NULL ELSE record END
       WHERE kind = @kind AND context_id = @contextId AND name_key = @nameKey
         AND (@taken = 1 OR object_id IS NULL OR object_id = @objectId OR NOT EXISTS (SELECT 1 FROM objects WHERE id = object_id))`,
    ),
    // Looks at no more than the first rows of a lane, which may hold many whose state in OX is known.
    unknown: database.prepare<[{ contextId: number; within: number }], { count: number }>(
      `SELECT count(*) AS count FROM (
         SELECT applied, look_first, attempted_in, desired FROM objects WHERE state = 'pending' AND lane = @contextId ORDER BY priority, rank, id LIMIT @within
       ) WHERE (applied IS NULL OR look_first > 0) AND attempted_in IS NULL AND desired IS NOT NULL`,
    ),
    kindWanted: database.prepare<[{ contextId: number; kind: Kind; leader: Kind }], { found: number }>(
      'SELECT 1 AS found FROM objects WHERE context_id = @contextId AND kind IN (@kind, @leader) LIMIT 1',
    ),
    members: database.prepare<[number], { sourceId: string; oxId: number | null; desired: string | null }>(
      `SELECT o.source_id AS sourceId, CASE WHEN o.home_id = g.context_id THEN o.ox_id ELSE s.ox_id END AS oxId, o.desired
       FROM memberships m CROSS JOIN objects g ON g.id = m.group_id CROSS JOIN objects o ON o.id = m.user_id
       LEFT JOIN sightings s ON s.object_id = o.id AND s.kind = 'User' AND s.context_id = g.context_id WHERE m.group_id = ?`,
    ),
    observer: database.prepare<[number], { found: number }>(
      `SELECT 1 AS found FROM objects WHERE context_id = ? AND kind IN (${INHABITANTS}) AND state = 'waiting' AND reason = 'Observing'
         AND desired IS NOT NULL LIMIT 1`,
    ),
    observedContexts: database.prepare<[], { contextId: number }>(
      "SELECT DISTINCT context_id AS contextId FROM objects WHERE state = 'waiting' AND reason = 'Observing' AND desired IS NOT NULL",
    ),
    wakeObservers: database.prepare(
      `UPDATE objects SET state = 'pending', waiting_for = NULL WHERE context_id = ? AND state = 'waiting' AND reason = 'Observing'`,
    ),
  };
}
