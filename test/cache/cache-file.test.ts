import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Cache, openingTroubleOf, PRIORITY } from '../../src/cache/index.ts';
import { desiredUser, rowOf } from '../support/objects.ts';

let folder = '';
let path = '';
const clock = { now: () => 0, after: () => () => undefined };
const PEOPLE = 200;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ox-cache-'));
  path = join(folder, 'cache.db');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A cache file with as many people as fill some pages. */
function fill(): void {
  const cache = Cache.open(path, clock);
  cache.transaction(() => {
    for (let number = 0; number < PEOPLE; number += 1) {
      cache.objects.put(desiredUser({ sourceId: `id-${number}`, name: `user${number}` }), PRIORITY.bulk);
    }
  });
  cache.close();
}

function countPeople(cache: Cache): number {
  return cache.summary.census().reduce((total, { count }) => total + count, 0);
}

function troubleWith(deed: () => unknown): string {
  try {
    const result = deed();
    if (result instanceof Cache) result.close();
    return 'none';
  } catch (error) {
    const { kind, message } = openingTroubleOf(error);
    return `${kind}: ${message}`;
  }
}

test('what is in the file is there after a restart', () => {
  const before = Cache.open(path, clock);
  const { id } = before.objects.put(desiredUser(), PRIORITY.fresh);
  before.objects.noteWrite({ ...rowOf(desiredUser()), id, name: 'Anna' });
  before.close();
  const after = Cache.open(path, clock);
  expect(after.objects.load(id)).toMatchObject({ desired: desiredUser(), lookFirst: true, attemptedName: 'anna' });
  after.close();
});

test('what was written right before the process died is there', () => {
  const dying = Cache.open(path, clock);
  dying.objects.put(desiredUser(), PRIORITY.fresh);
  const copy = join(folder, 'copy.db');
  for (const suffix of ['', '-wal']) copyFileSync(path + suffix, copy + suffix);
  const after = Cache.open(copy, clock);
  expect(countPeople(after)).toBe(1);
  after.close();
  dying.close();
});

test('nobody else may read the file: it holds names and addresses', () => {
  const cache = Cache.open(path, clock);
  cache.objects.put(desiredUser(), PRIORITY.fresh);
  expect(readdirSync(folder).map((name) => [name, statSync(join(folder, name)).mode & 0o777])).toEqual([
    ['cache.db', 0o600],
    ['cache.db-wal', 0o600],
  ]);
  cache.close();
});

describe('a file that is gone', () => {
  test.each([
    ['altogether', (): void => undefined],
    ['but for what SQLite keeps beside it', (): void => writeFileSync(`${path}-wal`, readFileSync(join(folder, 'wal')))],
    ['and stands there empty', (): void => writeFileSync(path, '')],
  ])('%s is made anew, with nothing of the old one', (_what, leave) => {
    const cache = Cache.open(path, clock);
    cache.objects.put(desiredUser(), PRIORITY.fresh);
    copyFileSync(`${path}-wal`, join(folder, 'wal'));
    cache.close();
    rmSync(path);
    leave();
    const after = Cache.open(path, clock, () => expect.fail('nothing is damaged'));
    expect(countPeople(after)).toBe(0);
    after.close();
  });
});

describe('a damaged file', () => {
  const damages: [string, () => void][] = [
    ['that is no database', () => writeFileSync(path, 'this is not a database, but somebody may miss it. '.repeat(200))],
    ['of which a page was torn', () => tear()],
    ['that was cut off', () => truncateSync(path, statSync(path).size / 2)],
  ];

  /** Half of a page in the middle holds what belongs elsewhere. */
  function tear(): void {
    const content = readFileSync(path);
    const page = Math.floor(content.length / 4_096 / 2) * 4_096;
    content.copy(content, page, 0, 2_048);
    writeFileSync(path, content);
  }

  test.each(damages)('%s is put aside, told of, and made anew', (_what, damage) => {
    fill();
    damage();
    const before = readFileSync(path);
    const told: string[] = [];
    const cache = Cache.open(path, clock, ({ aside }) => told.push(aside));
    expect(told).toEqual([`${path}.corrupt-1`]);
    expect(countPeople(cache)).toBe(0);
    expect(cache.objects.put(desiredUser(), PRIORITY.fresh).changed).toBe(true);
    cache.close();
    expect(readFileSync(`${path}.corrupt-1`).equals(before)).toBe(true);
    expect(troubleWith(() => Cache.open(path, clock, () => expect.fail('it is whole')))).toBe('none');
  });

  test('does not take the place of another one, and a fourth one is refused: the disk is at fault', () => {
    for (const number of [1, 2, 3]) {
      writeFileSync(path, `no database ${number}`.repeat(100));
      Cache.open(path, clock).close();
    }
    const kept = readdirSync(folder).sort();
    expect(kept).toEqual(['cache.db', 'cache.db.corrupt-1', 'cache.db.corrupt-2', 'cache.db.corrupt-3']);
    writeFileSync(path, 'no database 4'.repeat(100));
    expect(troubleWith(() => Cache.open(path, clock))).toMatch(/^damaged: it is damaged, and 3 damaged ones lie beside it/);
    expect(readFileSync(path, 'utf8')).toContain('no database 4');
  });

  test('whose rows make no sense is told as damaged when such a row is met', () => {
    fill();
    const database = new Database(path);
    database.exec(`UPDATE objects SET desired = '{"kind":' WHERE id = 1`);
    database.close();
    const cache = Cache.open(path, clock);
    expect(troubleWith(() => cache.objects.load(1))).toMatch(/^damaged: row 1 of objects cannot be read/);
    cache.close();
  });
});

describe('a file that is left alone', () => {
  test('is one of a newer version', () => {
    fill();
    const database = new Database(path);
    database.pragma('user_version = 99');
    database.close();
    expect(troubleWith(() => Cache.open(path, clock))).toMatch(/^newer: it has layout 99, and this version knows \d+$/);
  });

  test('is a database of something else', () => {
    const database = new Database(path);
    database.exec('CREATE TABLE songs (title TEXT)');
    database.close();
    const before = readFileSync(path);
    expect(troubleWith(() => Cache.open(path, clock))).toBe('foreign: it is a database of something else: it has the tables songs');
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  test('is one that somebody else works with', () => {
    const first = Cache.open(path, clock);
    expect(troubleWith(() => Cache.open(path, clock))).toBe('inUse: database is locked');
    first.objects.put(desiredUser(), PRIORITY.fresh);
    first.close();
    expect(troubleWith(() => Cache.open(path, clock))).toBe('none');
  });
});
