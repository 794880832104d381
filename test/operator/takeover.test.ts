import { beforeEach, describe, expect, test } from 'vitest';
import type { Cache } from '../../src/cache/index.ts';
import { accountsOf } from '../world/accounts.ts';
import type { OperatorProcess } from '../world/operator-process.ts';
import { dnOf, personEntry } from '../world/people.ts';
import { SeededRandom } from '../world/seeded-random.ts';
import { person, Stage } from './stage.ts';

let stage: Stage;

beforeEach(async () => {
  stage = await Stage.open();
  stage.world.cache.term.begin({ lease: 'lease', transitions: 0 });
  await stage.people(person('anna'));
});

/** Somebody else led meanwhile; now this cache's process leads again. */
async function leadAgain(): Promise<void> {
  stage.world.cache.term.begin({ lease: 'lease', transitions: 7 });
  await stage.world.crash();
  await stage.pass();
}

const logins = (): string[] => accountsOf(stage.world.ox, 10).map(({ name }) => name);

describe('who leads again after somebody else', () => {
  test('looks at the contexts, and at nobody who has not changed', async () => {
    const calls = await stage.callsOf(leadAgain);
    expect(calls.filter((call) => call.startsWith('OXContextService.'))).toHaveLength(3);
    expect(calls.filter((call) => call.startsWith('OXUserService.') && !call.endsWith('.exists'))).toEqual([]);
  });

  test('feeds new people into contexts that have not changed', async () => {
    await leadAgain();
    await stage.people(person('bob'));
    expect(logins()).toEqual(['anna', 'bob']);
  });
});

