import { beforeEach, describe, expect, test } from 'vitest';
import { accountsOf } from '../world/accounts.ts';
import { person, Stage } from './stage.ts';

let stage: Stage;

beforeEach(async () => {
  stage = await Stage.open();
});

const logins = (): string[] => accountsOf(stage.world.ox, 10).map(({ name }) => name);
const directory = (): string => stage.world.store.list('OXDirectory')[0]?.metadata.name ?? '';

async function changeDirectory(spec: Readonly<Record<string, unknown>>): Promise<void> {
  const now = stage.world.store.get({ kind: 'OXDirectory', name: directory() })?.spec as Record<string, unknown>;
  await stage.apply('OXDirectory', directory(), { ...now, ...spec });
}

describe('the deletion of a directory with deletionPolicy Delete', () => {
  test.each([
    ['CreateOnly', { mode: 'CreateOnly' }],
    ['Observe', { mode: 'Observe' }],
  ])('ends where its users are in mode %s, and leaves them in OX', async (_, users) => {
    const name = directory();
    await stage.people(person('anna'));
    await changeDirectory({ deletionPolicy: 'Delete', users });
    await stage.remove('OXDirectory', name);
    expect([stage.exists('OXDirectory', name), logins()]).toEqual([false, ['anna']]);
  });

  test('ends though somebody left who was not deleted', async () => {
    const name = directory();
    await stage.people(person('anna'));
    await changeDirectory({ deletionPolicy: 'Delete', users: { mode: 'CreateOnly' } });
    await stage.leave(person('anna').sourceId);
    await stage.remove('OXDirectory', name);
    expect([stage.exists('OXDirectory', name), logins()]).toEqual([false, ['anna']]);
  });

  test('leaves users in mode CreateOnly in OX also when the operator was started again on the way', async () => {
    const name = directory();
    await stage.people(person('anna'));
    await changeDirectory({ deletionPolicy: 'Delete', users: { mode: 'CreateOnly' } });
    await stage.goDeaf();
    stage.world.store.remove({ kind: 'OXDirectory', name });
    await stage.world.crash();
    await stage.pass();
    expect([stage.exists('OXDirectory', name), logins()]).toEqual([false, ['anna']]);
  });

  test('is carried out though it is suspended', async () => {
    const name = directory();
    await stage.people(person('anna'));
    await changeDirectory({ deletionPolicy: 'Delete', suspend: true });
    await stage.remove('OXDirectory', name);
    expect([stage.exists('OXDirectory', name), logins()]).toEqual([false, []]);
  });

  test('waits while OX is down, says so, and ends without OX when it is changed to Orphan', async () => {
    const name = directory();
    await stage.people(person('anna'));
    await changeDirectory({ deletionPolicy: 'Delete' });
    stage.world.weather.isDown = true;
    await stage.remove('OXDirectory', name);
    expect(stage.condition('OXDirectory', name)).toBe('False OxUnreachable');
    await changeDirectory({ deletionPolicy: 'Orphan' });
    expect([stage.exists('OXDirectory', name), logins()]).toEqual([false, ['anna']]);
  });
});

describe('the deletion of a context whose Secret is gone', () => {
  const gone = (): boolean => !stage.world.ox.installation.contexts.has(12);
  const secret = async () => (await stage.world.store.readSecret('c12-ox-admin')) ?? {};

  /** Somebody lives in it who was left by a directory that is gone. */
  async function leaveStranger(): Promise<void> {
    await stage.people(person('anna', { contextId: 12 }));
    await stage.remove('OXDirectory', directory());
  }

  beforeEach(() => stage.apply('OXContext', 'c12', { contextId: 12, deletionPolicy: 'Delete' }));

  test('is done with the credentials that worked last, as when a namespace goes', async () => {
    stage.world.store.removeSecret('c12-ox-admin');
    await stage.remove('OXContext', 'c12');
    expect([stage.exists('OXContext', 'c12'), gone()]).toEqual([false, true]);
  });

  test('spares whoever lives in it and is fed by nobody', async () => {
    await leaveStranger();
    stage.world.store.removeSecret('c12-ox-admin');
    await stage.remove('OXContext', 'c12');
    expect([stage.condition('OXContext', 'c12'), gone()]).toEqual(['False DeletionBlocked', false]);
  });

  test('waits for the credentials when nobody knows them any more, says so, and is done when they are back', async () => {
    const content = await secret();
    stage.world.store.removeSecret('c12-ox-admin');
    await stage.goDeaf();
    stage.world.store.remove({ kind: 'OXContext', name: 'c12' });
    await stage.world.crash();
    await stage.pass();
    expect([stage.condition('OXContext', 'c12'), gone()]).toEqual(['False WaitingForCredentials', false]);
    expect(stage.message('OXContext', 'c12')).toContain('set spec.deletionPolicy to Orphan');
    stage.world.store.putSecret('c12-ox-admin', content);
    await stage.pass();
    expect([stage.exists('OXContext', 'c12'), gone()]).toEqual([false, true]);
  });

  test('leaves it in OX with its people when it is changed to Orphan meanwhile', async () => {
    await leaveStranger();
    stage.world.store.removeSecret('c12-ox-admin');
    await stage.goDeaf();
    stage.world.store.remove({ kind: 'OXContext', name: 'c12' });
    await stage.world.loseCache();
    await stage.pass();
    expect([stage.condition('OXContext', 'c12'), gone()]).toEqual(['False WaitingForCredentials', false]);
    await stage.apply('OXContext', 'c12', { contextId: 12, deletionPolicy: 'Orphan' });
    expect([stage.exists('OXContext', 'c12'), accountsOf(stage.world.ox, 12).map(({ name }) => name)]).toEqual([false, ['anna']]);
  });
});

