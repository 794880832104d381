import { beforeEach, describe, expect, test } from 'vitest';
import type { SyncErrorResource } from '../../src/kube/index.ts';
import type { Person } from '../world/people.ts';
import { personEntry } from '../world/people.ts';
import { person, Stage } from './stage.ts';

const MINUTE = 60_000;
const ANNAS = 'anna@example.org';

let stage: Stage;

beforeEach(async () => {
  stage = await Stage.open();
});

const errors = (): readonly SyncErrorResource[] => stage.world.store.listSyncErrors();
/** `anna MailAddressTaken Parked`, each. */
const told = (): string[] => errors().map(({ spec, status }) => `${spec.objectRef.name} ${status.reason} ${status.state}`);
/** Everybody in a context but its admin. */
function logins(contextId = 10): string[] {
  const context = stage.world.ox.installation.contexts.get(contextId);
  return [...(context?.users.values() ?? [])].filter(({ id }) => id !== context?.record.adminId).map(({ name }) => name);
}

const spec = { ldif: { configMapRef: { name: 'people' } }, users: { contextId: { attribute: 'oxContextIDNum' } } };

function only(): SyncErrorResource {
  const [error, ...others] = errors();
  if (error === undefined || others.length > 0) throw new Error(`there are ${errors().length} OXSyncErrors`);
  return error;
}

/** Sets the action, as an admin does, and lets the operator do it. */
async function ask(action: SyncErrorResource['spec']['action'], name = only().name): Promise<void> {
  stage.world.store.editSyncError(name, action);
  await stage.pass();
}

/** A second user with anna's address, whom OX refuses. */
async function refuseBob(changes: Partial<Person> = {}): Promise<void> {
  await stage.people(person('anna'));
  await stage.people(person('bob', { mail: ANNAS, ...changes }));
}

/** What OXSyncErrors are made to say from now on, as `bob Parked`. */
function watchWrites(): string[] {
  const { store } = stage.world;
  const writes: string[] = [];
  const apply = store.applySyncError.bind(store);
  store.applySyncError = async (report) => {
    const before = store.listSyncErrors().find(({ name }) => name === report.name);
    await apply(report);
    if (store.listSyncErrors().find(({ name }) => name === report.name) !== before)
      writes.push(`${report.spec.objectRef.name} ${report.status.state}`);
  };
  return writes;
}

describe('an object that OX refuses', () => {
  test('has an OXSyncError that tells who, where, why and what to do, with labels to select by', async () => {
    await refuseBob();
    const { name, spec: content, status, labels } = only();
    expect(name).toMatch(/^people-user-[0-9a-f]{10}$/);
    expect(content).toEqual({ objectRef: { kind: 'User', name: 'bob', sourceId: 'bob', contextId: 10, directory: 'people' }, action: '' });
    expect(status).toMatchObject({ reason: 'MailAddressTaken', attempts: 1, state: 'Parked', firstSeenTime: status.lastTriedTime });
    expect([status.message, status.remedy]).toEqual([expect.stringContaining(ANNAS), expect.stringContaining('another address')]);
    expect(status.nextRetryTime).toBeUndefined();
    expect(labels).toEqual({
      'app.kubernetes.io/managed-by': 'ox-operator',
      'ox-operator.dev/directory': 'people',
      'ox-operator.dev/kind': 'User',
      'ox-operator.dev/reason': 'MailAddressTaken',
      'ox-operator.dev/error-class': 'invalid',
    });
  });

  test('has none any more when it is mended, when its entry goes, and when its directory goes', async () => {
    await refuseBob();
    await stage.people(person('bob', { version: 2 }));
    expect([told(), logins()]).toEqual([[], ['anna', 'bob']]);
    await stage.people(person('carla', { uid: 'car&la' }));
    await stage.leave('carla');
    expect(told()).toEqual([]);
    await stage.people(person('carla', { uid: 'car&la' }));
    expect(told()).toEqual(['car&la IllegalCharacters Parked']);
    await stage.remove('OXDirectory', 'people');
    expect(told()).toEqual([]);
  });

  test('keeps its OXSyncError under one name while reasons and logins change', async () => {
    await refuseBob();
    const { name } = only();
    await stage.people(person('bob', { uid: 'b&b', version: 2 }));
    expect([only().name, told()]).toEqual([name, ['b&b IllegalCharacters Parked']]);
  });

  test('is in the status of its directory as well', async () => {
    await refuseBob();
    const { firstErrors, parked } = stage.status('OXDirectory', 'people');
    expect([firstErrors, parked]).toMatchObject([[{ kind: 'User', name: 'bob', reason: only().status.reason }], 1]);
  });

  test('is told of again when somebody deletes the OXSyncError', async () => {
    await refuseBob();
    stage.world.store.removeSyncError(only().name);
    await stage.pass();
    expect(told()).toEqual(['bob MailAddressTaken Parked']);
  });

  test('causes few writes when it is tried again with every change of others', async () => {
    await refuseBob();
    const writes = watchWrites();
    for (let version = 2; version < 32; version += 1) {
      stage.world.directory.put(personEntry(person('anna', { version })));
      await stage.pass(10_000);
    }
    await stage.pass(2 * MINUTE);
    expect(writes.length).toBeGreaterThan(0);
    expect(writes.length).toBeLessThanOrEqual(8);
    expect(told()).toEqual(['bob MailAddressTaken Parked']);
  });
});

