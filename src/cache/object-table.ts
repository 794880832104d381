import type Database from 'better-sqlite3';
import { type AppliedRecord, type Clock, type DesiredObject, type Kind, type Reason, rankOf } from '../model/index.ts';
import { type CachedObject, type ContextStanding, type Progress, parseText, toCachedObject } from './cached-object.ts';
import { type Compared, type ObjectStatements, prepareObjectStatements, type Rival } from './object-statements.ts';

/** Fresh changes pass a bulk of old ones. */
export const PRIORITY = { fresh: 0, bulk: 1 } as const;

export type Priority = (typeof PRIORITY)[keyof typeof PRIORITY];

/** A member of a group, an account or a grant. `oxId` is missing while it does not live in the same context. */
export interface Member {
  readonly sourceId: string;
  readonly oxId: number | undefined;
  readonly desired?: DesiredObject | undefined;
}

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

/** The rows of `objects`. Reads and writes by row id or by (kind, owner, source id, partition). */
export class ObjectTable {
  /** Another process may write to OX what should be: where that was remains worth a look when it changes. */
  isFollowing = false;
  private readonly clock: Clock;
  private readonly statements: ObjectStatements;

  constructor(database: Database.Database, clock: Clock) {
    this.clock = clock;
    this.statements = prepareObjectStatements(database);
  }

  /** Takes over what should be. Equal to what is there: nothing happens, unless it is to be done sooner. Answers the row id and whether anything changed. */
  put(desired: DesiredObject, priority: Priority, partition = 0): { id: number; changed: boolean } {
    const text = JSON.stringify(desired);
    const known = this.statements.compare.get(text, priority, desired.kind, desired.owner, desired.sourceId, partition);
    if (known?.same === 1) {
      // What was read with everything else turns out to be a change of this moment.
      if (known.isBehind === 1) this.statements.hasten.run(priority, known.id);
      return { id: known.id, changed: known.isBehind === 1 };
    }
    const row = {
      text,
      priority,
      contextId: desired.contextId,
      lane: desired.kind === 'Context' ? 0 : desired.contextId,
      name: desired.name,
      nameKey: desired.name.toLowerCase(),
      profile: desired.accessProfile ?? null,
      now: this.clock.now(),
    };
    if (known !== undefined) {
      if (this.mayHaveBeenWritten(known, row)) this.statements.rememberPlace.run(known.id);
      this.statements.replace.run({ ...row, id: known.id });
      // Perhaps it does not want any more what they wait for, and what becomes of it will not tell.
      this.wake(`object:${known.id}`);
      return { id: known.id, changed: true };
    }
    const { kind, owner, sourceId } = desired;
    const added = this.statements.insert.run({ ...row, kind, rank: rankOf(kind), owner, sourceId, partition });
    return { id: Number(added.lastInsertRowid), changed: true };
  }

  /** By somebody else, at the place that it is to leave. */
  private mayHaveBeenWritten(known: Compared, { contextId, nameKey }: Pick<Compared, 'contextId' | 'nameKey'>): boolean {
    const isElsewhere = known.contextId !== contextId || known.nameKey !== nameKey;
    return isElsewhere && (this.isFollowing || known.isDoubtful === 1);
  }

  /** It must not exist in OX any more. Answers whether that is news. */
  retire(kind: Kind, owner: string, sourceId: string, partition = 0): boolean {
    return this.statements.retire.run(this.clock.now(), kind, owner, sourceId, partition).changes > 0;
  }

