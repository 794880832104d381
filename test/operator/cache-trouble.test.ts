import type Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { Cache } from '../../src/cache/index.ts';
import { openDatabase } from '../../src/cache/open-database.ts';
import { conditionsOf } from '../../src/kube/index.ts';
import { accountsOf } from '../world/accounts.ts';
import { personEntry } from '../world/people.ts';
import { World } from '../world/world.ts';
import { person } from './stage.ts';

const MINUTE = 60_000;

/** A world at rest whose cache file can be made to fail. */
async function open(): Promise<{ world: World; database: Database.Database }> {
  const world = new World(1);
  const database = openDatabase(':memory:');
  world.cache = Cache.over(database, world.clock);
  await world.begin({ contexts: [10] });
  for (let number = 1; number <= 6; number += 1) world.directory.put(personEntry(person(`early-${number}`)));
  await world.clock.advance(MINUTE);
  expect(namesIn(world)).toHaveLength(6);
  world.writes.length = 0;
  return { world, database };
}

function namesIn({ ox }: World): string[] {
  return accountsOf(ox, 10).map(({ name }) => name);
}

function writesOf({ writes }: World): string[] {
  return writes.map(({ operation }) => operation);
}

function condition({ store }: World, type: string): string {
  const found = conditionsOf(store.get({ kind: 'OXDirectory', name: 'people' })?.status).find((candidate) => candidate.type === type);
  return `${found?.status} ${found?.reason}`;
}

test('a disk that is full stops the writes to OX, is told of, and everything goes on when there is room', async () => {
  const { world, database } = await open();
  const late = Array.from({ length: 200 }, (_, number) => person(`late-${number}`));
  database.pragma('max_page_count = 1');
  for (const each of late) world.directory.put(personEntry(each));
  await world.clock.advance(MINUTE);
  const sofar = world.writes.length;
  expect(sofar).toBeLessThan(late.length);
  expect([condition(world, 'Ready'), condition(world, 'SourceReachable'), condition(world, 'TargetReachable')]).toEqual([
    'False CacheUnavailable',
    'True Settled',
    'Unknown CacheUnavailable',
  ]);
  await world.clock.advance(10 * MINUTE);
  expect(world.writes).toHaveLength(sofar);
  database.pragma('max_page_count = 1000000');
  await world.clock.advance(3 * MINUTE);
  expect(namesIn(world)).toHaveLength(late.length + 6);
  expect(writesOf(world)).toEqual(late.map(() => 'createByModuleAccess'));
  expect([condition(world, 'Ready'), condition(world, 'TargetReachable')]).toEqual(['True Settled', 'True Settled']);
});

test('a cache that cannot be written lets nothing be written to OX, of which nothing could be noted', async () => {
  const { world, database } = await open();
  world.directory.put(personEntry(person('early-1', { mail: 'other@example.org' })));
  database.pragma('query_only = ON');
  await world.clock.advance(10 * MINUTE);
  expect(world.writes).toEqual([]);
  database.pragma('query_only = OFF');
  await world.clock.advance(3 * MINUTE);
  expect(writesOf(world)).toEqual(['change']);
});

test('what OX has done while nothing could be recorded is looked at afterwards, and not done again', async () => {
  const { world, database } = await open();
  world.onWrite = () => database.pragma('query_only = ON');
  for (const uid of ['anna', 'bob', 'carla']) world.directory.put(personEntry(person(uid)));
  world.directory.remove('early-2');
  await world.clock.advance(10 * MINUTE);
  // As many as were under way at once.
  expect(world.writes.length).toBeLessThanOrEqual(3);
  const sofar = world.writes.length;
  world.onWrite = () => undefined;
  database.pragma('query_only = OFF');
  await world.clock.advance(3 * MINUTE);
  expect(writesOf(world).sort()).toEqual(['createByModuleAccess', 'createByModuleAccess', 'createByModuleAccess', 'delete']);
  expect(sofar).toBeGreaterThan(0);
  expect(namesIn(world)).toHaveLength(8);
  expect(condition(world, 'Ready')).toBe('True Settled');
});

test('a cache that turns out to be damaged is believed no more', async () => {
  const { world, database } = await open();
  database.exec(`UPDATE objects SET desired = '{', state = 'pending' WHERE name = 'early-4'`);
  world.directory.put(personEntry(person('anna')));
  await world.clock.advance(60 * MINUTE);
  expect(condition(world, 'Ready')).toBe('False CacheDamaged');
  world.writes.length = 0;
  world.directory.put(personEntry(person('bob')));
  await world.clock.advance(60 * MINUTE);
  expect(world.writes).toEqual([]);
});