describe('what may come right by itself', () => {
  test('is told of when it waits for longer than a minute, and not when it waits in the order of work', async () => {
    stage.world.directory.put(personEntry(person('anna', { contextId: 77 })));
    await stage.pass(30_000);
    expect(told()).toEqual([]);
    await stage.pass(MINUTE);
    expect(told()).toEqual(['anna WaitingForContext Waiting']);
    await stage.apply('OXContext', 'c77', { contextId: 77 });
    expect([told(), logins(77)]).toEqual([[], ['anna']]);
    await stage.apply('OXDirectory', 'people', { ...spec, users: { ...spec.users, mode: 'Observe' } });
    await stage.people(person('bob'));
    await stage.pass(5 * MINUTE);
    expect([told(), stage.condition('OXDirectory', 'people')]).toEqual([[], 'True Observing']);
  });

  test('is told of when it fails for the fifth time, with the time of the next attempt', async () => {
    const { ox } = stage.world;
    const invoke = ox.invoke.bind(ox);
    ox.invoke = () => {
      throw new Error('the answer makes no sense');
    };
    stage.world.directory.put(personEntry(person('anna')));
    await stage.pass(10_000);
    expect(told()).toEqual([]);
    await stage.pass(5 * MINUTE);
    expect(told()).toEqual(['anna BackingOff BackingOff']);
    expect(only().status.nextRetryTime).toMatch(/^2026-01-01T00:/);
    ox.invoke = invoke;
    await stage.pass(30 * MINUTE);
    expect([told(), logins()]).toEqual([[], ['anna']]);
  });

  test('is not told of during an outage, nor right after it', async () => {
    await stage.people(person('anna'));
    stage.world.weather.isDown = true;
    for (const uid of ['bob', 'carla']) stage.world.directory.put(personEntry(person(uid, { contextId: 11 })));
    stage.world.directory.put(personEntry(person('dora', { contextId: 77 })));
    await stage.pass(30_000);
    await stage.apply('OXContext', 'c77', { contextId: 77 });
    await stage.pass(20 * MINUTE);
    expect(told()).toEqual([]);
    const writes = watchWrites();
    stage.world.weather.isDown = false;
    await stage.pass(5 * MINUTE);
    expect([writes, told(), logins(11).sort(), logins(77)]).toEqual([[], [], ['bob', 'carla'], ['dora']]);
  });
});

describe('of many faulty objects', () => {
  // OX refuses some, the mapping all others: were OX to refuse many in a row, it would be left alone with them.
  const faultOf = (index: number): Partial<Person> => (index < 90 ? { uid: `u&${index}` } : { mail: 'no address' });
  const crowd = (count: number): Person[] => Array.from({ length: count }, (_, index) => person(`u${index}`, faultOf(index)));

  test('at most 200 are told of and the status counts all; those that are told of do not take turns', async () => {
    await stage.people(...crowd(230));
    const before = new Set(errors().map(({ name }) => name));
    expect([before.size, stage.status('OXDirectory', 'people').parked]).toEqual([200, 230]);
    await stage.people(person('u0', { version: 2 }), person('u1', { version: 2 }));
    const after = errors().map(({ name }) => name);
    expect([after.length, after.filter((name) => !before.has(name)).length]).toEqual([200, 2]);
  });

  test('the one that halts the directory is told of before all others', async () => {
    await stage.people(...crowd(230));
    await stage.apply('OXDirectory', 'people', { ...spec, errorPolicy: 'Halt' });
    expect(errors()).toHaveLength(200);
    expect(told().filter((line) => line.endsWith('Halted'))).toHaveLength(
      stage.world.cache.summary.counts('people').find(({ state }) => state === 'halted')?.count ?? 0,
    );
    expect(told().some((line) => line.endsWith('Halted'))).toBe(true);
  });
});