describe('when the cache was lost in the middle of a deletion', () => {
  test('a resource is still deleted in OX before it goes', async () => {
    const spec = { contextRef: { name: 'c10' }, email: 'room@example.org', deletionPolicy: 'Delete' };
    await stage.apply('OXResource', 'room', spec);
    expect(stage.resources(10)).toEqual(['room']);
    await stage.goDeaf();
    stage.world.store.remove({ kind: 'OXResource', name: 'room' });
    await stage.world.loseCache();
    await stage.pass();
    expect([stage.exists('OXResource', 'room'), stage.resources(10)]).toEqual([false, []]);
  });

  test('a functional account is still deleted in OX before it goes', async () => {
    await stage.people(person('anna'));
    const spec = {
      contextRef: { name: 'c10' },
      primaryAddress: 'info@example.org',
      accountName: 'Info',
      personal: 'Hall',
      users: ['anna'],
    };
    await stage.apply('OXFunctionalAccount', 'info', spec);
    expect(stage.usersOf('info@example.org')).toEqual(['anna']);
    await stage.goDeaf();
    stage.world.store.remove({ kind: 'OXFunctionalAccount', name: 'info' });
    await stage.world.loseCache();
    await stage.pass();
    expect([stage.exists('OXFunctionalAccount', 'info'), stage.usersOf('info@example.org')]).toEqual([false, []]);
  });

  test('a context is still deleted in OX before it goes, with its Secret', async () => {
    await stage.apply('OXContext', 'c12', { contextId: 12, deletionPolicy: 'Delete' });
    await stage.goDeaf();
    stage.world.store.remove({ kind: 'OXContext', name: 'c12' });
    await stage.world.loseCache();
    await stage.pass();
    expect([stage.exists('OXContext', 'c12'), stage.world.ox.installation.contexts.has(12)]).toEqual([false, false]);
    expect(await stage.world.store.readSecret('c12-ox-admin')).toBeUndefined();
  });

  describe('a directory', () => {
    const name = 'people';

    async function deleteWithLostCache(): Promise<void> {
      await changeDirectory({ deletionPolicy: 'Delete' });
      await stage.goDeaf();
      stage.world.store.remove({ kind: 'OXDirectory', name });
      await stage.world.loseCache();
      await stage.pass();
    }

    beforeEach(() => stage.people(person('anna'), person('bob')));

    test('does not go in silence: it says that nobody knows what to delete, and the ways out', async () => {
      await deleteWithLostCache();
      expect(stage.condition('OXDirectory', name, 'DeletionBlocked')).toBe('True DeletionBlocked');
      expect(stage.condition('OXDirectory', name, 'Stalled')).toBe('True DeletionBlocked');
      expect(stage.message('OXDirectory', name)).toMatch(/cache that knew it is lost.*there were 2\b.*deletionPolicy to Orphan/);
      await stage.world.crash();
      await stage.pass();
      expect([stage.condition('OXDirectory', name, 'Stalled'), logins()]).toEqual(['True DeletionBlocked', ['anna', 'bob']]);
    });

    test('goes when it is changed to Orphan, and deletes everybody when it is applied again and then deleted', async () => {
      const { spec } = stage.world.store.get({ kind: 'OXDirectory', name }) ?? {};
      await deleteWithLostCache();
      await changeDirectory({ deletionPolicy: 'Orphan' });
      expect([stage.exists('OXDirectory', name), logins()]).toEqual([false, ['anna', 'bob']]);
      await stage.apply('OXDirectory', name, { ...(spec as object), deletionPolicy: 'Delete' });
      expect(stage.condition('OXDirectory', name)).toBe('True Settled');
      await stage.remove('OXDirectory', name);
      expect([stage.exists('OXDirectory', name), logins()]).toEqual([false, []]);
    });

    test('that could not be read since then does not go in silence either', async () => {
      await changeDirectory({ deletionPolicy: 'Delete' });
      stage.world.directory.trouble = 'unreachable';
      await stage.world.loseCache();
      await stage.pass();
      await stage.remove('OXDirectory', name);
      expect([stage.condition('OXDirectory', name, 'Stalled'), logins()]).toEqual(['True DeletionBlocked', ['anna', 'bob']]);
    });

    test('that fed nobody goes at once', async () => {
      await stage.leave('anna');
      await stage.leave('bob');
      await deleteWithLostCache();
      expect(stage.exists('OXDirectory', name)).toBe(false);
    });

    test('that was read again, but not matched with OX yet, is still deleted in OX', async () => {
      await changeDirectory({ deletionPolicy: 'Delete' });
      stage.world.weather.isDown = true;
      await stage.world.loseCache();
      await stage.pass();
      await stage.remove('OXDirectory', name);
      stage.world.weather.isDown = false;
      await stage.pass(600_000);
      expect([stage.exists('OXDirectory', name), logins()]).toEqual([false, []]);
    });
  });

  test('a context whose people nobody feeds any more is not deleted, and says so', async () => {
    await stage.people(person('anna', { contextId: 12 }));
    await stage.apply('OXContext', 'c12', { contextId: 12, deletionPolicy: 'Delete' });
    await stage.goDeaf();
    const name = directory();
    await stage.world.store.removeFinalizer({ kind: 'OXDirectory', name });
    stage.world.store.remove({ kind: 'OXDirectory', name });
    stage.world.store.remove({ kind: 'OXContext', name: 'c12' });
    await stage.world.loseCache();
    await stage.pass();
    expect(stage.condition('OXContext', 'c12', 'DeletionBlocked')).toBe('True DeletionBlocked');
    expect(accountsOf(stage.world.ox, 12).map((account) => account.name)).toEqual(['anna']);
  });
});
