import { beforeEach, describe, expect, test } from 'vitest';
import { APPROVE_DELETIONS } from '../../src/operator/held-deletions.ts';
import { accountsOf } from '../world/accounts.ts';
import { type Person, personEntry } from '../world/people.ts';
import { groupEntry, person, Stage } from './stage.ts';

const DIRECTORY = 'people';
const HOUR = 3_600_000;
/** Two of twenty are too many for no rule; three are. */
const GUARD = { users: { maxCount: 2, maxPercent: 100 }, groups: { maxCount: 1, maxPercent: 100 } };

let stage: Stage;
let everybody: readonly Person[];

beforeEach(async () => {
  stage = await Stage.open(1, { deletionGuard: GUARD });
  everybody = Array.from({ length: 20 }, (_, index) => person(`p${index}`));
  await stage.people(...everybody);
});

const logins = (): string[] => accountsOf(stage.world.ox, 10).map(({ name }) => name);
const held = (): Record<string, unknown> => stage.status('OXDirectory', DIRECTORY).heldDeletions as Record<string, unknown>;
const writes = (): number => stage.world.writes.length;

async function leave(...indices: readonly number[]): Promise<void> {
  for (const index of indices) stage.world.directory.remove(`p${index}`);
  await stage.pass();
}

async function change(index: number, changes: Partial<Person>): Promise<void> {
  await stage.people(person(`p${index}`, { version: 2, ...changes }));
}

async function approve(token: unknown): Promise<void> {
  const now = stage.world.store.get({ kind: 'OXDirectory', name: DIRECTORY });
  await stage.apply('OXDirectory', DIRECTORY, now?.spec, { [APPROVE_DELETIONS]: String(token) });
}

async function changeDirectory(spec: Readonly<Record<string, unknown>>): Promise<void> {
  const now = stage.world.store.get({ kind: 'OXDirectory', name: DIRECTORY });
  await stage.apply('OXDirectory', DIRECTORY, { ...(now?.spec as object), ...spec }, now?.metadata.annotations);
}

describe('deletions within the limits', () => {
  test('are carried out at once', async () => {
    await leave(0, 1);
    expect(logins()).toHaveLength(18);
    expect(held()).toMatchObject({ users: 0, groups: 0, token: '' });
    expect(stage.condition('OXDirectory', DIRECTORY, 'DeletionsHeld')).toBe('False Settled');
  });

  test('count for a day', async () => {
    await leave(0, 1);
    await changeDirectory({ pollInterval: '15m' });
    await stage.pass(23 * HOUR);
    await leave(2);
    await stage.pass(HOUR / 2);
    expect(logins()).toContain('p2');
    await stage.pass(HOUR);
    expect(logins()).not.toContain('p2');
  });

  test('count over a restart', async () => {
    await leave(0, 1);
    await stage.world.crash();
    await leave(2);
    expect(held()).toMatchObject({ users: 1 });
  });
});

describe('a cache that is lost', () => {
  const window = (): unknown => stage.status('OXDirectory', DIRECTORY).deletionWindow;

  test('does not let the limits be reached once more: what was let go counts on', async () => {
    await leave(0, 1);
    expect(window()).toMatchObject([{ users: 2, groups: 0, functionalAccounts: 0 }]);
    await stage.world.loseCache();
    await stage.pass();
    await leave(2);
    expect(logins()).toContain('p2');
    expect(held()).toMatchObject({ users: 1 });
    expect(window()).toMatchObject([{ users: 2 }]);
    // Not for longer than a day, to the hour.
    await changeDirectory({ pollInterval: '15m' });
    await stage.pass(26 * HOUR);
    expect(logins()).not.toContain('p2');
    expect(window()).toMatchObject([{ users: 1 }]);
  });

  test('does not forget it either while its directory is suspended', async () => {
    await leave(0, 1);
    await changeDirectory({ suspend: true });
    await stage.world.loseCache();
    await stage.pass(HOUR);
    await stage.world.loseCache();
    await changeDirectory({ suspend: false });
    await leave(2);
    expect(held()).toMatchObject({ users: 1 });
  });

  test('counts nothing twice when it was not lost', async () => {
    await leave(0);
    await stage.world.crash();
    await leave(1);
    expect(logins()).toHaveLength(18);
    expect(held()).toMatchObject({ users: 0 });
  });

  test('need not be told what an admin approved', async () => {
    await leave(0, 1, 2);
    await approve(held().token);
    expect(logins()).toHaveLength(17);
    expect(window()).toBeUndefined();
  });
});

