import { type Clock, OperatorError } from '../model/index.ts';
import { type CsnVector, csnVector, csnVectorOfCookie, relationOf, type ServerRelation, timeOf } from './csn.ts';
import type { LdapCursor, QueryProgress } from './ldap-cursor.ts';
import type { LdapSession } from './ldap-session.ts';
import type { Position } from './reading.ts';
import { vectorOf } from './server-state.ts';

export interface ReadPlan {
  /** Empty: read everything. */
  readonly before: Position;
  readonly believesAbsence: boolean;
}

interface PlannerOptions {
  readonly clock: Clock;
  readonly patienceMs: number;
  readonly fullReadIntervalMs?: number;
}

const HOUR_MS = 60 * 60_000;
/** Content sync misses only what a moved container takes along; time stamps also what is stamped out of order. */
const defaultIntervalMs = { ContentSync: 24 * HOUR_MS, Timestamps: HOUR_MS } as const;
/** After a reconnect everything is read anew, but reading may take at most one part in so many of the time. */
const FULL_READ_SHARE = 20;

const everything: Position = { queries: new Map() };

/**
 * Decides from where a poll goes on. A server that knows less than was already seen is a replica that lags or a restored backup; both
 * look alike, so it is waited for. One that cannot be compared is read, but what it lacks is not taken for gone at first.
 */
export class ReadPlanner {
  readonly #clock: Clock;
  readonly #patienceMs: number;
  readonly #fullReadIntervalMs: number | undefined;
  #behindSince: number | undefined;

  constructor(options: PlannerOptions) {
    this.#clock = options.clock;
    this.#patienceMs = options.patienceMs;
    this.#fullReadIntervalMs = options.fullReadIntervalMs;
  }

  /** Rejects with DirectoryIncomplete as long as the server must be waited for. `isFresh`: the first poll on this connection. */
  plan(session: LdapSession, isFresh: boolean, cursor: LdapCursor | undefined): ReadPlan {
    if (cursor === undefined) return { before: everything, believesAbsence: true };
    const relation = isFresh ? relationBetween(cursor, session) : 'current';
    if (relation === 'behind') this.refuseBehind(session.connection.url, newestOf(cursor));
    if (relation === 'behind' || this.#patienceIsOver()) return { before: everything, believesAbsence: true };
    if (relation === 'unrelated') return { before: everything, believesAbsence: false };
    if (cursor.method !== session.method || this.#isFullReadDue(cursor, session, isFresh))
      return { before: everything, believesAbsence: true };
    return { before: positionOf(cursor), believesAbsence: !cursor.isAdopted };
  }

  /** Throws while a server with older data may still catch up; afterwards its data is what counts. */
  refuseBehind(url: string, newest: string | undefined): void {
    this.#behindSince ??= this.#clock.now();
    if (this.#patienceIsOver()) return;
    const acceptedAt = new Date(this.#behindSince + this.#patienceMs).toISOString();
    throw new OperatorError(
      'DirectoryIncomplete',
      `${url}: the server knows less than was already read${newest === undefined ? '' : ` (up to ${newest})`}: a replica that lags behind, or a restored backup. Nothing is taken from it before ${acceptedAt}, unless it catches up`,
    );
  }

  succeeded(): void {
    this.#behindSince = undefined;
  }

  /** What the cursor says about full reads after a poll by `plan`. */
  fullReadAfter(
    plan: ReadPlan,
    cursor: LdapCursor | undefined,
    method: LdapCursor['method'],
    startedAt: number,
  ): Pick<LdapCursor, 'fullRead' | 'isAdopted'> {
    if (plan.before.queries.size > 0 && cursor !== undefined) return { fullRead: cursor.fullRead, isAdopted: cursor.isAdopted };
    const endedAt = this.#clock.now();
    const intervalMs = plan.believesAbsence ? (this.#fullReadIntervalMs ?? defaultIntervalMs[method]) : this.#patienceMs;
    return { fullRead: { endedAt, tookMs: endedAt - startedAt, dueAt: endedAt + intervalMs }, isAdopted: !plan.believesAbsence };
  }

  #patienceIsOver(): boolean {
    return this.#behindSince !== undefined && this.#clock.now() - this.#behindSince >= this.#patienceMs;
  }

  #isFullReadDue(cursor: LdapCursor, session: LdapSession, isFresh: boolean): boolean {
    const now = this.#clock.now();
    const { endedAt, tookMs, dueAt } = cursor.fullRead;
    return now >= dueAt || (isFresh && session.method === 'Timestamps' && now - endedAt >= FULL_READ_SHARE * tookMs);
  }
}

function positionOf({ queries, containers }: LdapCursor): Position {
  return { queries: new Map(Object.entries(queries)), ...(containers === undefined ? {} : { containers }) };
}

function relationBetween(cursor: LdapCursor, session: LdapSession): ServerRelation {
  const relations = Object.entries(cursor.queries).flatMap(([name, progress]) => {
    const seen = seenIn(progress);
    const server = vectorOf(session.state, name);
    return seen === undefined || server === undefined ? [] : [relationOf(seen, server)];
  });
  if (relations.includes('behind')) return 'behind';
  if (relations.includes('unrelated')) return 'unrelated';
  const isComparable = relations.length > 0 && session.method === 'ContentSync';
  return isComparable || cursor.server === session.connection.url ? 'current' : 'unrelated';
}

function seenIn(progress: QueryProgress): CsnVector | undefined {
  if (progress.cookie !== undefined) return csnVectorOfCookie(progress.cookie);
  return progress.contextCsn === undefined ? undefined : csnVector(progress.contextCsn);
}

/** The time of the newest change that was seen, for messages. */
function newestOf(cursor: LdapCursor): string | undefined {
  const csns = Object.values(cursor.queries).flatMap((progress) => [...(seenIn(progress)?.values() ?? [])]);
  const newest = timeOf(csns.sort().at(-1) ?? '');
  return newest === undefined ? undefined : new Date(newest).toISOString();
}
