import {
  blamingCache,
  type Cache,
  type CachedObject,
  type Departure,
  GUARDED_KINDS,
  type GuardedKind,
  type LeavingReason,
  PRIORITY,
} from '../cache/index.ts';
import { type DeletionRules, type DepartureFacts, GUARD_WINDOW_MS, mustHold, tokenOf } from '../engine/index.ts';
import { type Clock, type DesiredObject, nextTurn } from '../model/index.ts';
import { QUERY_OF } from './query-of.ts';

interface DeparturesOptions {
  readonly cache: Cache;
  /** Name of the OXDirectory. */
  readonly owner: string;
  readonly clock: Pick<Clock, 'now'>;
  readonly rules: DeletionRules;
  /** The directory itself is deleted: that nobody is left is what it is about. */
  readonly isEnding?: boolean;
}

/** So many departures are carried out between two turns of everybody else. */
const AT_ONCE = 200;

/**
 * Lets objects go, but not at once: what leaves is noted during a poll, and when the poll is whole the deletion guard judges all of it
 * together. Until then, and for as long as it is held, everything stays as it was.
 */
export class Departures {
  private readonly options: DeparturesOptions;

  constructor(options: DeparturesOptions) {
    this.options = options;
  }

  /**
   * All objects of a source entry are to leave. Answers how many departures are news; `isAny` is false when there is nothing that could
   * leave, so that the entry can be forgotten.
   */
  leave(kind: GuardedKind, sourceId: string, leaving: LeavingReason): { news: number; isAny: boolean } {
    const { objects } = this.options.cache;
    let news = 0;
    let isAny = false;
    for (const { id } of objects.parts(kind, this.options.owner, sourceId)) {
      const object = objects.load(id);
      if (object?.desired === undefined) continue;
      if (this.leaveOne(object, leaving)) news += 1;
      isAny ||= this.mayBeInOx(object);
    }
    return { news, isAny };
  }

  /** One object is to leave; one that is not in OX goes at once. Answers whether that is news. */
  leaveOne(object: CachedObject, leaving: LeavingReason): boolean {
    const { objects, departures } = this.options.cache;
    const { kind, owner, sourceId, partition } = object;
    if (this.mayBeInOx(object)) return departures.note(object.id, leaving);
    return objects.retire(kind, owner, sourceId, partition);
  }

  /** A user who is in OX is to become as good as gone there: answers his row, and whether that is news, when it has to be judged first. */
  wane(desired: DesiredObject): { id: number; changed: boolean } | undefined {
    const leaving = waningOf(desired);
    if (leaving === undefined) return undefined;
    const before = this.options.cache.objects.find(desired.kind, desired.owner, desired.sourceId);
    if (before?.desired === undefined || waningOf(before.desired) !== undefined || !this.mayBeInOx(before)) return undefined;
    return { id: before.id, changed: this.options.cache.departures.note(before.id, leaving, desired) };
  }

  /** What an admin approved may go: exactly what was held when the last poll ended. */
  approve(): void {
    const { cache, owner, rules } = this.options;
    const { departures } = cache;
    const approved = rules.approvedToken();
    if (approved === undefined) return;
    this.change(() => {
      if (tokenOf(departures.held(owner), departures.spentToken(owner)) === approved) departures.approve(owner, approved);
    });
  }

  /** Judges all departures of a kind, and carries out those that may go. Resolves to for how many anything changed. */
  async settle(kind: GuardedKind): Promise<number> {
    const staying = this.judgeAny(kind);
    return staying === undefined ? 0 : staying + (await this.carryOut(kind));
  }

  /** The directory itself is deleted: everything it feeds is to leave. Resolves when all that may go does; grants go with their user. */
  async end(): Promise<void> {
    const { cache, owner } = this.options;
    this.change(() => {
      for (const kind of GUARDED_KINDS) cache.departures.noteAll(owner, kind);
    });
    this.approve();
    for (const kind of GUARDED_KINDS) await this.settle(kind);
  }

