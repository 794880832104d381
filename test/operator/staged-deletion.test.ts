import { beforeEach, describe, expect, test } from 'vitest';
import { accountsOf } from '../world/accounts.ts';
import { person, Stage } from './stage.ts';

const DIRECTORY = 'people';
const DAY = 86_400_000;

let stage: Stage;

beforeEach(async () => {
  stage = await Stage.open();
});

const accounts = () => accountsOf(stage.world.ox, 10);
const anna = () => accounts().find(({ name }) => name === 'anna');
const mailOf = (login: string): unknown =>
  [...(stage.world.ox.installation.contexts.get(10)?.users.values() ?? [])].find(({ name }) => name === login)?.data.mailenabled;
const counts = () => stage.status('OXDirectory', DIRECTORY).counts;

/** Polls so seldom that days pass quickly. */
async function setDeletion(userDeletion: object): Promise<void> {
  const now = stage.world.store.get({ kind: 'OXDirectory', name: DIRECTORY });
  await stage.apply('OXDirectory', DIRECTORY, { ...(now?.spec as object), userDeletion, pollInterval: '1h' });
}

async function leave(uid: string): Promise<void> {
  stage.world.directory.remove(uid);
  await stage.pass(2 * 3_600_000);
}

async function comeBack(uid: string): Promise<void> {
  await stage.people(person(uid, { version: 2 }));
  await stage.pass(2 * 3_600_000);
}

describe('with days of grace', () => {
  beforeEach(async () => {
    await stage.people(person('anna'), person('bob'));
    await setDeletion({ policy: 'Delete', graceDays: 30 });
    await leave('anna');
  });

  test('who leaves loses rights and mail, is counted, and is deleted when the days are over', async () => {
    expect([anna()?.rights, mailOf('anna')]).toEqual([[], false]);
    expect(counts()).toContainEqual(expect.objectContaining({ kind: 'User', desired: 1, settled: 1, waiting: 0, disabled: 1 }));
    expect(stage.condition('OXDirectory', DIRECTORY)).toBe('True Settled');
    await stage.pass(29 * DAY);
    expect(anna()?.name).toBe('anna');
    await stage.pass(DAY);
    expect(accounts().map(({ name }) => name)).toEqual(['bob']);
    expect(counts()).toContainEqual(expect.objectContaining({ kind: 'User', desired: 1, settled: 1 }));
  });

  test('whoever comes back has rights and mail again under the same id', async () => {
    const before = anna()?.id;
    await stage.pass(10 * DAY);
    await comeBack('anna');
    expect([anna()?.id, anna()?.rights.includes('webmail'), mailOf('anna')]).toEqual([before, true, true]);
    await stage.pass(40 * DAY);
    expect(anna()?.id).toBe(before);
  });

  test('the days go on over a restart, and nothing is written meanwhile', async () => {
    const writes = stage.world.writes.length;
    await stage.pass(15 * DAY);
    await stage.world.crash();
    await stage.pass(14 * DAY);
    expect(stage.world.writes.length).toBe(writes);
    await stage.pass(2 * DAY);
    expect(anna()).toBeUndefined();
  });

  test('more or fewer of them count from the day of leaving', async () => {
    await stage.pass(5 * DAY);
    await setDeletion({ policy: 'Delete', graceDays: 10 });
    await stage.pass(4 * DAY);
    expect(anna()?.name).toBe('anna');
    await stage.pass(2 * DAY);
    expect(anna()).toBeUndefined();
  });

  test('who is deleted in OX by hand meanwhile is not looked for for ever, and does not come back', async () => {
    const user = anna();
    stage.world.ox.installation.contexts.get(10)?.users.delete(user?.id ?? 0);
    await stage.pass(31 * DAY);
    expect([anna(), stage.condition('OXDirectory', DIRECTORY)]).toEqual([undefined, 'True Settled']);
  });

  test('a new entry of the same name waits, and says for whom', async () => {
    await stage.people(person('anna', { sourceId: 'other-anna', mail: 'second@example.org' }));
    await stage.pass(2 * 3_600_000);
    expect(stage.condition('OXDirectory', DIRECTORY)).toBe('False DuplicateSource');
    expect(stage.message('OXDirectory', DIRECTORY)).toContain('(anna) left the directory and is disabled, but not deleted');
  });

  test('users are orphaned when the policy becomes Orphan', async () => {
    await setDeletion({ policy: 'Orphan' });
    await stage.pass(40 * DAY);
    expect(anna()?.rights).toEqual([]);
  });
});

describe('with policy Disable', () => {
  beforeEach(async () => {
    await stage.people(person('anna'));
    await setDeletion({ policy: 'Disable' });
  });

  test('who leaves is disabled and never deleted', async () => {
    await leave('anna');
    await stage.pass(100 * DAY);
    expect([anna()?.rights, mailOf('anna')]).toEqual([[], false]);
  });

  test('a directory that is deleted with its people goes when they are disabled', async () => {
    const now = stage.world.store.get({ kind: 'OXDirectory', name: DIRECTORY });
    await stage.apply('OXDirectory', DIRECTORY, { ...(now?.spec as object), deletionPolicy: 'Delete' });
    await stage.remove('OXDirectory', DIRECTORY);
    expect([stage.exists('OXDirectory', DIRECTORY), anna()?.rights, mailOf('anna')]).toEqual([false, [], false]);
  });
});
