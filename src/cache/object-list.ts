import type Database from 'better-sqlite3';
import type { Kind, Reason } from '../model/index.ts';
import type { ObjectState, Progress } from './cached-object.ts';

/** An object as far as telling of it needs. Times in milliseconds since 1970. */
export interface ListedObject extends Progress {
  /** Row id; lists are in its order. */
  readonly id: number;
  readonly kind: Kind;
  readonly owner: string;
  readonly sourceId: string;
  /** Tells the parts of one source entry apart. */
  readonly partition: number;
  readonly contextId: number;
  readonly name: string;
  /** `null` while it does not exist in OX as far as we know. */
  readonly oxId: number | null;
  /** 0: it must not exist in OX any more. */
  readonly isWanted: 0 | 1;
  readonly reason: Reason | null;
  readonly message: string | null;
  readonly changedAt: number;
  readonly triedAt: number | null;
  readonly failedSince: number | null;
}

/** What a list is narrowed to; a missing part does not narrow it. */
export interface ObjectFilter {
  /** A part of the name in any case, or the whole source id. */
  readonly search?: string | undefined;
  readonly kind?: Kind | undefined;
  readonly contextId?: number | undefined;
  readonly owner?: string | undefined;
  readonly states?: readonly ObjectState[] | undefined;
  readonly reason?: Reason | undefined;
}

export interface ObjectPage {
  readonly items: readonly ListedObject[];
  /** Of the filter, on all pages. */
  readonly total: number;
  /** The page after this one begins after this row; `undefined`: there is none. */
  readonly next: number | undefined;
}

const COLUMNS = `id, kind, owner, source_id AS sourceId, partition, context_id AS contextId, name, ox_id AS oxId, desired IS NOT NULL AS isWanted, state, attempts,
  next_at AS nextAt, reason, message, changed_at AS changedAt, tried_at AS triedAt, failed_since AS failedSince`;

/** Reads any number of objects, a page at a time. */
export class ObjectList {
  private readonly database: Database.Database;
  /** Made once: each statement holds memory outside of the heap until garbage is collected. */
  private readonly byId: Database.Statement<[number], ListedObject>;

  constructor(database: Database.Database) {
    this.database = database;
    this.byId = database.prepare(`SELECT ${COLUMNS} FROM objects WHERE id = ?`);
  }

  /** @param after row id where the page before ended */
  page(filter: ObjectFilter, limit: number, after = 0): ObjectPage {
    const { conditions, values } = narrowed(filter);
    const { total } = this.database
      .prepare<[object], { total: number }>(`SELECT count(*) AS total FROM objects WHERE ${conditions.join(' AND ')}`)
      .get(values) ?? { total: 0 };
    const found = [...conditions, ...(filter.states === undefined ? [] : [BY_STATE])].join(' AND ');
    const rows = this.database
      .prepare<[object], ListedObject>(`SELECT ${COLUMNS} FROM objects WHERE ${found} AND id > @after ORDER BY id LIMIT @limit`)
      .all({ ...values, after, limit: limit + 1 });
    const items = rows.slice(0, limit);
    return { items, total, next: rows.length > limit ? items.at(-1)?.id : undefined };
  }

  /** @param id row id */
  one(id: number): ListedObject | undefined {
    return this.byId.get(id);
  }

  /** Everything that somebody may mean by this: a name in any case, or a source id. */
  meantBy(text: string, filter: Pick<ObjectFilter, 'kind' | 'contextId' | 'owner'>, limit: number): ListedObject[] {
    const { conditions, values } = narrowed(filter);
    const meant = [...conditions, `id IN (${NAMED} UNION ${FROM_SOURCE})`].join(' AND ');
    return this.database
      .prepare<[object], ListedObject>(`SELECT ${COLUMNS} FROM objects WHERE ${meant} ORDER BY id LIMIT @limit`)
      .all({ ...values, nameKey: text.toLowerCase(), sourceId: text, limit });
  }
}

/** Rows are wide: what is looked for is looked for in an index alone, and only what was found is read. */
const NAMED = 'SELECT id FROM objects INDEXED BY objects_name WHERE name_key = @nameKey';
const NAMED_LIKE = 'SELECT id FROM objects INDEXED BY objects_name WHERE instr(name_key, @nameKey) > 0';
const FROM_SOURCE = 'SELECT id FROM objects WHERE source_id = @sourceId';
const BY_STATE = 'id IN (SELECT id FROM objects INDEXED BY objects_context WHERE state IN (SELECT value FROM json_each(@states)))';

const CONDITIONS = {
  search: `id IN (${NAMED_LIKE} UNION ${FROM_SOURCE})`,
  kind: 'kind = @kind',
  contextId: 'context_id = @contextId',
  owner: 'owner = @owner',
  states: 'state IN (SELECT value FROM json_each(@states))',
  reason: 'reason = @reason',
} as const satisfies Record<keyof ObjectFilter, string>;

type Values = Readonly<Record<string, string | number>>;

function narrowed({ search, states, ...rest }: ObjectFilter): { conditions: string[]; values: Values } {
  const plain = Object.entries(rest).filter((entry): entry is [keyof typeof rest, string | number] => entry[1] !== undefined);
  return {
    conditions: [
      // Never empty.
      'true',
      ...plain.map(([part]) => CONDITIONS[part]),
      ...(search === undefined ? [] : [CONDITIONS.search]),
      ...(states === undefined ? [] : [CONDITIONS.states]),
    ],
    values: {
      ...Object.fromEntries(plain),
      ...(search === undefined ? {} : { nameKey: search.toLowerCase(), sourceId: search }),
      ...(states === undefined ? {} : { states: JSON.stringify(states) }),
    },
  };
}