describe('an admin who writes an action', () => {
  test('Retry: what was mended in OX is tried again and settles; what was not says so, with one attempt more', async () => {
    await refuseBob();
    const writes = watchWrites();
    await ask('Retry');
    expect(writes).toEqual(['bob Parked']);
    expect(only()).toMatchObject({ spec: { action: '' }, status: { attempts: 2, state: 'Parked' } });
    const users = stage.world.ox.installation.contexts.get(10)?.users;
    for (const [id, { name }] of users ?? []) if (name === 'anna') users?.delete(id);
    await ask('Retry');
    expect([told(), logins()]).toEqual([[], ['bob']]);
  });

  test('Resync: the directory is read as a whole first, and only then is it tried', async () => {
    await refuseBob();
    const { directory } = stage.world;
    const cursors: (string | undefined)[] = [];
    const poll = directory.poll.bind(directory);
    directory.poll = (cursor, sink) => {
      cursors.push(cursor);
      return poll(cursor, sink);
    };
    directory.trouble = 'unreachable';
    await ask('Resync');
    expect(only()).toMatchObject({ spec: { action: 'Resync' }, status: { attempts: 1 } });
    directory.trouble = undefined;
    await stage.pass(2 * MINUTE);
    expect(only()).toMatchObject({ spec: { action: '' }, status: { attempts: 2 } });
    expect(cursors.filter((cursor) => cursor === undefined).length).toBeGreaterThan(1);
    const reads = cursors.length;
    await stage.pass();
    expect(cursors.slice(reads).every((cursor) => cursor !== undefined)).toBe(true);
  });

  test('Discard: it is left as it is and counts as discarded, until its entry changes', async () => {
    await refuseBob();
    await ask('Discard');
    expect([told(), stage.condition('OXDirectory', 'people'), stage.message('OXDirectory', 'people')]).toEqual([
      [],
      'True Settled',
      '1 in step with OX, 1 discarded',
    ]);
    expect(stage.status('OXDirectory', 'people')).toMatchObject({
      parked: 0,
      counts: [{ kind: 'User', desired: 2, settled: 1, discarded: 1 }, {}, {}],
    });
    await stage.world.crash();
    await stage.people(person('anna', { version: 2 }));
    expect(told()).toEqual([]);
    await stage.people(person('bob', { mail: ANNAS, version: 2 }));
    expect(told()).toEqual(['bob MailAddressTaken Parked']);
  });

  test('Park: the directory goes on, and does not stand still at the same object again', async () => {
    await stage.apply('OXDirectory', 'people', { ...spec, errorPolicy: 'Halt' });
    await refuseBob();
    await stage.people(person('carla'));
    expect([told(), logins(), stage.condition('OXDirectory', 'people')]).toEqual([
      ['bob MailAddressTaken Halted'],
      ['anna'],
      'False Halted',
    ]);
    await ask('Park');
    expect([told(), logins()]).toEqual([['bob MailAddressTaken Parked'], ['anna', 'carla']]);
    await stage.people(person('anna', { version: 2 }));
    await stage.people(person('dora'));
    expect([told(), logins()]).toEqual([['bob MailAddressTaken Parked'], ['anna', 'carla', 'dora']]);
    await stage.people(person('bob', { mail: ANNAS, version: 2 }));
    expect(told()).toEqual(['bob MailAddressTaken Halted']);
  });

  test('Discard: what cannot be deleted stays in OX for good', async () => {
    const { ox } = stage.world;
    await stage.people(person('anna'));
    const invoke = ox.invoke.bind(ox);
    ox.invoke = (service, operation, args) => {
      if (operation === 'delete') throw new Error('the answer makes no sense');
      return invoke(service, operation, args);
    };
    await stage.leave('anna');
    await stage.pass(5 * MINUTE);
    expect(told()).toEqual(['anna BackingOff BackingOff']);
    await ask('Discard');
    ox.invoke = invoke;
    await stage.pass(60 * MINUTE);
    expect([told(), logins(), stage.world.cache.summary.counts('people')]).toEqual([[], ['anna'], []]);
  });

  test('finds an OXSyncError of nobody removed, whatever it asks for', async () => {
    const { store } = stage.world;
    const objectRef = { kind: 'User', name: 'ghost', sourceId: 'ghost', contextId: 10, directory: 'people' } as const;
    await store.applySyncError({ name: 'handmade', spec: { objectRef }, status: {}, labels: {} });
    await store.applySyncError({ name: 'elsewhere', spec: { objectRef: { ...objectRef, directory: '' } }, status: {}, labels: {} });
    for (const name of ['handmade', 'elsewhere']) store.editSyncError(name, 'Retry');
    await stage.pass();
    expect(errors()).toEqual([]);
  });
});

describe('an operator that is started again', () => {
  test('removes what settled meanwhile, carries out what was asked meanwhile, and keeps the rest as it was', async () => {
    await refuseBob();
    await stage.people(person('carla', { uid: 'car&la' }));
    const { store } = stage.world;
    const [bob, carla] = errors();
    await stage.goDeaf();
    const objectRef = { kind: 'User', name: 'gone', sourceId: 'gone', contextId: 10, directory: 'former' } as const;
    await store.applySyncError({ name: 'former-user-1', spec: { objectRef }, status: {}, labels: {} });
    store.editSyncError(bob?.name ?? '', 'Discard');
    await stage.world.crash();
    await stage.pass();
    expect(told()).toEqual(['car&la IllegalCharacters Parked']);
    expect(only()).toMatchObject({ name: carla?.name, status: { firstSeenTime: carla?.status.firstSeenTime } });
  });

  test('with a lost cache it tells of the same objects under the same names', async () => {
    await refuseBob();
    const { name } = only();
    await stage.world.loseCache();
    await stage.pass();
    expect([only().name, told()]).toEqual([name, ['bob MailAddressTaken Parked']]);
  });
});
