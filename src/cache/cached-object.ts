import type { AppliedRecord, DesiredObject, Kind, Reason } from '../model/index.ts';
import { CacheError } from './cache-trouble.ts';
import type { LeavingReason, Verdict } from './departure.ts';

/**
 * Where an object stands; the transitions are the object machine's (engine/). `discarded`: an admin wants it left as it is until it changes
 * at its source.
 */
export type ObjectState = 'pending' | 'settled' | 'waiting' | 'backingOff' | 'parked' | 'halted' | 'discarded';

/** What the machine of an object keeps between two steps. */
export interface Progress {
  readonly state: ObjectState;
  /** Failed attempts in a row. */
  readonly attempts: number;
  /** When a backing-off object is tried again, in milliseconds since 1970; else 0. */
  readonly nextAt: number;
}

/** A name in a context. */
export interface Place {
  readonly contextId: number;
  readonly name: string;
}

/** One row of the cache, whole. */
export interface CachedObject extends Progress {
  /** Row id: short, never reused. */
  readonly id: number;
  readonly kind: Kind;
  readonly owner: string;
  readonly sourceId: string;
  readonly partition: number;
  /** `undefined`: it must not exist in OX any more. */
  readonly desired: DesiredObject | undefined;
  /** What it was to be, when it must not exist any more. */
  readonly lastDesired: DesiredObject | undefined;
  /** `undefined`: as far as we know it does not exist in OX. */
  readonly applied: AppliedRecord | undefined;
  /** A write may have been under way whose outcome we do not know: OX is looked at before anything is written. */
  readonly lookFirst: boolean;
  /** Another process led since it was looked at last, and may have written, moved or deleted it. */
  readonly hasOtherLed: boolean;
  /** The context that the write of unknown outcome went to. */
  readonly attemptedIn: number | undefined;
  /** The name, in lower case, that the write of unknown outcome would have given it. */
  readonly attemptedName: string | undefined;
  /** Where else it was to be while others led, the oldest first: each may have written it there. Names in lower case. */
  readonly formerPlaces: readonly Place[];
  /** Counts the changes of `desired`: an outcome of an older revision settles nothing. */
  readonly revision: number;
  readonly contextId: number;
  readonly name: string;
  readonly reason: Reason | undefined;
  readonly message: string | undefined;
  readonly changedAt: number;
  readonly priority: number;
  /** Why it is to leave OX; until that is carried out nothing is written to it. */
  readonly leaving: LeavingReason | undefined;
  readonly verdict: Verdict | undefined;
}

/** How a context stands. */
export interface ContextStanding extends Pick<CachedObject, 'lookFirst' | 'state' | 'reason' | 'message'> {
  readonly isWanted: boolean;
  /** As far as we know. */
  readonly isInOx: boolean;
}

/** In `look_first`: the reason for the look is that another process led. */
export const OTHER_LED = 2;

export interface ObjectRow {
  id: number;
  kind: Kind;
  owner: string;
  source_id: string;
  partition: number;
  context_id: number;
  name: string;
  desired: string | null;
  last_desired: string | null;
  applied: string | null;
  look_first: number;
  attempted: string | null;
  attempted_in: number | null;
  former: string | null;
  state: ObjectState;
  attempts: number;
  next_at: number;
  reason: Reason | null;
  message: string | null;
  revision: number;
  changed_at: number;
  priority: number;
  leaving: LeavingReason | null;
  verdict: Verdict | null;
}

/** The columns of an `ObjectRow`, for SELECT. */
export const OBJECT_COLUMNS =
  'id, kind, owner, source_id, partition, context_id, name, desired, last_desired, applied, look_first, attempted, attempted_in, former, state, attempts, next_at, reason, message, revision, changed_at, priority, leaving, verdict';

const NOWHERE: readonly Place[] = [];

export function toCachedObject(row: ObjectRow): CachedObject {
  return {
    id: row.id,
    kind: row.kind,
    owner: row.owner,
    sourceId: row.source_id,
    partition: row.partition,
    contextId: row.context_id,
    name: row.name,
    desired: parseAny<DesiredObject>(row.desired, row.id),
    lastDesired: parseAny<DesiredObject>(row.last_desired, row.id),
    applied: parseAny<AppliedRecord>(row.applied, row.id),
    lookFirst: row.look_first > 0,
    hasOtherLed: row.look_first === OTHER_LED,
    attemptedIn: row.attempted_in ?? undefined,
    attemptedName: row.attempted ?? undefined,
    formerPlaces: parseAny<Place[]>(row.former, row.id) ?? NOWHERE,
    state: row.state,
    attempts: row.attempts,
    nextAt: row.next_at,
    reason: row.reason ?? undefined,
    message: row.message ?? undefined,
    revision: row.revision,
    changedAt: row.changed_at,
    priority: row.priority,
    leaving: row.leaving ?? undefined,
    verdict: row.verdict ?? undefined,
  };
}

function parseAny<T>(text: string | null, id: number): T | undefined {
  return text === null ? undefined : parseText<T>(text, id);
}

/** The cache wrote the text itself: if it cannot be read, the file is damaged in a way that SQLite cannot see. */
export function parseText<T>(text: string, id: number): T {
  try {
    return JSON.parse(text) as T;
  } catch (error) {
    throw new CacheError('damaged', `row ${id} of objects cannot be read`, { cause: error });
  }
}