describe('deletions beyond the limits', () => {
  test('are held, all of them, and everything else goes on', async () => {
    const before = writes();
    await leave(0, 1, 2);
    expect(writes()).toBe(before);
    expect(logins()).toHaveLength(20);
    await change(5, { mail: 'new@example.org' });
    expect(writes()).toBe(before + 1);
  });

  test('are told of by name, as counts, as condition and event, with the token that approves them', async () => {
    await leave(0, 1, 2);
    const token = String(held().token);
    expect(held()).toMatchObject({ users: 3, groups: 0 });
    expect(stage.condition('OXDirectory', DIRECTORY)).toBe('False DeletionsHeld');
    expect(stage.condition('OXDirectory', DIRECTORY, 'DeletionsHeld')).toBe('True DeletionsHeld');
    expect(stage.message('OXDirectory', DIRECTORY, 'DeletionsHeld')).toBe(
      `3 users would leave OX, more than deletionGuard allows; they stay as they are until they come back or are approved by the annotation ${APPROVE_DELETIONS}=${token}; user p0, user p1, user p2`,
    );
    expect(stage.status('OXDirectory', DIRECTORY).counts).toContainEqual(
      expect.objectContaining({ kind: 'User', desired: 20, settled: 17, held: 3 }),
    );
    expect(stage.world.store.events.map(({ reason }) => reason)).toContain('DeletionsHeld');
  });

  test('are carried out when their token approves them, and count no more', async () => {
    await leave(0, 1, 2);
    await approve(held().token);
    expect(logins()).toHaveLength(17);
    expect(stage.condition('OXDirectory', DIRECTORY)).toBe('True Settled');
    await leave(3, 4);
    expect(logins()).toHaveLength(15);
  });

  test('need another token when there are more of them, and the old one is said to approve nothing', async () => {
    await leave(0, 1, 2);
    const { token } = held();
    await leave(3);
    await approve(token);
    expect(logins()).toHaveLength(20);
    expect(stage.message('OXDirectory', DIRECTORY, 'DeletionsHeld')).toContain('holds the token of another set and approves none of these');
    await approve(held().token);
    expect(logins()).toHaveLength(16);
  });

  test('an annotation that was left behind approves nothing, not even the same people once more', async () => {
    await leave(0, 1, 2);
    await approve(held().token);
    await stage.people(person('p0'), person('p1'), person('p2'));
    expect(logins()).toHaveLength(20);
    await leave(0, 1, 2);
    expect(logins()).toHaveLength(20);
    expect(held()).toMatchObject({ users: 3 });
  });

  test('are given up for who comes back, and the rest goes when that is few enough', async () => {
    await leave(0, 1, 2);
    const before = writes();
    await stage.people(person('p1'));
    expect(held()).toMatchObject({ users: 0, token: '' });
    expect(logins()).toHaveLength(18);
    expect(stage.world.writes.slice(before).map(({ operation }) => operation)).toEqual(['delete', 'delete']);
  });

  test('stay held over restarts', async () => {
    await leave(0, 1, 2);
    const { token } = held();
    await stage.world.crash();
    await stage.pass();
    expect(held()).toMatchObject({ users: 3, token });
    expect(logins()).toHaveLength(20);
  });

  test('go when the limits are raised', async () => {
    await leave(0, 1, 2);
    await changeDirectory({ deletionGuard: { ...GUARD, users: { maxCount: 3, maxPercent: 100 } } });
    expect(logins()).toHaveLength(17);
  });

  test('leave groups with the members they had, and take them when they go', async () => {
    await stage.group('desk', everybody[0] as Person, everybody[7] as Person);
    await leave(0, 1, 2);
    await change(7, { mail: 'new@example.org' });
    const membersIn = (): number => {
      const context = stage.world.ox.installation.contexts.get(10);
      const desk = [...(context?.groups.values() ?? [])].find(({ name }) => name === 'desk');
      return desk === undefined ? 0 : (context?.membersOf(desk.id).length ?? 0);
    };
    expect(membersIn()).toBe(2);
    await approve(held().token);
    expect(membersIn()).toBe(1);
  });
});

