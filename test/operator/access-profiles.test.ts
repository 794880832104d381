import { beforeEach, describe, expect, test, vi } from 'vitest';
import { SHIPPED_ACCESS_PROFILES } from '../../src/mapping/index.ts';
import { person, Stage } from './stage.ts';

let stage: Stage;

beforeEach(async () => {
  stage = await Stage.open();
});

const shipped = (name: string): string => [...(SHIPPED_ACCESS_PROFILES.get(name) ?? [])].sort().join(' ');

function profile(rights: readonly string[], more: Readonly<Record<string, unknown>> = {}) {
  return { rights, ...more };
}

describe('a user', () => {
  test('whose profile does not exist waits for it by name, and goes on by himself when it comes', async () => {
    await stage.people(person('anna', { access: 'field staff' }));
    expect([stage.rightsOf('anna'), stage.condition('OXDirectory', 'people')]).toEqual([undefined, 'False WaitingForAccessProfile']);
    await stage.apply('OXAccessProfile', 'field', profile(['webmail', 'tasks'], { profileName: 'field staff' }));
    expect([stage.rightsOf('anna'), stage.condition('OXDirectory', 'people')]).toEqual(['tasks webmail', 'True Settled']);
    expect(stage.status('OXAccessProfile', 'field')).toMatchObject({ users: 1, appliedUsers: 1 });
  });

  test('with the profile none, an empty list or no profile at all has no rights', async () => {
    await stage.apply('OXAccessProfile', 'silent', profile([]));
    await stage.people(person('anna', { access: 'none' }), person('bob', { access: 'silent' }), person('cleo', { access: '' }));
    expect(['anna', 'bob', 'cleo'].map((login) => stage.rightsOf(login))).toEqual(['', '', '']);
  });
});

describe('a change of rights', () => {
  test('costs its users one call each and nobody else any', async () => {
    await stage.apply('OXAccessProfile', 'field', profile(['webmail']));
    await stage.people(person('anna', { access: 'field' }), person('bob', { access: 'field' }), person('cleo'));
    const calls = await stage.callsOf(() => stage.apply('OXAccessProfile', 'field', profile(['webmail', 'tasks'])));
    expect(calls).toEqual(['OXUserService.changeByModuleAccess', 'OXUserService.changeByModuleAccess']);
    expect(['anna', 'bob', 'cleo'].map((login) => stage.rightsOf(login))).toEqual(['tasks webmail', 'tasks webmail', shipped('webmail')]);
    expect(stage.condition('OXAccessProfile', 'field')).toBe('True Settled');
  });

  test('made while the operator was down is found at its start, and an unchanged profile costs no call', async () => {
    await stage.apply('OXAccessProfile', 'field', profile(['webmail']));
    await stage.people(person('anna', { access: 'field' }), person('bob'));
    expect(await stage.callsOf(() => stage.world.crash())).toEqual([]);
    await stage.goDeaf();
    stage.world.store.put({ kind: 'OXAccessProfile', name: 'field', spec: profile(['calendar']) });
    expect(await stage.callsOf(() => stage.world.crash())).toEqual(['OXUserService.changeByModuleAccess']);
    expect(stage.rightsOf('anna')).toBe('calendar');
  });

  test('of a suspended profile is taken over for nobody until it goes on, restarts included', async () => {
    await stage.apply('OXAccessProfile', 'field', profile(['webmail']));
    await stage.people(person('anna', { access: 'field' }));
    await stage.apply('OXAccessProfile', 'field', profile(['calendar'], { suspend: true }));
    await stage.world.crash();
    await stage.people(person('anna', { access: 'field', version: 2 }));
    expect([stage.rightsOf('anna'), stage.condition('OXAccessProfile', 'field')]).toEqual(['webmail', 'False Suspended']);
    await stage.apply('OXAccessProfile', 'field', profile(['calendar']));
    expect([stage.rightsOf('anna'), stage.condition('OXAccessProfile', 'field')]).toEqual(['calendar', 'True Settled']);
  });

  test('to rights that contradict each other is refused with the rule of OX, and the last good ones stay', async () => {
    await stage.apply('OXAccessProfile', 'field', profile(['webmail']));
    await stage.people(person('anna', { access: 'field' }));
    await stage.apply('OXAccessProfile', 'field', profile(['globalAddressBookDisabled', 'delegateTask']));
    expect([stage.rightsOf('anna'), stage.condition('OXAccessProfile', 'field', 'Stalled')]).toEqual(['webmail', 'True RightsConflict']);
    expect(stage.message('OXAccessProfile', 'field')).toContain('delegateTask');
  });

  test('shows on the way while OX is down, and ends by itself', async () => {
    await stage.apply('OXAccessProfile', 'field', profile(['webmail']));
    await stage.people(person('anna', { access: 'field' }));
    stage.world.weather.isDown = true;
    await stage.apply('OXAccessProfile', 'field', profile(['tasks']));
    expect([stage.condition('OXAccessProfile', 'field'), stage.status('OXAccessProfile', 'field').appliedUsers]).toEqual([
      'False OxUnreachable',
      0,
    ]);
    stage.world.weather.isDown = false;
    await stage.pass(600_000);
    expect([stage.rightsOf('anna'), stage.condition('OXAccessProfile', 'field')]).toEqual(['tasks', 'True Settled']);
  });
});

