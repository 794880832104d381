import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Cache } from '../../src/cache/index.ts';
import { VirtualClock } from '../world/virtual-clock.ts';
import { SmallTown } from './layouts/small-town.ts';
import { sqlTextOf } from './layouts/sql-text.ts';

const LAYOUTS = new URL('layouts/', import.meta.url);
const stored = readdirSync(LAYOUTS)
  .map((name) => /^layout-(\d+)\.sql$/.exec(name)?.[1])
  .filter((version) => version !== undefined)
  .sort((one, other) => Number(one) - Number(other));

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ox-layout-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A file that a version with this layout has left, opened by ours. */
function openStored(version: string): Cache {
  const path = join(folder, 'cache.db');
  const database = new Database(path);
  database.exec(readFileSync(new URL(`layout-${version}.sql`, LAYOUTS), 'utf8'));
  database.close();
  return Cache.open(path, new VirtualClock());
}

test('files of the first three layouts are kept for these tests', () => {
  expect(stored).toEqual(expect.arrayContaining(['1', '2', '3']));
});

describe.each(stored)('a cache file of layout %s', (version) => {
  test('is taken over with everybody in it, and nothing is written to OX that need not be', async () => {
    const town = await SmallTown.settle(Cache.open(':memory:', new VirtualClock()));
    await town.stop();
    town.takeWrites();
    const cache = openStored(version);
    await town.start(cache);
    expect(town.takeWrites()).toEqual([]);
    expect(cache.summary.counts('people')).toEqual([
      { kind: 'Group', state: 'settled', count: 1 },
      { kind: 'Group', state: 'waiting', count: 1 },
      { kind: 'User', state: 'settled', count: 3 },
      { kind: 'User', state: 'waiting', count: 1 },
    ]);
    await town.sayAgain('anna', 'Anna Meier');
    await town.leave('carla');
    expect(town.takeWrites()).toEqual(['OXUserService.change', 'OXUserService.delete', 'OXGroupService.delete']);
    await town.stop();
    cache.close();
  });

  test('has the same layout as a new one when it is open', () => {
    openStored(version).close();
    const old = new Database(join(folder, 'cache.db'), { readonly: true });
    Cache.open(join(folder, 'new.db'), new VirtualClock()).close();
    const fresh = new Database(join(folder, 'new.db'), { readonly: true });
    expect(definitionsOf(old)).toEqual(definitionsOf(fresh));
    old.close();
    fresh.close();
  });
});

/** Columns may stand in another order than in a new file: all of ours are asked for by name. */
function definitionsOf(database: Database.Database): string[] {
  return sqlTextOf(database)
    .split('\n')
    .filter((line) => !line.startsWith('INSERT'))
    .sort();
}