  /** What had no turn yet may be in OX all the same, for the cache may be a new one: it is looked for before anything is said of it. */
  doubtUntried(owner: string): void {
    this.statements.doubtUntried.run(owner);
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

  /** Where the objects of a kind and owner come from. */
  sourceIds(kind: Kind, owner: string): string[] {
    return this.statements.sourceIds.all(kind, owner).map((row) => row.sourceId);
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

  /** The same in short, for everybody who lives there. */
  contextStanding(contextId: number): ContextStanding | undefined {
    const row = this.statements.standing.get(contextId);
    if (row === undefined) return undefined;
    const { isWanted, isInOx, lookFirst, state, reason, message } = row;
    const said = { state, reason: reason ?? undefined, message: message ?? undefined };
    return { isWanted: isWanted === 1, isInOx: isInOx === 1, lookFirst: lookFirst > 0, ...said };
  }

  /**
   * Who else has to do with the name that an object wants: `holder` has it in OX now, or may have it by a write of unknown outcome;
   * `claimant` is the oldest other object that wants it.
   */
  rivals(object: CachedObject): { holder: Rival | undefined; claimant: Rival | undefined } {
    const { kind, contextId, id, name } = object;
    const key = { kind, contextId, id, nameKey: name.toLowerCase() };
    return { holder: this.statements.holder.get(key), claimant: this.statements.claimant.get(key) };
  }

  /** Everybody else who wants the name of an object, has it, or may have it. */
  allRivals({ kind, contextId, id, name }: Pick<CachedObject, 'kind' | 'contextId' | 'id' | 'name'>): CachedObject[] {
    const rivals = this.statements.rivals.all({ kind, contextId, id, nameKey: name.toLowerCase() });
    return rivals.flatMap((rival) => this.load(rival.id) ?? []);
  }

  /** The row that is recorded under this id of OX. */
  ownerOfOxId(kind: Kind, contextId: number, oxId: number): number | undefined {
    return this.statements.ownerOfOxId.get({ kind, contextId, oxId })?.id;
  }

  /** How many objects of other kinds are known to live in a context. */
  populationOf(contextId: number): number {
    return this.statements.population.get({ contextId })?.count ?? 0;
  }

  /** A member of the group that has not been tried yet; of many the one whose turn comes last. */
  untriedMember(groupId: number): number | undefined {
    return this.statements.untriedMember.get(groupId)?.id;
  }

  /** The members of a group; with `desired` when it is asked for. */
  members(groupId: number, withDesired: boolean): Member[] {
    if (!withDesired) return this.statements.members.all(groupId).map(({ sourceId, oxId }) => ({ sourceId, oxId: oxId ?? undefined }));
    return this.statements.memberObjects.all(groupId).map(({ sourceId, oxId, desired }) => ({
      sourceId,
      oxId: oxId ?? undefined,
      // The cache wrote this text itself.
      desired: desired === null ? undefined : parseText<DesiredObject>(desired, groupId),
    }));
  }

  /** Row ids of the members of a group. */
  memberIds(groupId: number): number[] {
    return this.statements.memberships.all(groupId).map((row) => row.user_id);
  }

  /** The oldest object that should have this name in a context. */
  wantedUnder(kind: Kind, contextId: number, name: string): number | undefined {
    return this.statements.byName.get(kind, contextId, name.toLowerCase())?.id;
  }

  /** Makes `userIds` the members of a group. Answers whether anything changed. */
  setMembers(groupId: number, userIds: readonly number[]): void {
    const wanted = new Set(userIds);
    for (const { user_id } of this.statements.memberships.all(groupId)) {
      if (!wanted.delete(user_id)) this.statements.removeMembership.run(groupId, user_id);
    }
    for (const userId of wanted) this.statements.addMembership.run(groupId, userId);
  }

  /** Before a write: should its answer get lost, OX is looked at first. False when the object is wanted no more, or again, since it was loaded. */
  noteWrite({ id, name, contextId, desired }: CachedObject): boolean {
    return this.statements.noteWrite.run(name.toLowerCase(), contextId, id, desired === undefined ? 1 : 0).changes > 0;
  }

  /** Between two writes of one plan. */
  noteStep(id: number, applied: AppliedRecord | undefined): void {
    this.recordBaseline(id, applied, true);
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

  /**
   * It is not there any more under the id that we know: it is looked for by its name, and whoever is written with the id is looked at again.
   * Answers whether that is news.
   */
  noteLost(id: number): boolean {
    const isNews = this.statements.noteLost.run(id).changes > 0;
    if (isNews) this.wakeGroupsOf(id);
    return isNews;
  }

  /** It was found in OX and is this object's from now on; what comes of it is not known yet. */
  noteFound(id: number, found: AppliedRecord): void {
    this.recordBaseline(id, found, true);
  }

  private recordBaseline(id: number, applied: AppliedRecord | undefined, lookFirst: boolean): void {
    const baseline = applied === undefined ? NOT_IN_OX : columnsOf(applied);
    this.statements.recordApplied.run({ ...baseline, lookFirst: lookFirst ? 1 : 0, now: this.clock.now(), id });
  }

  /** Wakes whoever waits for `key`; answers how many. */
  wake(key: string): number {
    return this.statements.wake.run(key).changes;
  }

  /** A user came to exist in OX, or lost its id there: its groups are looked at again. Answers how many became pending by it. */
  wakeGroupsOf(userId: number): number {
    this.statements.outdateGroups.run(userId);
    return this.statements.wakeGroups.run(userId).changes;
  }

  /** A user settled: what the logins of functional accounts are made of may have changed. */
  wakeAccountsOf(userId: number): number {
    this.statements.outdateAccounts.run(userId);
    return this.statements.wakeAccounts.run(userId).changes;
  }

  /** The rights of an access profile changed: its users are looked at again. */
  touchUsersOf(profile: string): number {
    return this.statements.touchUsersOf.run(profile).changes;
  }

  /** How many users should have an access profile, and how many of them are settled, and are to be worked on. */
  usersOf(profile: string): { users: number; settled: number; pending: number } {
    return this.statements.usersOf.get(profile) ?? { users: 0, settled: 0, pending: 0 };
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

  /** One that does not settle is tried again; with `lookFirst` it is looked at in OX. */
  retry(id: number, lookFirst: boolean): void {
    this.statements.retry.run(lookFirst ? 1 : 0, id);
  }

  /** An admin moved it on: nothing wakes it but a change, or another wish of his. */
  moveOn(id: number, { state, attempts, nextAt }: Progress): void {
    this.statements.moveOn.run({ id, state, attempts, nextAt });
  }

  /** As it is now it does not halt its owner, however often it is refused. */
  putAside(id: number): void {
    this.statements.putAside.run(id);
  }

  isPutAside(id: number): boolean {
    return this.statements.isPutAside.get(id) !== undefined;
  }

  /** Parked for `reason` in a context: tried again, for what stood in the way may be gone. */
  retryParked(contextId: number, reason: Reason): number {
    return this.statements.retryParked.run(contextId, reason).changes;
  }

  /** Parked for what most of an owner's objects were refused for: each is tried once more as it is, but for those that an admin put aside. */
  retryRefused(owner: string, reason: Reason): number {
    return this.statements.retryRefused.run({ owner, reason }).changes;
  }

  /** One of these is tried while nothing else of the owner is to be done: that which was tried least lately. */
  probeRefused(owner: string, reason: Reason): void {
    this.statements.probeRefused.run({ owner, reason });
  }

  /** Parked because somebody else had this name, which it wants or, on its way into this context, has. */
  retryNameTaken(kind: Kind, contextId: number, name: string): number {
    return this.statements.retryNameTaken.run({ kind, contextId, name: name.toLowerCase() }).changes;
  }

  /** Whoever is as he is because of what his owner decided is judged anew. */
  wakePolicy(owner: string): number {
    return this.statements.wakePolicy.run(owner).changes;
  }

  /** Objects that back off, or wait for a time, are pending again when it has come. */
  releaseTimers(now: number): number {
    return this.statements.releaseTimers.run(now).changes + this.statements.releaseWaiting.run(now).changes;
  }

  nextTimer(): number | undefined {
    return this.statements.nextTimer.get()?.next_at ?? undefined;
  }

  /** Those that only met an outage go on at once when it ends. */
  releaseOutage(lane: number | undefined): number {
    return this.statements.releaseOutage.run({ lane: lane ?? null }).changes;
  }

  /**
   * Lanes with pending work, but for those whose context is about to be created: thousands of users would only be told to wait for it.
   * A loose index scan: as many look-ups as there are lanes.
   */
  pendingLanes(): number[] {
    return this.statements.pendingLanes.all().map((row) => row.lane);
  }

  /** The next objects of a lane, in order of work. */
  pendingIn(lane: number, limit: number, blockedOwners: readonly string[]): number[] {
    const { pendingOfAll, pendingIn } = this.statements;
    const rows = blockedOwners.length === 0 ? pendingOfAll.all(lane, limit) : pendingIn.all(lane, JSON.stringify(blockedOwners), limit);
    return rows.map((row) => row.id);
  }
}

const NOT_IN_OX = { applied: null, appliedKey: null, oxId: null, homeId: null, remainsIn: null };

function columnsOf(applied: AppliedRecord) {
  return {
    applied: JSON.stringify(applied),
    appliedKey: applied.name.toLowerCase(),
    oxId: applied.oxId,
    homeId: applied.contextId,
    remainsIn: applied.remains?.contextId ?? null,
  };
}