describe('a resource with the name of a profile that comes with the product', () => {
  test('overrides it, and when it goes the old rights are back', async () => {
    await stage.people(person('anna', { access: 'premium' }));
    await stage.apply('OXAccessProfile', 'premium', profile(['webmail']));
    expect(stage.rightsOf('anna')).toBe('webmail');
    await stage.remove('OXAccessProfile', 'premium');
    expect([stage.exists('OXAccessProfile', 'premium'), stage.rightsOf('anna')]).toEqual([false, shipped('premium')]);
  });
});

describe('two resources with one profileName', () => {
  test('the older keeps it, the younger says so and takes over when the older is gone', async () => {
    await stage.apply('OXAccessProfile', 'one', profile(['webmail'], { profileName: 'field' }));
    await stage.apply('OXAccessProfile', 'two', profile(['tasks'], { profileName: 'field' }));
    await stage.people(person('anna', { access: 'field' }));
    expect([stage.rightsOf('anna'), stage.condition('OXAccessProfile', 'two', 'Stalled')]).toEqual(['webmail', 'True NameTaken']);
    expect(stage.message('OXAccessProfile', 'two')).toContain('"one"');
    await stage.remove('OXAccessProfile', 'one');
    expect([stage.exists('OXAccessProfile', 'one'), stage.rightsOf('anna')]).toEqual([false, 'tasks']);
    expect(stage.condition('OXAccessProfile', 'two')).toBe('True Settled');
  });
});

describe('the deletion of a profile', () => {
  test('waits for its users with their number, and is done by itself when the last has another', async () => {
    await stage.apply('OXAccessProfile', 'field', profile(['webmail']));
    await stage.people(person('anna', { access: 'field' }), person('bob', { access: 'field' }));
    await stage.remove('OXAccessProfile', 'field');
    expect(stage.condition('OXAccessProfile', 'field', 'DeletionBlocked')).toBe('True DeletionBlocked');
    expect(stage.message('OXAccessProfile', 'field')).toContain('2 users');
    await stage.world.crash();
    await stage.people(person('anna', { access: 'field', version: 2 }), person('bob', { access: 'pim', version: 2 }));
    expect([stage.rightsOf('anna'), stage.message('OXAccessProfile', 'field')]).toEqual(['webmail', expect.stringContaining('1 user ')]);
    await stage.leave('anna');
    expect(stage.exists('OXAccessProfile', 'field')).toBe(false);
  });

  test('of one that nobody has is done at once', async () => {
    await stage.apply('OXAccessProfile', 'field', profile(['webmail']));
    expect(await stage.callsOf(() => stage.remove('OXAccessProfile', 'field'))).toEqual([]);
    expect(stage.exists('OXAccessProfile', 'field')).toBe(false);
  });
});

describe('many profiles', () => {
  test('cost what each costs by itself, however many there are', async () => {
    const put = vi.spyOn(stage.world.cache.profiles, 'put');
    const names = vi.spyOn(stage.world.cache.profiles, 'names');
    for (let index = 0; index < 300; index += 1)
      stage.world.store.put({ kind: 'OXAccessProfile', name: `field-${index}`, spec: profile(['webmail']) });
    await stage.pass();
    await stage.people(person('anna', { access: 'field-299' }));
    expect([stage.rightsOf('anna'), stage.condition('OXAccessProfile', 'field-299')]).toEqual(['webmail', 'True Settled']);
    expect(put.mock.calls.length).toBeLessThan(300 * 10);
    expect(names.mock.calls.length).toBeLessThan(10);
  });
});

describe('a request of an admin', () => {
  test('is handled once and copied to the status', async () => {
    await stage.apply('OXAccessProfile', 'field', profile(['webmail']));
    await stage.people(person('anna', { access: 'field' }));
    await stage.apply('OXAccessProfile', 'field', profile(['webmail']), { 'ox-operator.dev/reconcile-requested-at': 'now' });
    expect(stage.status('OXAccessProfile', 'field')).toMatchObject({ lastHandledReconcileAt: 'now', appliedUsers: 1 });
  });
});