describe('as a deletion counts', () => {
  test.each([
    ['being taken out of scope', { isOxUser: false }],
    ['the loss of all rights', { access: 'none' }],
    ['the loss of the context', { contextId: undefined }],
  ])('%s', async (_, changes: Partial<Person>) => {
    const before = writes();
    for (const index of [0, 1, 2]) stage.world.directory.put(personEntry(person(`p${index}`, { version: 2, ...changes })));
    await stage.pass();
    expect(held()).toMatchObject({ users: 3 });
    expect(writes()).toBe(before);
    await stage.people(person('p0', { version: 3 }), person('p1', { version: 3 }), person('p2', { version: 3 }));
    expect(held()).toMatchObject({ users: 0 });
    expect(logins()).toHaveLength(20);
  });

  test('no move between contexts, of people or of the groups that they are in', async () => {
    await stage.group('desk', ...everybody.slice(0, 3));
    await stage.group('tower', ...everybody.slice(0, 3));
    for (const index of [0, 1, 2, 3, 4]) stage.world.directory.put(personEntry(person(`p${index}`, { version: 2, contextId: 11 })));
    await stage.pass(5 * 60_000);
    expect(held()).toMatchObject({ users: 0, groups: 0 });
    expect(accountsOf(stage.world.ox, 11)).toHaveLength(5);
  });

  test('the emptying of groups, by the limits of groups', async () => {
    await stage.group('desk', everybody[0] as Person);
    await stage.group('tower', everybody[1] as Person);
    const before = writes();
    stage.world.directory.put(groupEntry('desk', []));
    await stage.group('tower');
    expect(held()).toMatchObject({ users: 0, groups: 2 });
    expect(writes()).toBe(before);
    await approve(held().token);
    expect(held()).toMatchObject({ users: 0, groups: 0 });
  });

  test('nobody who is not in OX', async () => {
    const strangers = ['x', 'y', 'z'].map((uid) => person(uid, { access: 'unheard-of' }));
    await stage.people(...strangers);
    for (const { sourceId } of strangers) stage.world.directory.remove(sourceId);
    await stage.pass();
    expect(held()).toMatchObject({ users: 0 });
  });
});

describe('the deletion of a directory with deletionPolicy Delete', () => {
  test('is held like any other, and goes on when it is approved', async () => {
    await changeDirectory({ deletionPolicy: 'Delete' });
    await stage.remove('OXDirectory', DIRECTORY);
    expect(logins()).toHaveLength(20);
    expect(held()).toMatchObject({ users: 20 });
    await approve(held().token);
    expect([stage.exists('OXDirectory', DIRECTORY), logins()]).toEqual([false, []]);
  });
});

test('an answer without anybody is not believed however generous the limits are, and everybody is back when it was a mistake', async () => {
  await changeDirectory({ deletionGuard: { users: { maxCount: 1_000, maxPercent: 100 } } });
  stage.world.directory.trouble = 'emptied';
  await changeDirectory({ userDefaults: { language: 'en_GB' } });
  expect(held()).toMatchObject({ users: 20 });
  expect(logins()).toHaveLength(20);
  stage.world.directory.trouble = undefined;
  await stage.pass();
  expect(held()).toMatchObject({ users: 0 });
  expect(logins()).toHaveLength(20);
});
