import { beforeAll, expect, it } from 'vitest';
import { applyCustomResourceDefinitions, sharedCluster } from '../support/cluster.ts';
import { context, directory, KubeScene, people } from './kube-scene.ts';
import { group, logins, user } from './people.ts';
import { polls } from './polls.ts';

beforeAll(() => applyCustomResourceDefinitions(sharedCluster()));

const EVERYBODY = logins(240);
const TEAMS = 12;

/** Every other user lives in the other context. */
function contextOf(index: number): number {
  return index % 2 === 0 ? 10 : 20;
}

/** Every group has members in both contexts. */
function team(number: number): string {
  return group(`team${number}`, ...EVERYBODY.filter((_, index) => index % TEAMS === number || index % TEAMS === (number + 1) % TEAMS));
}

function membersIn(contextId: number, number: number): string[] {
  return EVERYBODY.filter(
    (_, index) => contextOf(index) === contextId && (index % TEAMS === number || index % TEAMS === (number + 1) % TEAMS),
  );
}

it('killed twice in the middle of a load, the operator creates everything once, and asks OX for nothing more when it is done', async () => {
  const scene = await KubeScene.open();
  const { ox } = scene;
  const { control } = ox.simulator;
  const everybody = EVERYBODY.map((uid, index) => user(uid, { contextId: contextOf(index) }));
  const teams = Array.from({ length: TEAMS }, (_, number) => team(number));
  control.setTiming({ latencyMs: 30 });
  await scene.apply(people('people', ...everybody, ...teams), context('ten'), context('twenty', { contextId: 20 }), directory('people'));

  for (const enough of [40, 140]) {
    const doomed = scene.run();
    await doomed.until(`has created ${enough} users`, () => control.log().filter(isCreatedUser).length >= enough);
    doomed.signal('SIGKILL');
    expect(await doomed.ended()).toBe('SIGKILL');
    expect(control.log().filter(isCreatedUser).length).toBeLessThan(EVERYBODY.length);
  }

  const survivor = scene.run();
  await scene.wait('condition=Ready', 'oxctx/ten', 'oxctx/twenty', 'oxdir/people');
  for (const contextId of [10, 20]) {
    expect(ox.logins(contextId)).toEqual(EVERYBODY.filter((_, index) => contextOf(index) === contextId));
    const wanted = teams.map((_, number) => [`team${number}`, membersIn(contextId, number)]);
    expect(ox.groups(contextId)).toEqual(Object.fromEntries(wanted));
  }
  const creations = control.log().filter(({ operation }) => operation.startsWith('create'));
  expect(creations.filter(({ outcome }) => outcome.kind !== 'ok')).toEqual([]);
  expect(creations).toHaveLength(EVERYBODY.length + 2 * TEAMS + 2);

  ox.takeCalls();
  await polls(survivor, 'people', 1);
  survivor.signal('SIGTERM');
  expect(await survivor.ended()).toBe(0);
  await polls(scene.run(), 'people');
  expect(ox.takeCalls()).toEqual({});
});

function isCreatedUser({ operation, outcome }: { operation: string; outcome: { kind: string } }): boolean {
  return operation === 'createByModuleAccess' && outcome.kind === 'ok';
}