/** Two processes, each with a cache of its own, of which one leads and the other stands by. */
describe('one leads after the other', () => {
  let standby: OperatorProcess;

  async function standBy(cache?: Cache): Promise<void> {
    standby = stage.world.newProcess(new SeededRandom(2), cache);
    await standby.prepare(true);
    await stage.pass();
  }

  /** The one who led dies, and stands by when it is started again. */
  async function change(): Promise<void> {
    const { leader } = stage.world;
    leader?.die();
    stage.world.transitions = (stage.world.transitions ?? 0) + 1;
    stage.world.takeOver(standby);
    await stage.pass();
    await standBy(leader?.cache);
  }

  const idsOf = (contextId: number): string[] => accountsOf(stage.world.ox, contextId).map(({ id, sourceId }) => `${id} ${sourceId}`);

  test('who got the name of somebody who is gone is not deleted in his place', async () => {
    await standBy();
    await change();
    await stage.leave('anna');
    await stage.people(person('anna', { sourceId: 'other-anna', mail: 'other@example.org' }));
    const after = idsOf(10);
    await change();
    expect(idsOf(10)).toEqual(after);
    expect(after).toEqual([expect.stringMatching(/ other-anna$/)]);
  });

  test('nor is he who got the account of somebody whom the second one had never heard of', async () => {
    stage.world.leader?.die();
    stage.world.directory.remove('anna');
    stage.world.directory.put(personEntry(person('anna', { sourceId: 'other-anna', mail: 'other@example.org' })));
    const { leader } = stage.world;
    await standBy();
    stage.world.transitions = 1;
    stage.world.takeOver(standby);
    await stage.pass();
    const after = idsOf(10);
    await standBy(leader?.cache);
    await change();
    expect(idsOf(10)).toEqual(after);
    expect(after).toEqual([expect.stringMatching(/ other-anna$/)]);
  });

  test('nor is he copied away who got the name of somebody who was moved meanwhile', async () => {
    await standBy();
    await change();
    const moved = person('anna', { uid: 'anne', contextId: 11, version: 2 });
    await stage.people(moved, person('anna', { sourceId: 'other-anna', rdn: 'other', mail: 'other@example.org' }));
    const after = [idsOf(10), idsOf(11)];
    await change();
    await stage.people({ ...moved, version: 3 });
    expect([idsOf(10), idsOf(11)]).toEqual(after);
    expect(after).toEqual([[expect.stringMatching(/ other-anna$/)], [expect.stringMatching(/ anna$/)]]);
  });

  test('who is moved and renamed while nobody who knows him leads is found where the last one left him', async () => {
    await standBy();
    await stage.people(person('bob'));
    await stage.people(person('bob', { contextId: 11, uid: 'robert', version: 2 }));
    const { leader } = stage.world;
    leader?.die();
    const data = accountsOf(stage.world.ox, 11)[0]?.dataOf;
    await stage.people(person('bob', { contextId: 12, uid: 'rob', version: 3 }));
    stage.world.transitions = 1;
    stage.world.takeOver(standby);
    await stage.pass();
    expect(accountsOf(stage.world.ox, 11)).toEqual([]);
    expect(accountsOf(stage.world.ox, 12)).toEqual([expect.objectContaining({ name: 'rob', version: 3, dataOf: data })]);
  });

  /** The one who leads dies while the other one stands by, and all is done by that one from now on. */
  async function takeOverFrom(leader: OperatorProcess | undefined): Promise<void> {
    leader?.die();
    stage.world.transitions = (stage.world.transitions ?? 0) + 1;
    stage.world.takeOver(standby);
    await stage.pass();
  }

  test('of two entries that claim one name the account stays with the one whose it is in OX, although the other one came first', async () => {
    await stage.people(person('bob', { uid: 'robert' }));
    const { leader, directory, ox } = stage.world;
    const before = accountsOf(ox, 10).find(({ sourceId }) => sourceId === 'bob');
    await leader?.operator.stopReading();
    directory.remove('bob');
    directory.put(personEntry(person('zoe', { uid: 'robert' })));
    await standBy();
    directory.put(personEntry(person('bob', { uid: 'robert' })));
    await stage.pass();
    await takeOverFrom(leader);
    expect(accountsOf(ox, 10).filter(({ name }) => name === 'robert')).toEqual([before]);
    await stage.people(person('bob', { uid: 'robert', version: 2 }));
    expect(accountsOf(ox, 10)).toContainEqual(expect.objectContaining({ id: before?.id, sourceId: 'bob', version: 2 }));
  });

  test('somebody who is renamed again and again while nobody who knows him leads is found under each name that he was to have', async () => {
    await standBy();
    await stage.people(person('bob'));
    const { leader, ox } = stage.world;
    const before = accountsOf(ox, 10).find(({ sourceId }) => sourceId === 'bob');
    // OX cannot be reached, so that none of this is done by the one who leads.
    stage.world.weather.isDown = true;
    await stage.people(person('bob', { uid: 'robert', version: 2 }));
    await stage.people(person('bob', { uid: 'rob', contextId: 11, version: 3 }));
    stage.world.weather.isDown = false;
    await takeOverFrom(leader);
    expect(accountsOf(ox, 10).filter(({ sourceId }) => sourceId === 'bob')).toEqual([]);
    expect(accountsOf(ox, 11)).toEqual([expect.objectContaining({ name: 'rob', version: 3, dataOf: before?.dataOf })]);
  });

  test('who leaves after he was moved by another one who led is deleted where that one left him', async () => {
    await standBy();
    await change();
    await stage.people(person('anna', { uid: 'anne', contextId: 11, version: 2 }));
    expect(accountsOf(stage.world.ox, 11)).toHaveLength(1);
    stage.world.directory.remove('anna');
    await takeOverFrom(stage.world.leader);
    expect([idsOf(10), idsOf(11)]).toEqual([[], []]);
  });

  test('so is a resource', async () => {
    const room = { contextRef: { name: 'c10' }, displayName: 'Room', email: 'room@example.org', deletionPolicy: 'Delete' };
    await standBy();
    await stage.apply('OXResource', 'room', { ...room, resourceName: 'room' });
    await change();
    await stage.apply('OXResource', 'room', { ...room, resourceName: 'hall', contextRef: { name: 'c11' } });
    expect([stage.resources(10), stage.resources(11)]).toEqual([[], ['hall']]);
    stage.world.leader?.die();
    stage.world.store.remove({ kind: 'OXResource', name: 'room' });
    await takeOverFrom(undefined);
    expect([stage.resources(10), stage.resources(11)]).toEqual([[], []]);
    expect(stage.exists('OXResource', 'room')).toBe(false);
  });

  test('nobody waits for a context that there never was because he was once to be in it', async () => {
    await standBy();
    await stage.people(person('bob', { contextId: 99 }));
    await stage.people(person('bob', { contextId: 11, version: 2 }));
    await takeOverFrom(stage.world.leader);
    await stage.people(person('bob', { contextId: 11, version: 3 }));
    expect(accountsOf(stage.world.ox, 11)).toEqual([expect.objectContaining({ sourceId: 'bob', version: 3 })]);
    await standBy();
    await stage.people(person('bob', { contextId: 99, version: 4 }));
    stage.world.directory.remove('bob');
    await takeOverFrom(stage.world.leader);
    expect(idsOf(11)).toEqual([]);
  });

  test('who grants nothing any more may grant by himself again, although another one has kept him from it', async () => {
    const deputies = [{ dn: dnOf(person('anna')), mail: '12424', calendar: '00000', onBehalf: 0 }] as const;
    await standBy();
    await stage.people(person('bob', { deputies }));
    const blocked = stage.world.ox.installation.contexts.get(10)?.deputies.blocked;
    expect(blocked?.size).toBe(1);
    stage.world.leader?.die();
    stage.world.directory.put(personEntry(person('bob', { version: 2 })));
    await takeOverFrom(undefined);
    expect(blocked?.size).toBe(0);
  });

  test('the one who takes over reads the directory before writing what was known when it was read last', async () => {
    await standBy();
    await stage.people(person('anna', { version: 2 }));
    stage.world.directory.trouble = 'unreachable';
    await stage.pass();
    stage.world.leader?.die();
    const context = stage.world.ox.installation.contexts.get(10);
    const stored = context?.userNamed('anna');
    if (context === undefined || stored === undefined) throw new Error('there is no anna');
    context.putUser({ ...stored, data: { ...stored.data, note: 'v3 anna' } });
    stage.world.directory.put(personEntry(person('anna', { version: 3 })));
    const writes = stage.world.writes.length;
    stage.world.transitions = 1;
    stage.world.takeOver(standby);
    await stage.pass();
    // Nor when it is started again before it could.
    await stage.world.crash();
    await stage.pass();
    expect(stage.world.writes.slice(writes).filter(({ service }) => service === 'OXUserService')).toEqual([]);
    stage.world.directory.trouble = undefined;
    await stage.people(person('zoe'));
    expect(logins()).toEqual(['anna', 'zoe']);
  });
});
