import { describe, expect, test } from 'vitest';
import type { KeptEntry } from '../../src/cache/index.ts';
import { entriesOf, type Replayed, replay } from '../support/replay-history.ts';
import { accountsOf } from '../world/accounts.ts';
import { personEntry } from '../world/people.ts';
import { person, Stage } from './stage.ts';

/** `change anna title: Clerk → Mayor` and the like, for the objects of a directory. */
function lineOf({ verb, kind, name, outcome, changes }: KeptEntry): string {
  const fields = changes.map(({ field }) => field).filter((field) => field !== 'context');
  return [verb, kind, name, ...(outcome === 'ok' ? [] : [outcome]), ...(verb === 'create' ? [] : fields)].join(' ');
}

function linesOf(stage: Stage): string[] {
  return entriesOf(stage.world.cache)
    .filter(({ owner }) => owner === 'people')
    .map(lineOf);
}

/** Users and groups of OX, as far as the history can tell. */
function inOx(stage: Stage): string[] {
  const { ox } = stage.world;
  return [10, 11, 12].flatMap((contextId) => {
    const context = ox.installation.contexts.get(contextId);
    const groups = [...(context?.groups.values() ?? [])].filter(({ id }) => id > 1);
    return [
      ...accountsOf(ox, contextId).map(
        ({ id, name, mail, rights }) => `User ${contextId} ${id} ${name} ${mail} ${[...rights].sort().join()}`,
      ),
      ...groups.map(({ id, name }) => `Group ${contextId} ${id} ${name} ${[...(context?.membersOf(id) ?? [])].map(String).sort().join()}`),
    ];
  });
}

function replayed(stage: Stage): string[] {
  return [...replay(entriesOf(stage.world.cache))].flatMap(([key, object]) => textOf(key, object));
}

function textOf(key: string, { contextId, oxId, name, values }: Replayed): string[] {
  const text = (field: string): string => [values.get(field) ?? ''].flat().map(String).sort().join();
  if (key.startsWith('User ')) return [`User ${contextId} ${oxId} ${name} ${text('primaryEmail')} ${text('rights')}`];
  return key.startsWith('Group ') ? [`Group ${contextId} ${oxId} ${name} ${text('members')}`] : [];
}

describe('the history', () => {
  test('tells of each write, and done over from the beginning it leads to what OX holds', async () => {
    const stage = await Stage.open();
    const [anna, bob] = [person('anna'), person('bob')];
    await stage.people(anna, bob);
    await stage.group('staff', anna, bob);
    await stage.people({ ...anna, mail: 'a.meier@example.org', version: 2 });
    await stage.people({ ...anna, mail: 'a.meier@example.org', version: 2, uid: 'anna.meier' });
    await stage.people({ ...bob, access: 'premium' });
    await stage.people({ ...bob, access: 'premium', contextId: 11 });
    await stage.group('staff', anna);
    await stage.people(person('carl'));
    await stage.leave('carl');

    expect(linesOf(stage)).toEqual([
      'create User anna',
      'create User bob',
      'create Group staff',
      'change User anna email1 note primaryEmail defaultSenderAddress aliases imapLogin',
      'change User anna.meier name',
      'change User bob rights',
      'change Group staff members',
      'move User bob rights',
      'change User bob rights',
      'delete User bob',
      'create Group staff',
      'delete Group staff name',
      'create User carl',
      'delete User carl name',
    ]);
    expect(replayed(stage).sort()).toEqual(inOx(stage).sort());
    expect(inOx(stage)).toContainEqual(expect.stringMatching(/^Group 10 \d+ staff 3$/));
  });

  test('holds neither pictures nor passwords, and long texts by their digest', async () => {
    const stage = await Stage.open();
    await stage.people(person('anna'));
    const text = JSON.stringify(entriesOf(stage.world.cache));
    for (const { password } of stage.world.ox.installation.contexts.get(10)?.users.values() ?? []) expect(text).not.toContain(password);
  });

  test('tells what OX refused with its reason, and what stayed without an answer', async () => {
    const stage = await Stage.open();
    await stage.people(person('anna'));
    await stage.people(person('bob', { mail: 'anna@example.org' }));
    const refused = entriesOf(stage.world.cache).at(-1);
    expect(refused).toMatchObject({ verb: 'create', name: 'bob', outcome: 'MailAddressTaken', changes: [] });
    expect(refused?.message).toMatch(/anna@example\.org/);

    stage.world.weather.lostAnswers = 1;
    stage.world.directory.put(personEntry(person('carl')));
    await stage.pass();
    stage.world.weather.lostAnswers = 0;
    await stage.pass(600_000);
    const lines = linesOf(stage).filter((line) => line.includes('carl'));
    expect(lines[0]).toBe('create User carl unknown');
    expect(lines[1]).toMatch(/^find User carl .*\bname /);
    expect(replayed(stage).sort()).toEqual(inOx(stage).sort());
  });

  test('knows who was deleted in OX by somebody else', async () => {
    const stage = await Stage.open();
    await stage.people(person('anna'));
    const context = stage.world.ox.installation.contexts.get(10);
    const anna = [...(context?.users.values() ?? [])].find(({ name }) => name === 'anna');
    context?.users.delete(anna?.id ?? 0);
    await stage.people(person('anna', { access: 'premium' }));
    expect(linesOf(stage).slice(1)).toEqual(['change User anna ServerFault', 'create User anna']);
    expect(replayed(stage).sort()).toEqual(inOx(stage).sort());
  });
});
