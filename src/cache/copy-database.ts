import { writeFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { removeFile } from './damaged-file.ts';
import { openDatabase } from './open-database.ts';

/** A copy in another file, or in memory for one that is there itself. It is quick, and may be lost at any moment. */
export async function copyDatabase(database: Database.Database, path: string): Promise<Database.Database> {
  if (path === ':memory:') return new Database(database.serialize());
  removeFile(path);
  // It holds names and addresses of people, from the first page on.
  writeFileSync(path, '', { mode: 0o600 });
  await database.backup(path);
  const copy = openDatabase(path);
  copy.pragma('synchronous = OFF');
  return copy;
}
