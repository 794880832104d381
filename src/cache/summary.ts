import type Database from 'better-sqlite3';
import type { Kind, Reason } from '../model/index.ts';
import type { ObjectState } from './cached-object.ts';
import { INHABITANTS } from './object-statements.ts';

export interface StateCount {
  readonly kind: Kind;
  readonly state: ObjectState;
  readonly count: number;
}

/** Objects that wait and are as they should be all the same: their mode allows no more, or they are disabled before they are deleted. */
export interface RestingCount {
  readonly kind: Kind;
  readonly reason: 'Observing' | 'Disabled';
  readonly count: number;
}

/** Objects of all owners that are alike in kind, context and state. */
export interface CensusRow extends StateCount {
  readonly contextId: number;
}

/** Objects of all owners that are alike in all that can be told without naming them. */
export interface ReasonCount extends CensusRow {
  readonly reason: Reason;
}

/** An object that is not as it should be, as an admin sees it. */
export interface Trouble {
  readonly kind: Kind;
  readonly name: string;
  readonly sourceId: string;
  readonly contextId: number;
  readonly state: ObjectState;
  readonly reason: Reason;
  readonly message: string;
  /** Milliseconds since 1970; 0 when nothing is planned. */
  readonly nextAt: number;
}

/** Counts and first failures, for status, metrics and the demo. Reads only. */
export class Summary {
  private readonly statements: ReturnType<typeof prepare>;

  constructor(database: Database.Database) {
    this.statements = prepare(database);
  }

  /** Objects of an owner by kind and state. */
  counts(owner: string): StateCount[] {
    return this.statements.counts.all(owner);
  }

  /** Those of an owner that wait for nothing that anybody would have to do. They are among the waiting ones. */
  resting(owner: string): RestingCount[] {
    return this.statements.resting.all(owner);
  }

  /** All objects, counted; read from an index alone. */
  census(): CensusRow[] {
    return this.statements.census.all();
  }

  /** All objects by kind, context, state and reason; reads the whole table. */
  reasons(): ReasonCount[] {
    return this.statements.reasons.all();
  }

  /** Objects of a context that are known to exist in OX, by kind. */
  population(contextId: number): { kind: Kind; count: number }[] {
    return this.statements.population.all(contextId);
  }

  /** Objects that are parked, halted, waiting or backing off: parked and halted first. Held and resting ones are told of by themselves. */
  troubles(owner: string, limit: number): Trouble[] {
    return this.statements.troubles.all(owner, limit);
  }

  /** The primary mail addresses that users of a context are known to have, or were seen with. */
  primaryAddresses(contextId: number): IterableIterator<{ readonly oxId: number; readonly address: string }> {
    return this.statements.primaryAddresses.iterate({ contextId });
  }

  /** How the last attempts at objects of an owner ended, the oldest first: `Settled`, or why not. Without those that were faulty at their source. */
  lastAttempts(owner: string, limit: number): Reason[] {
    return this.statements.lastAttempts
      .all(owner, limit)
      .map((row) => row.reason)
      .reverse();
  }

  /** Owners that stand still at a halted object. */
  haltedOwners(): string[] {
    return this.statements.haltedOwners.all().map((row) => row.owner);
  }
}

function prepare(database: Database.Database) {
  return {
    counts: database.prepare<[string], StateCount>(
      'SELECT kind, state, count(*) AS count FROM objects WHERE owner = ? GROUP BY kind, state',
    ),
    resting: database.prepare<[string], RestingCount>(
      `SELECT kind, reason, count(*) AS count FROM objects
       WHERE owner = ? AND state = 'waiting' AND reason IN ('Observing', 'Disabled') AND verdict IS NOT 'held' GROUP BY kind, reason`,
    ),
    census: database.prepare<[], CensusRow>(
      'SELECT kind, context_id AS contextId, state, count(*) AS count FROM objects GROUP BY context_id, kind, state',
    ),
    reasons: database.prepare<[], ReasonCount>(
      // What one that has settled said before is over.
      `SELECT kind, context_id AS contextId, state, iif(state = 'settled', 'Settled', coalesce(reason, 'Progressing')) AS reason, count(*) AS count
       FROM objects GROUP BY 1, 2, 3, 4 ORDER BY 2, 1, 3, 4`,
    ),
    population: database.prepare<[number], { kind: Kind; count: number }>(
      `SELECT kind, count(*) AS count FROM objects WHERE kind IN (${INHABITANTS}) AND home_id = ?
       GROUP BY kind`,
    ),
    troubles: database.prepare<[string, number], Trouble>(
      `SELECT kind, name, source_id AS sourceId, context_id AS contextId, state, reason, message, next_at AS nextAt FROM objects
       WHERE owner = ? AND state IN ('halted', 'parked', 'waiting', 'backingOff') AND reason NOT IN ('Observing', 'Disabled')
         AND verdict IS NOT 'held' ORDER BY state IN ('halted', 'parked') DESC, id LIMIT ?`,
    ),
    primaryAddresses: database.prepare<[{ contextId: number }], { oxId: number; address: string }>(
      `SELECT ox_id AS oxId, record ->> '$.fields.primaryEmail' AS address FROM sightings
       WHERE kind = 'User' AND context_id = @contextId AND record ->> '$.fields.primaryEmail' <> ''
       UNION ALL
       SELECT ox_id AS oxId, applied ->> '$.fields.primaryEmail' AS address FROM objects
       WHERE kind = 'User' AND home_id = @contextId AND applied ->> '$.fields.primaryEmail' <> ''`,
    ),
    lastAttempts: database.prepare<[string, number], { reason: Reason }>(
      `SELECT reason FROM objects WHERE owner = ? AND tried_at IS NOT NULL AND reason IS NOT NULL AND coalesce(instr(desired, '"fault":'), 0) = 0
       ORDER BY tried_at DESC LIMIT ?`,
    ),
    haltedOwners: database.prepare<[], { owner: string }>("SELECT DISTINCT owner FROM objects WHERE state = 'halted'"),
  };
}
