import type Database from 'better-sqlite3';
import { type AppliedRecord, type Clock, type DesiredObject, type Kind, type Reason, rankOf } from '../model/index.ts';
import { type CachedObject, OBJECT_COLUMNS, type ObjectRow, type Progress, toCachedObject } from './cached-object.ts';

/** Fresh changes pass a bulk of old ones. */
export const PRIORITY = { fresh: 0, bulk: 1 } as const;

export type Priority = (typeof PRIORITY)[keyof typeof PRIORITY];

/** What one reconcile found out about an object. */
export interface ObjectResult {
  readonly progress: Progress;
  readonly reason: Reason;
  readonly message: string;
  /** The baseline from now on; `undefined` when the object is not in OX. */
  readonly applied: AppliedRecord | undefined;
  /** Still unknown whether the last write had its effect. */
  readonly lookFirst: boolean;
  /** What wakes it, while it is waiting. */
  readonly waitingFor: string | undefined;
}

/** Another object with an interest in the same name. */
export interface Rival {
  readonly id: number;
  /** The name it wants, in lower case. */
  readonly nameKey: string;
}

/** The rows of `objects`. Reads and writes by row id or by (kind, owner, source id, partition). */
export class ObjectTable {
  private readonly clock: Clock;
  private readonly statements: ReturnType<typeof prepare>;

  constructor(database: Database.Database, clock: Clock) {
    this.clock = clock;
    this.statements = prepare(database);
  }

  /** Takes over what should be. Equal to what is there: nothing happens. Answers the row id and whether anything changed. */
  put(desired: DesiredObject, priority: Priority, partition = 0): { id: number; changed: boolean } {
    const text = JSON.stringify(desired);
    const known = this.statements.compare.get(text, desired.kind, desired.owner, desired.sourceId, partition);
    if (known?.same === 1) return { id: known.id, changed: false };
    const row = {
      text,
      priority,
      contextId: desired.contextId,
      lane: desired.kind === 'Context' ? 0 : desired.contextId,
      name: desired.name,
      nameKey: desired.name.toLowerCase(),
      now: this.clock.now(),
    };
    if (known !== undefined) {
      this.statements.replace.run({ ...row, id: known.id });
      return { id: known.id, changed: true };
    }
    const { kind, owner, sourceId } = desired;
    const added = this.statements.insert.run({ ...row, kind, rank: rankOf(kind), owner, sourceId, partition });
    return { id: Number(added.lastInsertRowid), changed: true };
  }

  /** It must not exist in OX any more. Answers whether that is news. */
  retire(kind: Kind, owner: string, sourceId: string, partition = 0): boolean {
    return this.statements.retire.run(this.clock.now(), kind, owner, sourceId, partition).changes > 0;
  }

  /** Nothing of an owner must exist in OX any more. */
  retireAll(owner: string): void {
    this.statements.retireAll.run(this.clock.now(), owner);
  }

  /** Forgets everything of an owner without touching OX. */
  forgetAll(owner: string): void {
    this.statements.forgetAllMemberships.run(owner);
    this.statements.forgetAll.run(owner);
  }

  /** Forgets an object without touching OX (orphaned). */
  forget(id: number): void {
    this.statements.forgetMemberships.run(id, id);
    this.statements.forget.run(id);
  }

  load(id: number): CachedObject | undefined {
    const row = this.statements.load.get(id);
    return row === undefined ? undefined : toCachedObject(row);
  }

  find(kind: Kind, owner: string, sourceId: string, partition = 0): CachedObject | undefined {
    const row = this.statements.find.get(kind, owner, sourceId, partition);
    return row === undefined ? undefined : toCachedObject(row);
  }

  /** All parts of a source entry: one group per context. */
  parts(kind: Kind, owner: string, sourceId: string): { id: number; partition: number }[] {
    return this.statements.parts.all(kind, owner, sourceId);
  }

  /** The context that is in force under this id; of two claims the older one. */
  context(contextId: number): CachedObject | undefined {
    const row = this.statements.context.get(contextId);
    return row === undefined ? undefined : toCachedObject(row);
  }

