import { beforeEach, describe, expect, test } from 'vitest';
import { addContext, contextAdmin } from '../support/simulated-ox.ts';
import { accountsOf } from '../world/accounts.ts';
import { person, Stage } from './stage.ts';

let stage: Stage;

beforeEach(async () => {
  stage = await Stage.open();
  addContext(stage.world.ox, 30);
});

const OBSERVED = { contextId: 30, managementPolicy: 'Observe', adminSecretRef: { name: 'foreign' } };
const ready = (): string | undefined => stage.condition('OXContext', 'foreign');
const reachable = (): string | undefined => stage.condition('OXContext', 'foreign', 'AdminReachable');
const logins = (): string[] => accountsOf(stage.world.ox, 30).map(({ name }) => name);

async function putSecret(username: string, password: string): Promise<void> {
  stage.world.store.putSecret('foreign', { username, password });
  // Less than any back-off would take by now.
  await stage.pass(2_000);
}

/** The context belongs to others, who change the password of its admin. */
function changePasswordInOx(password: string): void {
  stage.world.ox.call('OXUserService', 'change', {
    ctx: { id: 30 },
    usrdata: { name: contextAdmin.login, password },
    auth: contextAdmin,
  });
}

describe('a context that belongs to somebody else', () => {
  test('waits for its Secret by name, and its users go on when that comes', async () => {
    await stage.apply('OXContext', 'foreign', OBSERVED);
    await stage.people(person('anna', { contextId: 30 }));
    expect([ready(), reachable(), logins()]).toEqual(['False WaitingForCredentials', 'False WaitingForCredentials', []]);
    await putSecret(contextAdmin.login, contextAdmin.password);
    expect([ready(), reachable(), logins()]).toEqual(['True Settled', 'True Settled', ['anna']]);
  });

  test('says that its credentials are refused, and goes on when the Secret is right', async () => {
    await putSecret(contextAdmin.login, 'wrong');
    await stage.apply('OXContext', 'foreign', OBSERVED);
    await stage.people(person('anna', { contextId: 30 }));
    expect([ready(), reachable(), logins()]).toEqual(['False OxAuthenticationFailed', 'False OxAuthenticationFailed', []]);
    await putSecret(contextAdmin.login, contextAdmin.password);
    expect([ready(), reachable(), logins()]).toEqual(['True Settled', 'True Settled', ['anna']]);
  });

  test('works with another password as soon as the Secret holds it, without a restart', async () => {
    await putSecret(contextAdmin.login, contextAdmin.password);
    await stage.apply('OXContext', 'foreign', OBSERVED);
    await stage.people(person('anna', { contextId: 30 }));
    changePasswordInOx('rotated');
    await stage.people(person('bob', { contextId: 30 }));
    expect([ready(), reachable(), logins()]).toEqual(['False OxAuthenticationFailed', 'False OxAuthenticationFailed', ['anna']]);
    await putSecret(contextAdmin.login, 'rotated');
    expect([ready(), reachable(), logins()]).toEqual(['True Settled', 'True Settled', ['anna', 'bob']]);
  });

  test('notices at once when a Secret that worked is replaced by one that does not', async () => {
    await putSecret(contextAdmin.login, contextAdmin.password);
    await stage.apply('OXContext', 'foreign', OBSERVED);
    await putSecret(contextAdmin.login, 'wrong');
    expect([ready(), reachable()]).toEqual(['False OxAuthenticationFailed', 'False OxAuthenticationFailed']);
  });

  test('asks OX nothing when a Secret is written again with what it held', async () => {
    await putSecret(contextAdmin.login, contextAdmin.password);
    await stage.apply('OXContext', 'foreign', OBSERVED);
    const calls = await stage.callsOf(() => {
      stage.world.store.removeSecret('foreign');
      stage.world.store.putSecret('foreign', { username: contextAdmin.login, password: contextAdmin.password });
    });
    expect([calls, ready()]).toEqual([[], 'True Settled']);
  });

  test('goes on with its Secret after a restart, and asks OX nothing for it', async () => {
    await putSecret(contextAdmin.login, contextAdmin.password);
    await stage.apply('OXContext', 'foreign', OBSERVED);
    expect(await stage.callsOf(() => stage.world.crash())).toEqual([]);
    await stage.people(person('anna', { contextId: 30 }));
    expect([ready(), logins()]).toEqual(['True Settled', ['anna']]);
  });
});

describe('a request of an admin', () => {
  test('has a context looked at once, and is copied to the status when that is done', async () => {
    await stage.apply('OXContext', 'c10', { contextId: 10 }, { 'ox-operator.dev/reconcile-requested-at': 'now' });
    expect([stage.condition('OXContext', 'c10'), stage.status('OXContext', 'c10').lastHandledReconcileAt]).toEqual(['True Settled', 'now']);
    expect(await stage.callsOf(() => undefined)).toEqual([]);
  });
});

describe('a suspended context', () => {
  test('that was waiting to be created is not, its people wait and say why, and all goes on with it', async () => {
    stage.world.weather.isDown = true;
    await stage.apply('OXContext', 'c40', { contextId: 40 });
    await stage.people(person('anna', { contextId: 40 }));
    await stage.apply('OXContext', 'c40', { contextId: 40, suspend: true });
    stage.world.weather.isDown = false;
    await stage.pass(600_000);
    await stage.world.crash();
    await stage.pass();
    expect([stage.world.ox.installation.contexts.has(40), stage.condition('OXContext', 'c40')]).toEqual([false, 'False Suspended']);
    const [{ name } = { name: '' }] = stage.world.store.list('OXDirectory').map(({ metadata }) => metadata);
    expect(stage.condition('OXDirectory', name)).toBe('False WaitingForContext');
    expect(stage.message('OXDirectory', name)).toContain('spec.suspend is true');
    await stage.apply('OXContext', 'c40', { contextId: 40 });
    expect(accountsOf(stage.world.ox, 40).map((account) => account.name)).toEqual(['anna']);
    expect([stage.condition('OXContext', 'c40'), stage.condition('OXDirectory', name)]).toEqual(['True Settled', 'True Settled']);
  });

  test('goes on by itself when the suspension was taken back while no operator ran', async () => {
    await stage.apply('OXContext', 'c12', { contextId: 12, suspend: true });
    await stage.goDeaf();
    stage.world.store.put({ kind: 'OXContext', name: 'c12', spec: { contextId: 12, quotaMB: 5 } });
    await stage.world.crash();
    await stage.pass();
    expect(stage.world.ox.installation.contexts.get(12)?.record.maxQuota).toBe(5);
  });

  test('is deleted in OX all the same when its resource is', async () => {
    await stage.apply('OXContext', 'c12', { contextId: 12, deletionPolicy: 'Delete', suspend: true });
    await stage.remove('OXContext', 'c12');
    expect([stage.exists('OXContext', 'c12'), stage.world.ox.installation.contexts.has(12)]).toEqual([false, false]);
  });
});

describe('a context whose finalizer somebody took off', () => {
  test('stays in OX with its people, and another resource with its id takes it over with its Secret', async () => {
    await stage.people(person('anna'));
    await stage.vanish('OXContext', 'c10');
    await stage.apply('OXContext', 'again', { contextId: 10, adminSecretRef: { name: 'c10-ox-admin' } });
    expect(stage.condition('OXContext', 'again')).toBe('True Settled');
    await stage.people(person('bob'));
    expect(accountsOf(stage.world.ox, 10).map(({ name }) => name)).toEqual(['anna', 'bob']);
  });
});
