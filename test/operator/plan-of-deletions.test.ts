import { beforeEach, describe, expect, test } from 'vitest';
import { explainAlone } from '../../src/operator/index.ts';
import { onlooker, planOf } from '../world/plan-of.ts';
import { person, Stage } from './stage.ts';

const DIRECTORY = 'people';
const DAY = 86_400_000;

let stage: Stage;

beforeEach(async () => {
  stage = await Stage.open(1, {
    deletionGuard: { users: { maxCount: 2, maxPercent: 100 }, groups: { maxCount: 50, maxPercent: 100 } },
  });
  await stage.people(...Array.from({ length: 9 }, (_, index) => person(`p${index}`)));
});

async function set(spec: Readonly<Record<string, unknown>>): Promise<void> {
  const now = stage.world.store.get({ kind: 'OXDirectory', name: DIRECTORY });
  await stage.apply('OXDirectory', DIRECTORY, { ...(now?.spec as object), ...spec });
}

/** The operator is away: nobody has read the directory since. */
function leaveUnseen(...uids: readonly string[]): void {
  stage.world.die();
  for (const uid of uids) stage.world.directory.remove(uid);
}

async function explained(name: string): Promise<Record<string, unknown>> {
  const cache = await stage.world.cache.copy(':memory:', stage.world.clock);
  const { body } = await explainAlone(onlooker(stage.world, cache), name, new URLSearchParams());
  return (JSON.parse(body) as { leaving: Record<string, unknown> }).leaving;
}

const told = (objects: readonly { readonly action: string; readonly name: string }[]): string[] =>
  objects.map(({ action, name }) => `${action} ${name}`);

const inDays = (days: number): string => new Date(stage.world.clock.now() + days * DAY).toISOString();

test('more deletions than the guard allows are held, counted, and told with the annotation that lets them go', async () => {
  leaveUnseen('p0', 'p1', 'p2');
  const plan = await planOf(stage.world);
  expect(plan.objects).toEqual([]);
  expect(plan.waiting.map(({ name, reason, fate }) => `${name} ${reason}: ${fate}`)).toEqual([
    'p0 DeletionsHeld: is deleted in OX',
    'p1 DeletionsHeld: is deleted in OX',
    'p2 DeletionsHeld: is deleted in OX',
  ]);
  expect(plan.counts).toEqual([expect.objectContaining({ kind: 'User', contextId: 10, held: 3, waiting: 0, delete: 0 })]);
  expect(plan.held).toMatchObject([{ directory: DIRECTORY, count: 3 }]);
  expect(plan.held[0]?.approval).toMatch(/^ox-operator\.dev\/approve-deletions=[0-9a-f]{16}$/);
  expect(await explained('p1')).toEqual({
    why: 'gone',
    stage: 'held',
    message: 'its entry is gone; more leave at once than deletionGuard allows, so it stays as it is',
    fate: 'is deleted in OX',
    toDo: `an entry that comes back keeps everything in OX; to let all go that are held, annotate OXDirectory people: ${plan.held[0]?.approval}`,
  });
});

describe('with days of grace', () => {
  beforeEach(() => set({ userDeletion: { policy: 'Delete', graceDays: 30 }, pollInterval: '1h' }));

  test('who leaves is disabled now, and the plan says on which day he is deleted', async () => {
    leaveUnseen('p0');
    const plan = await planOf(stage.world);
    expect(plan.objects).toMatchObject([{ action: 'disable', name: 'p0', deleteTime: inDays(30) }]);
    expect(plan.objects[0]?.writes.flatMap(({ changes }) => changes.map(({ field, after }) => [field, after]))).toEqual(
      expect.arrayContaining([
        ['rights', []],
        ['mailenabled', false],
      ]),
    );
    expect(plan.counts).toEqual([expect.objectContaining({ disable: 1, delete: 0, disabled: 0 })]);
  });

  test('who is disabled already is counted, and explained with the day and the way back', async () => {
    const deleteTime = inDays(30);
    stage.world.directory.remove('p0');
    await stage.pass(2 * 3_600_000);
    stage.world.die();
    const plan = await planOf(stage.world);
    const [wait] = plan.waiting;
    expect(wait).toMatchObject({ name: 'p0', reason: 'Disabled' });
    expect(Math.abs(Date.parse(wait?.deleteTime ?? '') - Date.parse(deleteTime))).toBeLessThanOrEqual(3_600_000);
    expect(plan.counts).toEqual([expect.objectContaining({ disabled: 1, waiting: 0 })]);
    expect(await explained('p0')).toEqual({
      stage: 'disabled',
      message: `it left the directory: rights and mail are off, and it is deleted at ${wait?.deleteTime}`,
      fate: 'loses rights and mail, and is deleted in OX 30 days after it left',
      deleteTime: wait?.deleteTime,
      toDo: 'the same entry, when it comes back, gets rights and mail again under the same id',
    });
  });
});

describe('mode Observe', () => {
  beforeEach(() => set({ users: { contextId: { attribute: 'oxContextIDNum' }, mode: 'Observe' } }));

  test('deletions that it keeps from being done are told as deletions', async () => {
    leaveUnseen('p0', 'p1');
    const plan = await planOf(stage.world);
    expect([plan.objects, told(plan.observed), plan.waiting]).toEqual([[], ['delete p0', 'delete p1'], []]);
    expect(plan.counts).toEqual([expect.objectContaining({ observed: 2, delete: 0 })]);
    expect(plan.observedCounts).toEqual([expect.objectContaining({ kind: 'User', contextId: 10, delete: 2 })]);
  });

  test('those that the guard would hold are told so', async () => {
    leaveUnseen('p0', 'p1', 'p2');
    const plan = await planOf(stage.world);
    expect([plan.objects, plan.observed, plan.held]).toEqual([[], [], []]);
    expect(plan.waiting.map(({ message }) => message)).toEqual(
      Array.from(
        { length: 3 },
        () =>
          'its entry is gone; it stays as it is: mode Observe; else it would be DeletionsHeld: its entry is gone; more leave at once than deletionGuard allows, so it stays as it is',
      ),
    );
  });
});
