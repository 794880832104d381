import { chmodSync } from 'node:fs';
import type Database from 'better-sqlite3';
import { CacheError } from './cache-trouble.ts';
import { migrate } from './schema.ts';
import { SteadyDatabase } from './steady-database.ts';

/** "OXop": says whose a database is. */
const APPLICATION_ID = 0x4f_58_6f_70;

/** Whoever has the file has it for good, but for one that is just ending. */
const PATIENCE_MS = 2_000;

/**
 * Opens the file, or `:memory:`, checks it, and brings it to the newest layout. It is locked for as long as it is open: two operators that
 * work on one file would write everything twice. @throws CacheError or an error of SQLite or the operating system.
 */
export function openDatabase(path: string): Database.Database {
  const database = new SteadyDatabase(path, { timeout: PATIENCE_MS });
  try {
    prepare(database, path);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function prepare(database: Database.Database, path: string): void {
  database.pragma('locking_mode = EXCLUSIVE');
  refuseForeign(database);
  // It holds names and addresses of people. What SQLite puts beside it has the same mode.
  if (path !== ':memory:') chmodSync(path, 0o600);
  database.pragma('journal_mode = WAL');
  // A power cut may lose the last commits, never the file; what is lost is observed in OX again.
  database.pragma('synchronous = NORMAL');
  database.pragma('journal_size_limit = 16777216');
  // In pages, up to that limit: each checkpoint waits for the disk.
  database.pragma('wal_autocheckpoint = 4000');
  database.pragma('cache_size = -16000');
  check(database);
  migrate(database);
  database.pragma(`application_id = ${APPLICATION_ID}`);
}

/** A database of something else must not get tables of ours. */
function refuseForeign(database: Database.Database): void {
  if (Number(database.pragma('application_id', { simple: true })) === APPLICATION_ID) return;
  const tables = database.prepare<[], { name: string }>("SELECT name FROM sqlite_master WHERE type = 'table'").all();
  if (tables.length === 0 || tables.some(({ name }) => name === 'objects')) return;
  throw new CacheError('foreign', `it is a database of something else: it has the tables ${tables.map(({ name }) => name).join(', ')}`);
}

/** A quarter of a second for 100,000 users. A damage that is found in the middle of work costs more. */
function check(database: Database.Database): void {
  const found = String(database.pragma('quick_check(1)', { simple: true }));
  if (found !== 'ok') throw new CacheError('damaged', found.split('\n').at(-1) ?? found);
}
