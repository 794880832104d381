import type Database from 'better-sqlite3';
import type { Clock, DesiredObject } from '../model/index.ts';
import { type Departure, GUARDED_KINDS, type GuardedKind, type LeavingReason, type LetGo, type Verdict } from './departure.ts';
import { type DepartureStatements, prepareDepartureStatements } from './departure-statements.ts';
import type { StateCount } from './summary.ts';

const HOUR_MS = 3_600_000;

/** How many objects there are is remembered so often. */
const SAMPLE_STEP_MS = HOUR_MS;

/**
 * Objects that are to leave, and what was let go lately. An object that left its directory stays as it is until `carryOut`, so that its
 * groups go on to have it as a member and it can come back as if nothing had been.
 */
export class DepartureTable {
  private readonly clock: Clock;
  private readonly statements: DepartureStatements;
  /** When to sample again, by owner and kind: an idle poll asks for nothing that it knows. */
  private readonly nextSamples = new Map<string, number>();

  constructor(database: Database.Database, clock: Clock) {
    this.clock = clock;
    this.statements = prepareDepartureStatements(database);
  }

  /** Notes that an object is to leave; with `becoming` it would not go but become that. Answers whether that is news. */
  note(id: number, leaving: LeavingReason, becoming?: DesiredObject): boolean {
    const isNews = this.statements.isLeaving.get(id) === undefined;
    const text = becoming === undefined ? null : JSON.stringify(becoming);
    this.statements.note.run({ id, leaving, text, now: this.clock.now() });
    return isNews;
  }

  /** Everything of a kind is to leave with its directory. */
  noteAll(owner: string, kind: GuardedKind): void {
    this.statements.noteAll.run({ owner, kind, now: this.clock.now() });
  }

  /** What is to leave and, as far as is known, is not in OX needs nobody's approval. */
  releaseAbsent(owner: string, kind: GuardedKind): void {
    this.statements.releaseAbsent.run(owner, kind);
  }

  isAny(owner: string, kind: GuardedKind): boolean {
    return this.statements.isAny.get(owner, kind) !== undefined;
  }

  /** Departures of a kind that are not released, and those of them whose entry is gone. */
  waiting(owner: string, kind: GuardedKind): { count: number; gone: number } {
    return this.statements.waiting.get(owner, kind) ?? { count: 0, gone: 0 };
  }

  /** Held or kept: the object says so when its turn comes. Answers for how many that is news. */
  judge(owner: string, kind: GuardedKind, verdict: Exclude<Verdict, 'released'>): number {
    return this.statements.judge.run({ owner, kind, verdict }).changes;
  }

  /** All of a kind may go; they count for as long as the window is. */
  release(owner: string, kind: GuardedKind): void {
    const count = this.statements.release.run(owner, kind).changes;
    if (count > 0) this.statements.count.run({ owner, kind, at: this.clock.now(), count });
  }

  /** An admin approved all that is held, under this token. They do not count. */
  approve(owner: string, token: string): void {
    this.statements.approve.run(owner);
    this.statements.spend.run({ owner, token, at: this.clock.now() });
  }

  /** The token that was approved last. */
  spentToken(owner: string): string | undefined {
    return this.statements.spent.get(owner)?.token;
  }

  /** What is held for a person to look at, the oldest first. */
  held(owner: string): Departure[] {
    return this.statements.byVerdict.all(owner, 'held').map(toDeparture);
  }

  isAnyHeld(owner: string): boolean {
    return this.statements.isHeld.get(owner) !== undefined;
  }

  /** How many are held, of all directories. */
  heldCounts(): { owner: string; kind: GuardedKind; count: number }[] {
    return this.statements.heldCounts.all();
  }

  /** What is held of a directory, by the states that the objects are in. */
  heldStates(owner: string): StateCount[] {
    return this.statements.heldStates.all(owner);
  }

  /** What is released and still to be carried out. */
  released(owner: string): (Departure & { becoming: DesiredObject | undefined })[] {
    return this.statements.byVerdict.all(owner, 'released').map((row) => ({
      ...toDeparture(row),
      // The cache wrote this text itself.
      becoming: row.becoming === null ? undefined : (JSON.parse(row.becoming) as DesiredObject),
    }));
  }

  /** It is no departure any more: it becomes what it should be, or is forgotten. */
  forget(id: number): void {
    this.statements.forget.run(id);
  }

  /** Those of a kind that were let go since then without having been approved. */
  letGoSince(owner: string, kind: GuardedKind, since: number): number {
    return this.statements.letGo.get(owner, kind, since)?.count ?? 0;
  }

  /** All of these, hour by hour. */
  letGoByHour(owner: string, since: number): LetGo[] {
    return this.statements.letGoByHour.all({ owner, since, hour: HOUR_MS });
  }

  /** What another cache had counted. When in the hour it was is not known: it counts for the whole of it. */
  recallLetGo(owner: string, letGo: readonly LetGo[]): void {
    for (const { hour, kind, count } of letGo) if (count > 0) this.statements.count.run({ owner, kind, at: hour + HOUR_MS - 1, count });
  }

  /** How many there were at a time, if that is known. */
  populationAt(owner: string, kind: GuardedKind, at: number): number | undefined {
    return this.statements.populationAt.get(owner, kind, at)?.count;
  }

  /** How many are known now, those that are to leave included. */
  population(owner: string, kind: GuardedKind): number {
    return this.statements.population.get(owner, kind)?.count ?? 0;
  }

  /** Remembers how many there are now, once an hour, and forgets what is older than anybody asks for: `since`. */
  sample(owner: string, kind: GuardedKind, since: number): void {
    const now = this.clock.now();
    const key = `${kind} ${owner}`;
    if (now < (this.nextSamples.get(key) ?? now)) return;
    const last = this.statements.populationAt.get(owner, kind, now)?.at ?? Number.NEGATIVE_INFINITY;
    const isDue = now - last >= SAMPLE_STEP_MS;
    this.nextSamples.set(key, (isDue ? now : last) + SAMPLE_STEP_MS);
    if (isDue) this.addSample(owner, kind, since);
  }

  private addSample(owner: string, kind: GuardedKind, since: number): void {
    const now = this.clock.now();
    this.statements.forgetLetGo.run(owner, kind, since);
    const oldest = this.statements.populationAt.get(owner, kind, since);
    if (oldest !== undefined) this.statements.forgetSamples.run(owner, kind, oldest.at);
    this.statements.addSample.run({ owner, kind, at: now, count: this.population(owner, kind) });
  }

  /** Forgets everything of a directory but its objects. */
  forgetOwner(owner: string): void {
    for (const kind of GUARDED_KINDS) this.nextSamples.delete(`${kind} ${owner}`);
    for (const statement of this.statements.forgetOwner) statement.run(owner);
  }
}

function toDeparture({ becoming, ...row }: Omit<Departure, 'isEnd'> & { becoming: string | null }): Departure {
  return { ...row, isEnd: becoming === null };
}
