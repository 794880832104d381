import type Database from 'better-sqlite3';
import type { Kind, Reason } from '../model/index.ts';
import type { Progress } from './cached-object.ts';

/** An object that failed and has not settled since, as far as telling of it needs. Times in milliseconds since 1970. */
export interface FaultyObject extends Progress {
  /** Row id. */
  readonly id: number;
  readonly kind: Kind;
  readonly owner: string;
  readonly sourceId: string;
  readonly partition: number;
  readonly contextId: number;
  readonly name: string;
  readonly reason: Reason;
  readonly message: string;
  /** Since when it is not as it should be. */
  readonly failedSince: number;
  readonly triedAt: number;
}

/** Which objects of an owner are looked for; parked and halted ones always are. */
export interface FaultQuery {
  readonly owner: string;
  /** Backing-off objects that failed at least so often. */
  readonly attempts: number;
  /** Waiting objects that do so since then or longer, in milliseconds since 1970, */
  readonly waitingSince: number;
  /** for one of these reasons. */
  readonly waitingFor: readonly Reason[];
  readonly limit: number;
}

const COLUMNS = `id, kind, owner, source_id AS sourceId, partition, context_id AS contextId, name, state, attempts, next_at AS nextAt, reason,
  message, failed_since AS failedSince, coalesce(tried_at, failed_since) AS triedAt`;

/** The states that are told of, in order, and which objects in them. An outage is no error of an object. */
const FAULTY_STATES = [
  { state: 'halted', only: 'true' },
  { state: 'parked', only: 'true' },
  { state: 'backingOff', only: "attempts >= @attempts AND reason NOT IN ('OxUnreachable', 'OxAuthenticationFailed', 'OxUpdating')" },
  { state: 'waiting', only: 'failed_since <= @waitingSince AND reason IN (SELECT value FROM json_each(@waitingFor))' },
] as const;

/** An index leads to the first of them, however many objects there are. */
function oldestIn(state: string, only: string): string {
  return `SELECT ${COLUMNS} FROM objects
    WHERE owner = @owner AND state = '${state}' AND failed_since IS NOT NULL AND reason IS NOT NULL AND ${only}
    ORDER BY failed_since, id LIMIT @limit`;
}

/** Who is in trouble. Reads only. */
export class ErrorTable {
  private readonly statements: ReturnType<typeof prepare>;

  constructor(database: Database.Database) {
    this.statements = prepare(database);
  }

  /** Halted ones first, then parked, then those that may come right by themselves; the oldest first. */
  faulty({ waitingFor, limit, ...query }: FaultQuery): FaultyObject[] {
    const asked = { ...query, waitingFor: JSON.stringify(waitingFor) };
    const found: FaultyObject[] = [];
    for (const statement of this.statements.faulty) found.push(...statement.all({ ...asked, limit: limit - found.length }));
    return found;
  }

  /** All parts of a source entry that have not settled since they failed, whatever their state. */
  parts(kind: string, owner: string, sourceId: string): FaultyObject[] {
    return this.statements.parts.all(kind, owner, sourceId);
  }

  /** When the next object that waits for one of these reasons will have failed for longer than those since `since`. */
  nextWaiting({ owner, waitingSince, waitingFor }: Omit<FaultQuery, 'attempts' | 'limit'>): number | undefined {
    return this.statements.nextWaiting.get(owner, waitingSince, JSON.stringify(waitingFor))?.failedSince;
  }
}

function prepare(database: Database.Database) {
  return {
    faulty: FAULTY_STATES.map(({ state, only }) =>
      database.prepare<[Omit<FaultQuery, 'waitingFor'> & { waitingFor: string }], FaultyObject>(oldestIn(state, only)),
    ),
    parts: database.prepare<[string, string, string], FaultyObject>(
      `SELECT ${COLUMNS} FROM objects
       WHERE kind = ? AND owner = ? AND source_id = ? AND failed_since IS NOT NULL AND reason IS NOT NULL AND state NOT IN ('settled', 'discarded')`,
    ),
    nextWaiting: database.prepare<[string, number, string], { failedSince: number }>(
      `SELECT failed_since AS failedSince FROM objects
       WHERE owner = ? AND state = 'waiting' AND failed_since IS NOT NULL AND failed_since > ?
         AND reason IN (SELECT value FROM json_each(?))
       ORDER BY failed_since LIMIT 1`,
    ),
  };
}
