import { beforeEach, describe, expect, test } from 'vitest';
import { conditionsOf } from '../../src/kube/index.ts';
import { accountsOf } from '../world/accounts.ts';
import { type Person, personEntry } from '../world/people.ts';
import { World } from '../world/world.ts';

const MINUTE = 60_000;

let world: World;

beforeEach(async () => {
  world = new World(1);
  await world.begin();
});

function person(uid: string, changes: Partial<Person> = {}): Person {
  const mail = `${uid}@example.org`;
  return { sourceId: uid, uid, rdn: uid, mail, contextId: 10, isOxUser: true, access: 'webmail', version: 1, ...changes };
}

async function say(...persons: readonly Person[]): Promise<void> {
  for (const each of persons) world.directory.put(personEntry(each));
  await world.clock.advance(MINUTE);
}

function logins(contextId: number): string[] {
  return accountsOf(world.ox, contextId).map((account) => account.name);
}

function ready(kind: 'OXContext' | 'OXDirectory', name: string): string | undefined {
  const condition = conditionsOf(world.store.get({ kind, name })?.status).find(({ type }) => type === 'Ready');
  return condition === undefined ? undefined : `${condition.status} ${condition.reason}`;
}

function message(name: string): string | undefined {
  return conditionsOf(world.store.get({ kind: 'OXDirectory', name })?.status).find(({ type }) => type === 'Ready')?.message;
}

function directory(spec: Readonly<Record<string, unknown>>): void {
  const users = { contextId: { attribute: 'oxContextIDNum' } };
  world.store.put({ kind: 'OXDirectory', name: 'people', spec: { ldif: { configMapRef: { name: 'people' } }, users, ...spec } });
}

describe('contexts', () => {
  test('a context that is to be deleted waits for its users, and goes when the last has gone', async () => {
    world.store.put({ kind: 'OXContext', name: 'c10', spec: { contextId: 10, deletionPolicy: 'Delete' } });
    await say(person('anna'));
    world.store.remove({ kind: 'OXContext', name: 'c10' });
    await world.clock.advance(MINUTE);
    expect(ready('OXContext', 'c10')).toBe('False DeletionBlocked');
    world.directory.remove('anna');
    await world.clock.advance(MINUTE);
    expect([world.ox.installation.contexts.has(10), world.store.get({ kind: 'OXContext', name: 'c10' })]).toEqual([false, undefined]);
    expect(await world.store.readSecret('c10-ox-admin')).toBeUndefined();
  });

  test('an orphaned context stays in OX with its users and its Secret', async () => {
    await say(person('anna'));
    world.store.remove({ kind: 'OXContext', name: 'c10' });
    await world.clock.advance(MINUTE);
    expect([logins(10), world.store.get({ kind: 'OXContext', name: 'c10' })]).toEqual([['anna'], undefined]);
    expect(await world.store.readSecret('c10-ox-admin')).toMatchObject({ username: 'oxadmin' });
  });

  test('a context that is gone from OX is made again with everybody in it as soon as somebody in it changes', async () => {
    await say(person('anna'), person('bob'));
    const context = world.ox.installation.contexts.get(10);
    if (context !== undefined) world.ox.installation.removeContext(context);
    await say(person('anna', { version: 2 }));
    expect(logins(10).sort()).toEqual(['anna', 'bob']);
  });

  test('of two resources with one id the older keeps it, and the younger says so', async () => {
    world.store.put({ kind: 'OXContext', name: 'twin', spec: { contextId: 10 } });
    await world.clock.advance(MINUTE);
    expect([ready('OXContext', 'c10'), ready('OXContext', 'twin')]).toEqual(['True Settled', 'False ContextIdConflict']);
  });

  test('a resource that is written wrong keeps its last good state and says InvalidSpec until it is mended', async () => {
    world.store.reportInvalid({ kind: 'OXContext', name: 'c10' }, 'c10.yaml: spec.contextId: found "ten"');
    await world.clock.advance(MINUTE);
    expect(ready('OXContext', 'c10')).toBe('False InvalidSpec');
    world.store.put({ kind: 'OXContext', name: 'c10', spec: { contextId: 10, quotaMB: 7 } });
    await world.clock.advance(MINUTE);
    expect(ready('OXContext', 'c10')).toBe('True Settled');
    expect(world.ox.installation.contexts.get(10)?.record.maxQuota).toBe(7);
  });
});

