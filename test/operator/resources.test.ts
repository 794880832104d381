import { beforeEach, describe, expect, test } from 'vitest';
import { person, Stage } from './stage.ts';

let stage: Stage;

beforeEach(async () => {
  stage = await Stage.open();
});

function room(more: Readonly<Record<string, unknown>> = {}) {
  return { contextRef: { name: 'c10' }, email: 'room-1@example.org', ...more };
}

function inOx(name: string, contextId = 10) {
  return stage.world.ox.installation.contexts.get(contextId)?.resources.named(name);
}

describe('a resource', () => {
  test('is created by one call, changed by one, and costs none after that', async () => {
    expect(await stage.callsOf(() => stage.apply('OXResource', 'room-1', room()))).toEqual(['OXResourceService.create']);
    expect(inOx('room-1')).toMatchObject({ displayname: 'room-1', email: 'room-1@example.org' });
    const changes = room({ displayName: 'Room 1', description: 'Ground floor' });
    expect(await stage.callsOf(() => stage.apply('OXResource', 'room-1', changes))).toEqual(['OXResourceService.change']);
    expect(inOx('room-1')).toMatchObject({ displayname: 'Room 1', description: 'Ground floor' });
    expect(await stage.callsOf(() => stage.world.crash())).toEqual([]);
    expect(stage.condition('OXResource', 'room-1')).toBe('True Settled');
  });

  test('loses its description when the spec does', async () => {
    await stage.apply('OXResource', 'room-1', room({ description: 'Ground floor' }));
    await stage.apply('OXResource', 'room-1', room());
    expect(inOx('room-1')?.description ?? '').toBe('');
  });

  test('whose context is not there waits for it by name, and goes on by itself', async () => {
    expect(await stage.callsOf(() => stage.apply('OXResource', 'room-1', room({ contextRef: { name: 'annex' } })))).toEqual([]);
    expect(stage.condition('OXResource', 'room-1')).toBe('False WaitingForContext');
    expect(stage.message('OXResource', 'room-1')).toContain('"annex"');
    await stage.apply('OXContext', 'annex', { contextId: 20 });
    expect([stage.resources(20), stage.condition('OXResource', 'room-1')]).toEqual([['room-1'], 'True Settled']);
  });

  test('whose context is gone from the cluster stays as it is in OX, and says what it waits for', async () => {
    await stage.apply('OXResource', 'room-1', room());
    await stage.remove('OXContext', 'c10');
    expect([stage.resources(10), stage.condition('OXResource', 'room-1')]).toEqual([['room-1'], 'False WaitingForContext']);
  });

  test('moves when contextRef changes: created there before it is deleted here', async () => {
    await stage.apply('OXResource', 'room-1', room());
    const calls = await stage.callsOf(() => stage.apply('OXResource', 'room-1', room({ contextRef: { name: 'c11' } })));
    expect(calls.filter((call) => /create|delete/.test(call))).toEqual(['OXResourceService.create', 'OXResourceService.delete']);
    expect([stage.resources(10), stage.resources(11)]).toEqual([[], ['room-1']]);
  });

  test('that OX refuses is stalled with the reason and an event, and settles when it is mended', async () => {
    await stage.people(person('anna'));
    await stage.apply('OXResource', 'room-1', room({ resourceName: 'room/1' }));
    expect(stage.condition('OXResource', 'room-1', 'Stalled')).toBe('True IllegalCharacters');
    const warnings = stage.world.store.events
      .filter(({ type }) => type === 'Warning')
      .map(({ ref, reason }) => `${ref.kind}/${ref.name} ${reason}`);
    expect(warnings).toEqual(['OXResource/room-1 IllegalCharacters']);
    await stage.apply('OXResource', 'room-1', room());
    expect([stage.resources(10), stage.condition('OXResource', 'room-1')]).toEqual([['room-1'], 'True Settled']);
  });

  test('that is suspended is not written', async () => {
    expect(await stage.callsOf(() => stage.apply('OXResource', 'room-1', room({ suspend: true })))).toEqual([]);
    expect(stage.condition('OXResource', 'room-1')).toBe('False Suspended');
    await stage.apply('OXResource', 'room-1', room());
    expect(stage.resources(10)).toEqual(['room-1']);
  });

  test('that is suspended while its writing waits for OX is not written, restarts included, until it goes on', async () => {
    stage.world.weather.isDown = true;
    await stage.apply('OXResource', 'room-1', room());
    await stage.apply('OXResource', 'room-1', room({ suspend: true }));
    stage.world.weather.isDown = false;
    await stage.pass(600_000);
    await stage.world.crash();
    expect(await stage.callsOf(() => undefined)).toEqual([]);
    expect([stage.resources(10), stage.condition('OXResource', 'room-1')]).toEqual([[], 'False Suspended']);
    await stage.apply('OXResource', 'room-1', room());
    expect([stage.resources(10), stage.condition('OXResource', 'room-1')]).toEqual([['room-1'], 'True Settled']);
  });

  test('that is written wrong keeps its last good state and says so', async () => {
    await stage.apply('OXResource', 'room-1', room());
    await stage.apply('OXResource', 'room-1', room({ email: 7 }));
    expect([stage.resources(10), stage.condition('OXResource', 'room-1', 'Stalled')]).toEqual([['room-1'], 'True InvalidSpec']);
  });

  test('that somebody deleted in OX is made again when an admin asks for a look, which is handled once', async () => {
    await stage.apply('OXResource', 'room-1', room());
    stage.world.ox.installation.contexts.get(10)?.resources.remove(inOx('room-1')?.id ?? 0);
    await stage.apply('OXResource', 'room-1', room(), { 'ox-operator.dev/reconcile-requested-at': 'now' });
    expect([stage.resources(10), stage.status('OXResource', 'room-1').lastHandledReconcileAt]).toEqual([['room-1'], 'now']);
    expect(await stage.callsOf(() => undefined)).toEqual([]);
  });

  test('shows that OX is down while it has something to write', async () => {
    stage.world.weather.isDown = true;
    await stage.apply('OXResource', 'room-1', room());
    expect(stage.condition('OXResource', 'room-1')).toBe('False OxUnreachable');
    stage.world.weather.isDown = false;
    await stage.pass(600_000);
    expect(stage.condition('OXResource', 'room-1')).toBe('True Settled');
  });
});

