import type Database from 'better-sqlite3';
import type { Clock, FieldChange, FieldValue, Kind, Reason, Verb } from '../model/index.ts';

/**
 * One write to OX, and what came of it; or what OX was found to hold: `find` where that is not what was last known to be written, `miss`
 * where it is not there any more. Taken one after the other they lead from what OX held at first to what it holds.
 */
export interface HistoryEntry {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly kind: Kind;
  /** Name of the OXDirectory that feeds it; empty for an object of a custom resource. */
  readonly owner: string;
  readonly sourceId: string;
  /** Tells the parts of one source entry apart. */
  readonly partition: number;
  /** As it is called afterwards; of something deleted: as it was. */
  readonly name: string;
  readonly contextId: number;
  /** `undefined` where OX has no ids, or has told none yet. */
  readonly oxId: number | undefined;
  readonly verb: Verb | 'find' | 'miss';
  readonly operation: string;
  readonly changes: readonly FieldChange[];
  /** `unknown`: there was no answer. A reason: it was refused. */
  readonly outcome: 'ok' | 'unknown' | Reason;
  /** Why it was refused, or not answered. */
  readonly message?: string | undefined;
  readonly durationMs: number;
}

export interface KeptEntry extends HistoryEntry {
  readonly id: number;
}

/** What is looked for; a missing part does not narrow it. */
export interface HistoryFilter {
  readonly kind?: Kind | undefined;
  readonly owner?: string | undefined;
  readonly contextId?: number | undefined;
  readonly sourceIds?: readonly string[] | undefined;
  readonly partition?: number | undefined;
  /** A whole name, in any case. */
  readonly name?: string | undefined;
  /** Milliseconds since 1970. */
  readonly since?: number | undefined;
}

export interface HistoryPage {
  readonly items: readonly KeptEntry[];
  /** Of the filter, on all pages. */
  readonly total: number;
  /** The page after this one ends before this row; `undefined`: there is none. */
  readonly next: number | undefined;
}

interface HistoryRow extends Omit<KeptEntry, 'oxId' | 'changes' | 'message'> {
  readonly oxId: number | null;
  readonly changes: string;
  readonly message: string | null;
}

export const HISTORY_DAYS = 90;
/** About 300 MB, when all of them are creations. */
const HISTORY_ROWS = 200_000;
const DAY_MS = 86_400_000;
/** A few of the oldest go with every few that come: no write waits for long. */
const PRUNE_EVERY = 500;
const PRUNED_AT_ONCE = 1_000;

const COLUMNS = `id, at, kind, owner, source_id AS sourceId, partition, name, context_id AS contextId, ox_id AS oxId, verb, operation, changes, outcome, message,
  duration_ms AS durationMs`;

/** What was written to OX, the newest of it: 90 days and 200,000 rows at most. */
export class HistoryTable {
  private readonly database: Database.Database;
  private readonly clock: Clock;
  private readonly mostRows: number;
  private readonly statements: ReturnType<typeof prepare>;
  private untilPruned = 0;

  /** @param mostRows how many are kept at most */
  constructor(database: Database.Database, clock: Clock, mostRows = HISTORY_ROWS) {
    this.database = database;
    this.clock = clock;
    this.mostRows = mostRows;
    this.statements = prepare(database);
  }

  /** To be called in the transaction that records what the write came to. */
  add(entry: HistoryEntry): void {
    const { oxId, message, changes } = entry;
    this.statements.add.run({ ...entry, oxId: oxId ?? null, message: message ?? null, changes: textOf(changes) });
    this.untilPruned -= 1;
    if (this.untilPruned <= 0) this.prune();
  }

  /** The newest first. @param before row id where the page before ended */
  page(filter: HistoryFilter, limit: number, before = Number.MAX_SAFE_INTEGER): HistoryPage {
    const first = this.firstSince(Math.max(filter.since ?? 0, this.oldest()));
    const given = (Object.keys(CONDITIONS) as (keyof typeof CONDITIONS)[]).filter((part) => filter[part] !== undefined);
    const where = ['id >= @first', ...given.map((part) => CONDITIONS[part])].join(' AND ');
    const texts = { sourceIds: JSON.stringify(filter.sourceIds ?? []), name: filter.name?.toLowerCase() };
    const values = { ...filter, ...texts, first, before, limit: limit + 1 };
    const { total } = this.database
      .prepare<[object], { total: number }>(`SELECT count(*) AS total FROM history WHERE ${where}`)
      .get(values) ?? { total: 0 };
    const rows = this.database
      .prepare<[object], HistoryRow>(`SELECT ${COLUMNS} FROM history WHERE ${where} AND id < @before ORDER BY id DESC LIMIT @limit`)
      .all(values);
    const items = rows.slice(0, limit).map(entryOf);
    return { items, total, next: rows.length > limit ? items.at(-1)?.id : undefined };
  }

  private prune(): void {
    this.untilPruned = PRUNE_EVERY;
    const { first, last } = this.statements.ends.get() ?? {};
    if (first === undefined || last === undefined || first === null || last === null) return;
    this.statements.forget.run(Math.min(Math.max(this.firstSince(this.oldest()), last - this.mostRows + 1), first + PRUNED_AT_ONCE));
  }

  /** Row id of the first that was noted then or later, by halves: rows are in the order of time. */
  private firstSince(time: number): number {
    const { first, last } = this.statements.ends.get() ?? {};
    let [low, high] = [first ?? 1, (last ?? 0) + 1];
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      const at = this.statements.timeOf.get(middle)?.at;
      if (at === undefined || at >= time) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  private oldest(): number {
    return Math.max(this.clock.now() - HISTORY_DAYS * DAY_MS, 0);
  }
}

const CONDITIONS = {
  kind: 'kind = @kind',
  partition: 'partition = @partition',
  owner: 'owner = @owner',
  contextId: 'context_id = @contextId',
  sourceIds: 'source_id IN (SELECT value FROM json_each(@sourceIds))',
  name: 'lower(name) = @name',
} as const satisfies Partial<Record<keyof HistoryFilter, string>>;

/** `{"title": ["Clerk", "Mayor"]}`; `null` for none. */
function textOf(changes: readonly FieldChange[]): string {
  return JSON.stringify(Object.fromEntries(changes.map(({ field, before, after }) => [field, [before ?? null, after ?? null]])));
}

function entryOf({ oxId, changes, message, ...entry }: HistoryRow): KeptEntry {
  // We wrote this text ourselves.
  const parts = Object.entries(JSON.parse(changes) as Record<string, [FieldValue | null, FieldValue | null]>);
  return {
    ...entry,
    oxId: oxId ?? undefined,
    changes: parts.map(([field, [before, after]]) => ({
      field,
      ...(before === null ? {} : { before }),
      ...(after === null ? {} : { after }),
    })),
    message: message ?? undefined,
  };
}

function prepare(database: Database.Database) {
  return {
    add: database.prepare(
      `INSERT INTO history (at, kind, owner, source_id, partition, context_id, ox_id, name, verb, operation, outcome, message, duration_ms, changes)
       VALUES (@at, @kind, @owner, @sourceId, @partition, @contextId, @oxId, @name, @verb, @operation, @outcome, @message, @durationMs, @changes)`,
    ),
    // Only the oldest ever go: there are no gaps.
    ends: database.prepare<[], { first: number | null; last: number | null }>('SELECT min(id) AS first, max(id) AS last FROM history'),
    timeOf: database.prepare<[number], { at: number }>('SELECT at FROM history WHERE id = ?'),
    forget: database.prepare('DELETE FROM history WHERE id < ?'),
  };
}
