import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Cache, PRIORITY } from '../../src/cache/index.ts';
import { desiredUser, rowOf } from '../support/objects.ts';

let folder = '';
const clock = { now: () => 0, after: () => () => undefined };

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ox-cache-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('what is in the file is there after a restart', () => {
  const path = join(folder, 'cache.db');
  const before = Cache.open(path, clock);
  const { id } = before.objects.put(desiredUser(), PRIORITY.fresh);
  before.objects.noteWrite({ ...rowOf(desiredUser()), id, name: 'Anna' });
  before.close();
  const after = Cache.open(path, clock);
  expect(after.objects.load(id)).toMatchObject({ desired: desiredUser(), lookFirst: true, attemptedName: 'anna' });
  after.close();
});

test('a file that is no database is put aside, for it may be somebody else’s, and the cache is made anew', () => {
  const path = join(folder, 'cache.db');
  const text = 'this is not a database, but it is long enough to look like a file that holds something of value'.repeat(20);
  writeFileSync(path, text);
  const cache = Cache.open(path, clock);
  expect(cache.objects.put(desiredUser(), PRIORITY.fresh).changed).toBe(true);
  cache.close();
  expect(readFileSync(`${path}.unreadable`, 'utf8')).toBe(text);
});

test('nobody else may read the file: it holds names and addresses', () => {
  const path = join(folder, 'cache.db');
  const cache = Cache.open(path, clock);
  cache.objects.put(desiredUser(), PRIORITY.fresh);
  expect(readdirSync(folder).map((name) => statSync(join(folder, name)).mode & 0o777)).toEqual([0o600, 0o600, 0o600]);
  cache.close();
});

test('a file of a newer version is left alone, and the message says what to do', () => {
  const path = join(folder, 'cache.db');
  const database = new Database(path);
  database.pragma('user_version = 99');
  database.close();
  expect(() => Cache.open(path, clock)).toThrow(/layout 99.*start the newer version again, or delete the file/);
});