  /**
   * Who else has to do with the name that an object wants: `holder` has it in OX now (as far as we know), `claimant` is the oldest other
   * object that wants it.
   */
  rivals(object: CachedObject): { holder: Rival | undefined; claimant: Rival | undefined } {
    const key = [object.kind, object.contextId, object.name.toLowerCase(), object.id] as const;
    return { holder: this.statements.holder.get(...key), claimant: this.statements.claimant.get(...key) };
  }

  /** The row that is recorded under this id of OX. */
  ownerOfOxId(kind: Kind, contextId: number, oxId: number): number | undefined {
    return this.statements.ownerOfOxId.get(kind, contextId, oxId)?.id;
  }

  /** How many objects of other kinds are known to live in a context. */
  populationOf(contextId: number): number {
    return this.statements.population.get(contextId)?.count ?? 0;
  }

  /** A member of the group that has not been tried yet; of many the one whose turn comes last. */
  untriedMember(groupId: number): number | undefined {
    return this.statements.untriedMember.get(groupId)?.id;
  }

  /** Ids in OX of the members that exist there, ascending, and how many do not. */
  members(groupId: number): { oxIds: number[]; missing: number } {
    const rows = this.statements.members.all(groupId);
    const oxIds = rows.flatMap((row) => (row.ox_id === null ? [] : [row.ox_id])).sort((a, b) => a - b);
    return { oxIds, missing: rows.length - oxIds.length };
  }

  /** Makes `userIds` the members of a group. Answers whether anything changed. */
  setMembers(groupId: number, userIds: readonly number[]): void {
    const wanted = new Set(userIds);
    for (const { user_id } of this.statements.memberships.all(groupId)) {
      if (!wanted.delete(user_id)) this.statements.removeMembership.run(groupId, user_id);
    }
    for (const userId of wanted) this.statements.addMembership.run(groupId, userId);
  }

  /** Before a write: should its answer get lost, OX is looked at first. */
  noteWrite(id: number, name: string): void {
    this.statements.noteWrite.run(name, id);
  }

  /** One outcome, one transaction: record, machine state and what it wakes. */
  record(object: CachedObject, result: ObjectResult): void {
    const { progress, applied } = result;
    const now = this.clock.now();
    this.recordBaseline(object.id, applied, result.lookFirst);
    this.statements.recordProgress.run({
      state: progress.state,
      attempts: progress.attempts,
      nextAt: progress.nextAt,
      reason: result.reason,
      message: result.message,
      waitingFor: result.waitingFor ?? null,
      failedSince: progress.state === 'settled' ? null : now,
      id: object.id,
      revision: object.revision,
    });
  }

  /** The object is gone from OX. If it was wanted back meanwhile, it is pending again. */
  recordGone(object: CachedObject): void {
    if (this.statements.forgetGone.run(object.id).changes > 0) {
      this.statements.forgetMemberships.run(object.id, object.id);
      return;
    }
    this.recordBaseline(object.id, undefined, false);
  }

  /** It was found in OX and is this object's from now on; what comes of it is not known yet. */
  noteFound(id: number, found: AppliedRecord): void {
    this.recordBaseline(id, found, true);
  }

  private recordBaseline(id: number, applied: AppliedRecord | undefined, lookFirst: boolean): void {
    this.statements.recordApplied.run({
      applied: applied === undefined ? null : JSON.stringify(applied),
      appliedKey: applied?.name.toLowerCase() ?? null,
      oxId: applied?.oxId ?? null,
      lookFirst: lookFirst ? 1 : 0,
      now: this.clock.now(),
      id,
    });
  }

  /** Wakes whoever waits for `key`; answers how many. */
  wake(key: string): number {
    return this.statements.wake.run(key).changes;
  }

  /** A user came to exist in OX, or lost its id there: its groups are looked at again. */
  wakeGroupsOf(userId: number): number {
    return this.statements.wakeGroups.run(userId).changes;
  }

  /** Makes an object pending whatever its state; with `lookFirst` it is looked at in OX. */
  touch(id: number, lookFirst: boolean): void {
    this.statements.touch.run(lookFirst ? 1 : 0, id);
  }

  /** Whatever was written to a context is looked for there again. */
  lookAgainIn(contextId: number): number {
    return this.statements.lookAgain.run(contextId).changes;
  }

  /** Everything of an owner that stands parked or halted is tried again. */
  retryFaulty(owner: string): number {
    return this.statements.retryFaulty.run(owner).changes;
  }