describe('the deletion of a resource', () => {
  test('deletes it in OX before the resource goes', async () => {
    await stage.apply('OXResource', 'room-1', room());
    stage.world.weather.isDown = true;
    await stage.remove('OXResource', 'room-1');
    expect([stage.resources(10), stage.exists('OXResource', 'room-1')]).toEqual([['room-1'], true]);
    stage.world.weather.isDown = false;
    await stage.pass(600_000);
    expect([stage.resources(10), stage.exists('OXResource', 'room-1')]).toEqual([[], false]);
  });

  test('with deletionPolicy Orphan leaves it in OX and needs no OX', async () => {
    await stage.apply('OXResource', 'room-1', room({ deletionPolicy: 'Orphan' }));
    stage.world.weather.isDown = true;
    await stage.remove('OXResource', 'room-1');
    expect([stage.resources(10), stage.exists('OXResource', 'room-1')]).toEqual([['room-1'], false]);
  });

  test('in a context that is gone says how to let it go, and does', async () => {
    await stage.apply('OXResource', 'room-1', room());
    await stage.remove('OXContext', 'c10');
    await stage.remove('OXResource', 'room-1');
    expect(stage.condition('OXResource', 'room-1')).toBe('False WaitingForContext');
    expect(stage.message('OXResource', 'room-1')).toContain('spec.deletionPolicy to Orphan');
    stage.world.store.put({ kind: 'OXResource', name: 'room-1', spec: room({ deletionPolicy: 'Orphan' }) });
    await stage.pass();
    expect([stage.resources(10), stage.exists('OXResource', 'room-1')]).toEqual([['room-1'], false]);
  });
});

describe('a context that is to be deleted', () => {
  test('names by kind what still lives in it, and goes when all of it is gone, orphans included', async () => {
    await stage.apply('OXContext', 'c10', { contextId: 10, deletionPolicy: 'Delete' });
    await stage.apply('OXResource', 'room-1', room());
    await stage.apply('OXResource', 'room-2', room({ email: 'room-2@example.org', deletionPolicy: 'Orphan' }));
    const anna = person('anna');
    await stage.people(anna);
    await stage.group('desk', anna);
    await stage.remove('OXContext', 'c10');
    expect(stage.message('OXContext', 'c10', 'DeletionBlocked')).toBe('1 user, 1 group and 2 resources still live in context 10');
    await stage.leave('anna');
    await stage.remove('OXResource', 'room-1');
    expect(stage.message('OXContext', 'c10', 'DeletionBlocked')).toBe('1 resource still lives in context 10');
    await stage.remove('OXResource', 'room-2');
    expect([stage.exists('OXContext', 'c10'), stage.world.ox.installation.contexts.has(10)]).toEqual([false, false]);
  });
});

describe('a resource whose finalizer somebody took off', () => {
  test('stays in OX, and one of its name takes it over, also when that came while the operator was down', async () => {
    await stage.apply('OXResource', 'room-1', room());
    await stage.vanish('OXResource', 'room-1');
    await stage.apply('OXResource', 'other', room({ resourceName: 'room-1', displayName: 'Room 1' }));
    expect([inOx('room-1')?.displayname, stage.condition('OXResource', 'other')]).toEqual(['Room 1', 'True Settled']);
    await stage.goDeaf();
    await stage.vanish('OXResource', 'other');
    await stage.world.crash();
    await stage.apply('OXResource', 'room-1', room());
    expect([stage.resources(10), inOx('room-1')?.displayname, stage.condition('OXResource', 'room-1')]).toEqual([
      ['room-1'],
      'room-1',
      'True Settled',
    ]);
  });
});
