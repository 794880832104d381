import { chmodSync, renameSync, rmSync } from 'node:fs';
import Database from 'better-sqlite3';
import type { Clock } from '../model/index.ts';
import { DirectoryTable } from './directory-table.ts';
import { ErrorTable } from './error-table.ts';
import { LeaderTermRecord } from './leader-term.ts';
import { ObjectList } from './object-list.ts';
import { ObjectTable } from './object-table.ts';
import { ProfileTable } from './profile-table.ts';
import { migrate } from './schema.ts';
import { Summary } from './summary.ts';

/**
 * The desired-state cache: one SQLite file. Everything in it can be rebuilt from the sources and from OX; it holds no password.
 * All calls are synchronous; one that writes several rows is one transaction.
 */
export class Cache {
  readonly objects: ObjectTable;
  readonly directories: DirectoryTable;
  readonly profiles: ProfileTable;
  readonly term: LeaderTermRecord;
  readonly summary: Summary;
  readonly errors: ErrorTable;
  readonly list: ObjectList;
  private readonly database: Database.Database;
  private readonly inTransaction: Database.Transaction<(work: () => unknown) => unknown>;

  private constructor(database: Database.Database, clock: Clock) {
    this.database = database;
    this.inTransaction = database.transaction((work: () => unknown) => work());
    this.objects = new ObjectTable(database, clock);
    this.directories = new DirectoryTable(database);
    this.profiles = new ProfileTable(database);
    this.term = new LeaderTermRecord(database);
    this.summary = new Summary(database);
    this.errors = new ErrorTable(database);
    this.list = new ObjectList(database);
  }

  /** `path` of the file, or `:memory:`. A file that cannot be read is put aside as `<path>.unreadable` and made anew: it is a cache. */
  static open(path: string, clock: Clock): Cache {
    try {
      return new Cache(openDatabase(path), clock);
    } catch (error) {
      if (!isNoDatabase(error)) throw error;
      renameSync(path, `${path}.unreadable`);
      for (const suffix of ['-wal', '-shm']) rmSync(path + suffix, { force: true });
      return new Cache(openDatabase(path), clock);
    }
  }

  /** Runs `work` as one transaction; an exception rolls everything back. */
  transaction<T>(work: () => T): T {
    return this.inTransaction(work) as T;
  }

  close(): void {
    this.database.close();
  }
}

function openDatabase(path: string): Database.Database {
  const database = new Database(path);
  try {
    // It holds names and addresses of people. What SQLite puts beside it has the same mode.
    if (path !== ':memory:') chmodSync(path, 0o600);
    database.pragma('journal_mode = WAL');
    // A power cut may lose the last commits, never the file; what is lost is observed in OX again.
    database.pragma('synchronous = NORMAL');
    database.pragma('journal_size_limit = 16777216');
    database.pragma('cache_size = -16000');
    migrate(database);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function isNoDatabase(error: unknown): boolean {
  return error instanceof Database.SqliteError && (error.code === 'SQLITE_NOTADB' || error.code === 'SQLITE_CORRUPT');
}