  /** Parked for `reason` in a context: tried again, for what stood in the way may be gone. */
  retryParked(contextId: number, reason: Reason): number {
    return this.statements.retryParked.run(contextId, reason).changes;
  }

  /** Parked because somebody else had this name. */
  retryNameTaken(kind: Kind, contextId: number, name: string): number {
    return this.statements.retryNameTaken.run(kind, contextId, name.toLowerCase()).changes;
  }

  /** Backing-off objects whose time has come are pending again. */
  releaseTimers(now: number): number {
    return this.statements.releaseTimers.run(now).changes;
  }

  nextTimer(): number | undefined {
    return this.statements.nextTimer.get()?.next_at ?? undefined;
  }

  /** Those that only met an outage go on at once when it ends. */
  releaseOutage(lane: number | undefined): number {
    return this.statements.releaseOutage.run({ lane: lane ?? null }).changes;
  }

  /** Lanes with pending work. A loose index scan: as many look-ups as there are lanes. */
  pendingLanes(): number[] {
    return this.statements.pendingLanes.all().map((row) => row.lane);
  }

  /** The next objects of a lane, in order of work. */
  pendingIn(lane: number, limit: number, blockedOwners: readonly string[]): number[] {
    return this.statements.pendingIn.all(lane, JSON.stringify(blockedOwners), limit).map((row) => row.id);
  }
}