  /** Mostly nobody leaves, and an idle poll costs nothing. Answers how many are told to stay who were not before. */
  private judgeAny(kind: GuardedKind): number | undefined {
    const { cache, owner, clock } = this.options;
    const since = clock.now() - GUARD_WINDOW_MS;
    return blamingCache(() => {
      cache.departures.sample(owner, kind, since);
      if (!cache.departures.isAny(owner, kind)) return undefined;
      return cache.transaction(() => this.judge(kind, since));
    });
  }

  private change(work: () => void): void {
    blamingCache(() => this.options.cache.transaction(work));
  }

  private judge(kind: GuardedKind, since: number): number {
    const { cache, owner, rules } = this.options;
    if (!rules.isFollowing()) cache.departures.releaseAbsent(owner, kind);
    const limits = rules.limitsOf(kind);
    if (limits === undefined) return cache.departures.judge(owner, kind, 'kept');
    if (mustHold(this.factsOf(kind, since), limits)) return cache.departures.judge(owner, kind, 'held');
    cache.departures.release(owner, kind);
    return 0;
  }

  private factsOf(kind: GuardedKind, since: number): DepartureFacts {
    const { cache, owner, isEnding = false } = this.options;
    const { departures } = cache;
    const waiting = departures.waiting(owner, kind).count;
    const recent = departures.letGoSince(owner, kind, since);
    const present = departures.population(owner, kind);
    const before = departures.populationAt(owner, kind, since) ?? present + recent;
    return { waiting, recent, before, present: isEnding ? Number.POSITIVE_INFINITY : present };
  }

  private async carryOut(kind: GuardedKind): Promise<number> {
    const { cache, owner } = this.options;
    const released = cache.departures.released(owner).filter((one) => one.kind === kind);
    for (let start = 0; start < released.length; start += AT_ONCE) {
      if (start > 0) await nextTurn();
      this.change(() => {
        for (const one of released.slice(start, start + AT_ONCE)) this.carryOutOne(one);
      });
    }
    return released.length;
  }

  private carryOutOne(departure: Departure & { becoming: DesiredObject | undefined }): void {
    const { cache, owner } = this.options;
    const { id, kind, sourceId, partition, leaving, becoming } = departure;
    if (leaving === 'gone' || kind === 'User') this.markListsOf(kind, sourceId);
    if (becoming !== undefined) {
      cache.objects.put(becoming, PRIORITY.fresh, partition);
      return;
    }
    cache.departures.forget(id);
    cache.objects.retire(kind, owner, sourceId, partition);
    if (leaving === 'gone') cache.directories.removeEntry(owner, QUERY_OF[kind], sourceId);
    if (kind === 'User') this.retireGrants(sourceId);
  }

  /** Those who have it as a member, a group in a group too, see it no more. */
  private markListsOf(kind: GuardedKind, sourceId: string): void {
    const { cache, owner } = this.options;
    const dn = cache.directories.entry(owner, QUERY_OF[kind], sourceId)?.dn;
    if (dn !== undefined) cache.directories.markListsWith(owner, dn);
  }

  private retireGrants(sourceId: string): void {
    const { cache, owner } = this.options;
    cache.directories.removeList({ owner, kind: 'DeputyPermission', sourceId });
    cache.objects.retire('DeputyPermission', owner, sourceId);
  }

  private mayBeInOx({ applied, lookFirst }: CachedObject): boolean {
    return applied !== undefined || lookFirst || this.options.rules.isFollowing();
  }
}

/** What takes a user all that he has in OX, though he stays there. */
function waningOf({ contextId, accessProfile = '' }: DesiredObject): LeavingReason | undefined {
  if (contextId === 0) return 'contextLost';
  return accessProfile === '' || accessProfile === 'none' ? 'disabled' : undefined;
}
