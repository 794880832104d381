import { chmodSync, copyFileSync, existsSync, writeFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { removeFile } from './damaged-file.ts';
import { openDatabase } from './open-database.ts';
import { SteadyDatabase } from './steady-database.ts';

/** A copy in another file, or in memory for one that is there itself. It is quick, and may be lost at any moment. */
export async function copyDatabase(database: Database.Database, path: string): Promise<Database.Database> {
  if (path === ':memory:') return new SteadyDatabase(database.serialize());
  removeFile(path);
  // It holds names and addresses of people, from the first page on.
  writeFileSync(path, '', { mode: 0o600 });
  await database.backup(path);
  return openCarelessly(path);
}

/** A copy of the file that no operator has open, made without touching it: what SQLite would put beside it would be a write. */
export function copyFile(from: string, to: string): Database.Database {
  removeFile(to);
  for (const suffix of ['', '-wal']) {
    if (!existsSync(from + suffix)) continue;
    copyFileSync(from + suffix, to + suffix);
    chmodSync(to + suffix, 0o600);
  }
  return openCarelessly(to);
}

/** @throws SqliteError when somebody has the file open, or when it is no database. What it holds stays as it is. */
export function refuseUsed(path: string): void {
  const database = new Database(path, { fileMustExist: true, timeout: 0 });
  try {
    database.pragma('locking_mode = EXCLUSIVE');
    database.prepare('SELECT count(*) FROM sqlite_master').get();
  } finally {
    database.close();
  }
}

/** Nobody misses it after a power cut. */
function openCarelessly(path: string): Database.Database {
  const copy = openDatabase(path);
  copy.pragma('synchronous = OFF');
  return copy;
}
