import { beforeEach, describe, expect, test } from 'vitest';
import { applyEdit } from '../../simulator/index.ts';
import { accountsOf } from '../world/accounts.ts';
import { person, Stage } from './stage.ts';

let stage: Stage;

beforeEach(async () => {
  stage = await Stage.open();
});

const PEOPLE = Array.from({ length: 250 }, (_, number) => person(`user-${number}`));

/** How often each operation was asked for, reads and writes. */
function counted(calls: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const call of calls) counts[call] = (counts[call] ?? 0) + 1;
  return counts;
}

const WRITES = /\.(create|createByModuleAccess|change|changeByModuleAccess|changeMailAddressPersonal|delete)$/;

describe('a context with many people of whom nothing is known', () => {
  test('is looked at as a whole when the cache is lost: one call, one for a hundred, and the rights of each', async () => {
    await stage.people(...PEOPLE);
    await stage.group('all', ...PEOPLE);
    const before = accountsOf(stage.world.ox, 10);
    const calls = counted(await stage.callsOf(() => stage.world.loseCache()));
    expect(calls).toMatchObject({
      'OXGroupService.getData': 1,
      'OXGroupService.listAll': 1,
      'OXUserService.getMultipleData': 3,
      'OXUserService.getModuleAccess': 250,
    });
    expect(calls['OXUserService.getData']).toBeUndefined();
    expect(Object.keys(calls).filter((call) => WRITES.test(call))).toEqual([]);
    expect(accountsOf(stage.world.ox, 10)).toEqual(before);
  });

  test('costs one call for each new user, and no look, when the operator made it', async () => {
    const calls = counted(await stage.callsOf(() => stage.people(...PEOPLE)));
    expect(calls).toEqual({ 'OXUserService.createByModuleAccess': 250 });
  });

  test('is looked at while people vanish from it, and only they are made again', async () => {
    await stage.people(...PEOPLE);
    const { ox } = stage.world;
    const invoke = ox.invoke.bind(ox);
    let isFirst = true;
    ox.invoke = (service, operation, args) => {
      if (operation === 'getMultipleData' && isFirst) {
        isFirst = false;
        applyEdit(ox, { kind: 'deleteUser', contextId: 10, user: 'user-7' });
      }
      return invoke(service, operation, args);
    };
    const calls = counted(await stage.callsOf(() => stage.world.loseCache()));
    expect(calls['OXUserService.createByModuleAccess']).toBe(1);
    expect(accountsOf(ox, 10).map(({ name }) => name)).toContain('user-7');
    expect(Object.keys(calls).filter((call) => WRITES.test(call))).toEqual(['OXUserService.createByModuleAccess']);
  });
});

describe('who leads again after somebody else', () => {
  test('looks at the whole context before it writes to many people there', async () => {
    stage.world.cache.term.begin({ lease: 'lease', transitions: 0 });
    await stage.people(...PEOPLE);
    const calls = counted(
      await stage.callsOf(async () => {
        stage.world.cache.term.begin({ lease: 'lease', transitions: 7 });
        await stage.world.crash();
        await stage.people(...PEOPLE.map((each) => ({ ...each, version: 2 })));
      }),
    );
    expect(calls['OXUserService.change']).toBe(250);
    // The first few of them were heard of alone.
    expect(calls['OXUserService.getData'] ?? 0).toBeLessThan(20);
    expect(calls['OXUserService.getMultipleData']).toBe(3);
  });
});