function prepare(database: Database.Database) {
  return {
    compare: database.prepare<[string, string, string, string, number], { id: number; same: number | null }>(
      'SELECT id, desired = ? AS same FROM objects WHERE kind = ? AND owner = ? AND source_id = ? AND partition = ?',
    ),
    insert: database.prepare(
      `INSERT INTO objects (kind, rank, owner, source_id, partition, context_id, lane, name, name_key, desired, state, priority, changed_at)
       VALUES (@kind, @rank, @owner, @sourceId, @partition, @contextId, @lane, @name, @nameKey, @text, 'pending', @priority, @now)`,
    ),
    replace: database.prepare(
      `UPDATE objects SET context_id = @contextId, lane = @lane, name = @name, name_key = @nameKey, desired = @text, state = 'pending',
         attempts = 0, next_at = 0, waiting_for = NULL, priority = @priority, revision = revision + 1, changed_at = @now WHERE id = @id`,
    ),
    retire: database.prepare(
      `UPDATE objects SET desired = NULL, state = 'pending', attempts = 0, next_at = 0, waiting_for = NULL, revision = revision + 1,
         changed_at = ? WHERE kind = ? AND owner = ? AND source_id = ? AND partition = ? AND desired IS NOT NULL`,
    ),
    retireAll: database.prepare(
      `UPDATE objects SET desired = NULL, state = 'pending', attempts = 0, next_at = 0, waiting_for = NULL, revision = revision + 1,
         changed_at = ? WHERE owner = ? AND desired IS NOT NULL`,
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
    parts: database.prepare<[string, string, string], { id: number; partition: number }>(
      'SELECT id, partition FROM objects WHERE kind = ? AND owner = ? AND source_id = ?',
    ),
    context: database.prepare<[number], ObjectRow>(
      `SELECT ${OBJECT_COLUMNS} FROM objects WHERE kind = 'Context' AND context_id = ? ORDER BY applied IS NULL, id LIMIT 1`,
    ),
    holder: database.prepare<[string, number, string, number], Rival>(
      'SELECT id, name_key AS nameKey FROM objects WHERE kind = ? AND context_id = ? AND applied_key = ? AND id <> ? LIMIT 1',
    ),
    claimant: database.prepare<[string, number, string, number], Rival>(
      `SELECT id, name_key AS nameKey FROM objects
       WHERE kind = ? AND context_id = ? AND name_key = ? AND id <> ? AND desired IS NOT NULL ORDER BY id LIMIT 1`,
    ),
    ownerOfOxId: database.prepare<[string, number, number], { id: number }>(
      'SELECT id FROM objects WHERE kind = ? AND context_id = ? AND ox_id = ? LIMIT 1',
    ),
    population: database.prepare<[number], { count: number }>(
      "SELECT count(*) AS count FROM objects WHERE context_id = ? AND kind <> 'Context' AND applied IS NOT NULL",
    ),
    untriedMember: database.prepare<[number], { id: number }>(
      `SELECT o.id FROM memberships m JOIN objects o ON o.id = m.user_id
       WHERE m.group_id = ? AND o.applied IS NULL AND o.state = 'pending' AND o.attempts = 0 ORDER BY o.priority DESC, o.id DESC LIMIT 1`,
    ),
    members: database.prepare<[number], { ox_id: number | null }>(
      'SELECT o.ox_id FROM memberships m JOIN objects o ON o.id = m.user_id WHERE m.group_id = ?',
    ),
    memberships: database.prepare<[number], { user_id: number }>('SELECT user_id FROM memberships WHERE group_id = ?'),
    addMembership: database.prepare('INSERT INTO memberships (group_id, user_id) VALUES (?, ?)'),
    removeMembership: database.prepare('DELETE FROM memberships WHERE group_id = ? AND user_id = ?'),
    noteWrite: database.prepare('UPDATE objects SET look_first = 1, attempted = ? WHERE id = ?'),
    recordApplied: database.prepare(
      `UPDATE objects SET applied = @applied, applied_key = @appliedKey, ox_id = @oxId, look_first = @lookFirst,
         attempted = CASE WHEN @lookFirst = 1 THEN attempted END, tried_at = @now WHERE id = @id`,
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
    wakeGroups: database.prepare(
      `UPDATE objects SET state = 'pending', waiting_for = NULL, revision = revision + 1
       WHERE id IN (SELECT group_id FROM memberships WHERE user_id = ?)
         AND (state IN ('settled', 'pending') OR (state = 'waiting' AND waiting_for = 'members'))`,
    ),
    touch: database.prepare(
      `UPDATE objects SET state = 'pending', attempts = 0, next_at = 0, waiting_for = NULL, revision = revision + 1,
         look_first = max(look_first, ?) WHERE id = ?`,
    ),
    lookAgain: database.prepare(
      `UPDATE objects SET state = 'pending', attempts = 0, next_at = 0, waiting_for = NULL, revision = revision + 1, look_first = 1
       WHERE context_id = ? AND kind <> 'Context' AND applied IS NOT NULL`,
    ),
    retryFaulty: database.prepare(
      "UPDATE objects SET state = 'pending', attempts = 0, next_at = 0 WHERE owner = ? AND state IN ('parked', 'halted')",
    ),
    retryParked: database.prepare(
      "UPDATE objects SET state = 'pending', attempts = 0, next_at = 0 WHERE state = 'parked' AND context_id = ? AND reason = ?",
    ),
    retryNameTaken: database.prepare(
      `UPDATE objects SET state = 'pending', attempts = 0, next_at = 0
       WHERE state = 'parked' AND reason = 'NameTaken' AND kind = ? AND context_id = ? AND name_key = ?`,
    ),
    releaseTimers: database.prepare("UPDATE objects SET state = 'pending', next_at = 0 WHERE state = 'backingOff' AND next_at <= ?"),
    nextTimer: database.prepare<[], { next_at: number | null }>("SELECT min(next_at) AS next_at FROM objects WHERE state = 'backingOff'"),
    releaseOutage: database.prepare(
      `UPDATE objects SET state = 'pending', next_at = 0 WHERE state = 'backingOff' AND attempts <= 2
         AND reason IN ('OxUnreachable', 'OxAuthenticationFailed', 'OxUpdating') AND (@lane IS NULL OR lane = @lane)`,
    ),
    pendingLanes: database.prepare<[], { lane: number }>(
      `WITH RECURSIVE lanes (lane) AS (
         SELECT min(lane) FROM objects WHERE state = 'pending'
         UNION ALL
         SELECT (SELECT min(lane) FROM objects WHERE state = 'pending' AND lane > lanes.lane) FROM lanes WHERE lanes.lane IS NOT NULL
       ) SELECT lane FROM lanes WHERE lane IS NOT NULL`,
    ),
    pendingIn: database.prepare<[number, string, number], { id: number }>(
      `SELECT id FROM objects WHERE state = 'pending' AND lane = ? AND owner NOT IN (SELECT value FROM json_each(?))
       ORDER BY priority, rank, id LIMIT ?`,
    ),
  };
}