describe('events', () => {
  test('tell of a context that was made and of a user that was refused', async () => {
    await say(person('anna', { uid: 'an&na' }));
    const told = world.store.events.map(({ ref, type, reason }) => `${ref.kind}/${ref.name} ${type} ${reason}`);
    expect(told).toEqual(expect.arrayContaining(['OXContext/c10 Normal ContextCreated', 'OXDirectory/people Warning IllegalCharacters']));
  });
});

describe('users', () => {
  test('a faulty one is parked, the others go on, and it settles when it is mended', async () => {
    await say(person('anna', { uid: 'an&na' }), person('bob'));
    expect([logins(10), ready('OXDirectory', 'people')]).toEqual([['bob'], 'False IllegalCharacters']);
    expect(message('people')).toMatch(/^1 in step, 1 parked, 0 open; first: User an&na: .*\. Take the characters .* out of the name/);
    await say(person('anna', { version: 2 }));
    expect([logins(10), ready('OXDirectory', 'people')]).toEqual([['bob', 'anna'], 'True Settled']);
  });

  test('with errorPolicy Halt the directory stands still at a faulty one, and goes on by itself when it is mended', async () => {
    directory({ errorPolicy: 'Halt' });
    await say(person('anna', { uid: 'an&na' }));
    await say(person('bob'));
    expect([logins(10), ready('OXDirectory', 'people')]).toEqual([[], 'False Halted']);
    expect(message('people')).toMatch(/^stands still at User an&na: .*\. Take the characters .* out of the name/);
    await say(person('anna', { version: 2 }));
    expect([logins(10).sort(), ready('OXDirectory', 'people')]).toEqual([['anna', 'bob'], 'True Settled']);
  });

  test('a move to another context takes the user along, whatever changes with it, and who leaves then leaves the new context', async () => {
    await say(person('anna'));
    await say(person('anna', { contextId: 11, mail: 'new@example.org', uid: 'annika', version: 2 }));
    expect([logins(10), logins(11), ready('OXDirectory', 'people')]).toEqual([[], ['annika'], 'True Settled']);
    world.directory.remove('anna');
    await world.clock.advance(MINUTE);
    expect([logins(10), logins(11)]).toEqual([[], []]);
  });

  test('nothing is written for users in mode Observe, and nothing is changed or deleted in mode CreateOnly', async () => {
    directory({ users: { mode: 'CreateOnly', contextId: { attribute: 'oxContextIDNum' } } });
    await say(person('anna'));
    await say(person('anna', { access: 'none', version: 2 }));
    expect(accountsOf(world.ox, 10)).toMatchObject([{ name: 'anna', version: 1 }]);
    world.directory.remove('anna');
    directory({ users: { mode: 'Observe', contextId: { attribute: 'oxContextIDNum' } } });
    await say(person('bob'));
    expect(logins(10)).toEqual(['anna']);
  });
});

describe('when the master admin is refused', () => {
  test('every context says so, nothing is parked, and all goes on when the password is right', async () => {
    world = new World(2);
    world.master = { login: 'oxadminmaster', password: 'wrong' };
    await world.begin();
    await say(person('anna'));
    expect(['c10', 'c11', 'c12'].map((name) => ready('OXContext', name))).toEqual(
      Array.from({ length: 3 }, () => 'False OxAuthenticationFailed'),
    );
    const [user, ...others] = world.cache.summary.counts('people');
    expect([user?.state === 'waiting' || user?.state === 'pending', user?.count, others]).toEqual([true, 1, []]);
    world.master = world.ox.installation.master;
    await world.clock.advance(5 * MINUTE);
    expect([ready('OXContext', 'c10'), ready('OXDirectory', 'people'), logins(10)]).toEqual(['True Settled', 'True Settled', ['anna']]);
  });
});
