import { beforeEach, describe, expect, test } from 'vitest';
import { accountsOf } from '../world/accounts.ts';
import { personEntry } from '../world/people.ts';
import { person, Stage } from './stage.ts';

const DIRECTORY = 'people';

let stage: Stage;

beforeEach(async () => {
  stage = await Stage.open();
});

const logins = (): string[] =>
  accountsOf(stage.world.ox, 10)
    .map(({ name }) => name)
    .sort();
const groups = (): string[] =>
  [...(stage.world.ox.installation.contexts.get(10)?.groups.values() ?? [])]
    .map(({ name }) => name)
    .filter((name) => ['desk', 'fresh', 'tower'].includes(name))
    .sort();
const versionOf = (login: string): number | undefined => accountsOf(stage.world.ox, 10).find(({ name }) => name === login)?.version;
const ready = (): string | undefined => stage.condition('OXDirectory', DIRECTORY);

/** One mode for every kind. */
async function setMode(mode: string): Promise<void> {
  const now = stage.world.store.get({ kind: 'OXDirectory', name: DIRECTORY })?.spec as Record<string, object>;
  const spec = { ...now, users: { ...now.users, mode }, groups: { ...now.groups, mode }, functionalAccounts: { mode } };
  await stage.apply('OXDirectory', DIRECTORY, spec);
}

/** Everything that a directory can bring about: somebody comes, changes, moves, is disabled, leaves; groups likewise. */
async function muchHappens(): Promise<void> {
  await stage.people(
    person('new'),
    person('anna', { mail: 'other@example.org', version: 2 }),
    person('bob', { contextId: 11, version: 2 }),
  );
  await stage.people(person('carl', { access: 'none', version: 2 }));
  await stage.leave('dora');
  await stage.group('desk', person('anna'), person('new'));
  await stage.group('fresh', person('carl'));
  stage.world.directory.remove('group-tower');
  await stage.apply('OXAccessProfile', 'webmail-2', { profileName: 'premium', rights: ['webmail', 'contacts'] });
  await stage.people(person('anna', { access: 'premium', version: 3 }));
}

async function furnish(): Promise<void> {
  await stage.people(person('anna'), person('bob'), person('carl'), person('dora'));
  await stage.group('desk', person('anna'), person('dora'));
  await stage.group('tower', person('bob'));
}

describe('mode Observe', () => {
  test('writes nothing, whatever happens, not over restarts either', async () => {
    await furnish();
    await setMode('Observe');
    const writes = stage.world.writes.length;
    await muchHappens();
    await stage.world.crash();
    await stage.pass();
    stage.world.cache.term.begin({ lease: 'another', transitions: 7 });
    await stage.world.crash();
    await stage.pass();
    expect(stage.world.writes.slice(writes)).toEqual([]);
  });

  test('writes nothing from the beginning, and tells how many it leaves alone', async () => {
    await setMode('Observe');
    const writes = stage.world.writes.length;
    await furnish();
    expect(stage.world.writes.slice(writes)).toEqual([]);
    expect(ready()).toBe('True Observing');
    expect(stage.status('OXDirectory', DIRECTORY).counts).toContainEqual(
      expect.objectContaining({ kind: 'User', waiting: 0, observed: 4 }),
    );
  });

  test('writes nothing of what was to be done when the operator ended and the mode was changed meanwhile', async () => {
    await furnish();
    stage.world.weather.isDown = true;
    await stage.people(person('new'), person('anna', { mail: 'other@example.org', version: 2 }));
    await stage.goDeaf();
    await setMode('Observe');
    stage.world.weather.isDown = false;
    const writes = stage.world.writes.length;
    await stage.world.crash();
    await stage.pass();
    expect(stage.world.writes.slice(writes)).toEqual([]);
    await setMode('Enforce');
    expect([logins(), versionOf('anna')]).toEqual([['anna', 'bob', 'carl', 'dora', 'new'], 2]);
  });

  test('is caught up with when it becomes Enforce', async () => {
    await furnish();
    await setMode('Observe');
    await muchHappens();
    await setMode('Enforce');
    expect([logins(), versionOf('anna'), groups()]).toEqual([['anna', 'carl', 'new'], 3, ['desk', 'fresh']]);
    expect(ready()).toBe('True Settled');
  });
});

describe('mode CreateOnly', () => {
  test('creates who is new, and changes and deletes nobody', async () => {
    await furnish();
    await setMode('CreateOnly');
    const writes = stage.world.writes.length;
    await muchHappens();
    const done = stage.world.writes.slice(writes).map(({ operation }) => operation);
    expect(done.sort()).toEqual(['create', 'createByModuleAccess']);
    expect([logins(), versionOf('anna'), groups()]).toEqual([['anna', 'bob', 'carl', 'dora', 'new'], 1, ['desk', 'fresh', 'tower']]);
    expect(ready()).toBe('True Observing');
  });

  test('is caught up with when it becomes Enforce', async () => {
    await furnish();
    await setMode('CreateOnly');
    await muchHappens();
    await setMode('Enforce');
    expect([logins(), versionOf('anna'), groups()]).toEqual([['anna', 'carl', 'new'], 3, ['desk', 'fresh']]);
  });
});

test('who left in a mode that deletes nobody is held when too many of them are to go at once', async () => {
  const everybody = Array.from({ length: 6 }, (_, index) => person(`p${index}`));
  await stage.people(...everybody);
  await setMode('Observe');
  const now = stage.world.store.get({ kind: 'OXDirectory', name: DIRECTORY })?.spec as Record<string, object>;
  await stage.apply('OXDirectory', DIRECTORY, { ...now, deletionGuard: { users: { maxCount: 3, maxPercent: 100 } } });
  for (const { sourceId } of everybody.slice(0, 4)) stage.world.directory.remove(sourceId);
  stage.world.directory.put(personEntry(person('p5', { version: 2 })));
  await stage.pass();
  await setMode('Enforce');
  expect(logins()).toHaveLength(6);
  expect(stage.status('OXDirectory', DIRECTORY).heldDeletions).toMatchObject({ users: 4 });
});
