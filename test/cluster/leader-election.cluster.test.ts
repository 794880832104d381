import { beforeAll, expect } from 'vitest';
import { testBesideOthers } from '../support/after-this-test.ts';
import { applyCustomResourceDefinitions, sharedCluster } from '../support/cluster.ts';
import { LeaderScene, type Pod } from './leader-scene.ts';

beforeAll(() => applyCustomResourceDefinitions(sharedCluster()));

/** Shorter than the 15 s of a real operator, but long enough for a busy machine. */
const LEASE_SECONDS = 6;

/** All that one said to OX was said before the other said anything. */
function expectNoOverlap(first: Pod, second: Pod): void {
  expect(second.ox.sentAt.length).toBeGreaterThan(0);
  expect(Math.max(...first.ox.sentAt)).toBeLessThan(Math.min(...second.ox.sentAt));
}

async function expectAllDone(scene: LeaderScene): Promise<void> {
  await scene.whenDone();
  expect(scene.created).toHaveLength(LeaderScene.userCount);
}

testBesideOthers('a leader that is killed is followed by the standby, which does the rest, with the times of a real operator', async () => {
  const scene = await LeaderScene.open(15);
  const { one, two } = await scene.leaderAndStandby();
  one.command.signal('SIGKILL');
  await one.command.ended();
  await two.command.says('leads now');
  expect(await scene.lease).toMatch(/^two_\w{8} 1$/);
  await expectAllDone(scene);
  expectNoOverlap(one, two);
});

testBesideOthers('a leader that stood still says nothing more to OX when it goes on, and ends', async () => {
  const scene = await LeaderScene.open(LEASE_SECONDS);
  const { one, two } = await scene.leaderAndStandby();
  one.command.signal('SIGSTOP');
  await two.command.says('leads now');
  await two.command.until('speaks to OX', () => two.ox.sentAt.length > 0);
  const said = one.ox.sentAt.length;
  one.command.signal('SIGCONT');
  expect(await one.command.ended()).toBe(1);
  expect(one.command.error).toContain('leads no more: the Lease ox-operator is lost, it was not renewed for 4 s');
  expect(one.ox.sentAt).toHaveLength(said);
  await expectAllDone(scene);
  expectNoOverlap(one, two);
});

const LOST_ROADS = [
  { what: 'is reset', deed: 'cut', trouble: 'API server, PATCH /apis/coordination.k8s.io/v1/' },
  { what: 'drops everything', deed: 'silence', trouble: 'nothing came for 2 s' },
] as const;
for (const { what, deed, trouble } of LOST_ROADS)
  testBesideOthers(`a leader whose way to the API server ${what}, but not that to OX, ends before the standby begins`, async () => {
    const scene = await LeaderScene.open(LEASE_SECONDS);
    const { one, two } = await scene.leaderAndStandby();
    one.api[deed]();
    expect(await one.command.ended()).toBe(1);
    expect(one.command.error).toContain('leads no more: the Lease ox-operator is lost, it was not renewed for 4 s');
    expect(one.command.error).toContain(trouble);
    expect(scene.created.length).toBeLessThan(LeaderScene.userCount);
    await two.command.says('leads now');
    await expectAllDone(scene);
    expectNoOverlap(one, two);
  });

testBesideOthers(
  'a standby is ready and silent, and takes over at once from a leader that is told to end and finishes what is under way',
  async () => {
    const scene = await LeaderScene.open(15);
    const { one, two } = await scene.leaderAndStandby();
    await two.command.until('is ready', async () => (await two.page('/readyz')).status === 200);
    expect((await two.page('/metrics')).text).toContain('leader_election_master_status{name="ox-operator"} 0');
    expect((await one.page('/metrics')).text).toContain('leader_election_master_status{name="ox-operator"} 1');
    expect(two.ox.sentAt).toEqual([]);
    one.command.signal('SIGTERM');
    expect(await one.command.ended()).toBe(0);
    await two.command.says('leads now');
    await expectAllDone(scene);
    expectNoOverlap(one, two);
  },
);

testBesideOthers('a standby that is told to end does so at once, and the leader goes on', async () => {
  const scene = await LeaderScene.open(15);
  const { one, two } = await scene.leaderAndStandby();
  two.command.signal('SIGTERM');
  expect(await two.command.ended()).toBe(0);
  expect(await scene.lease).toMatch(/^one_\w{8} 0$/);
  await expectAllDone(scene);
  expect(one.command.error).toBe('');
});
