import { describe, expect, test } from 'vitest';
import { LeaseWorld } from './lease-world.ts';

/** Two processes, of which the first leads. */
async function leaderAndStandby(seed = 1, standbyClocks = {}) {
  const world = new LeaseWorld(seed);
  const leader = world.begin();
  await world.until(() => leader.mayWrite);
  const standby = world.begin(standbyClocks);
  await world.advance(5_000 + world.random.below(5_000));
  return { world, leader, standby };
}

const seeds = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);

describe('of two processes', () => {
  test('one leads for as long as it lives, and the other says who', async () => {
    const { world, leader, standby } = await leaderAndStandby();
    await world.advance(300_000);
    expect(world.writers).toEqual([leader]);
    expect(leader.epochs).toMatchObject([{ transitions: 0 }]);
    expect(standby.log).toEqual(['standing by: process-1 leads']);
    expect(world.kept?.record).toMatchObject({ holder: 'process-1', durationMs: 15_000, transitions: 0 });
  });

  test.each(seeds(20))('the other takes over within 20 s when the first is killed, but not within its 15 s (%i)', async (seed) => {
    const { world, leader, standby } = await leaderAndStandby(seed);
    const renewedAt = world.kept?.record.renewedAt ?? 0;
    leader.kill();
    expect(await world.until(() => standby.mayWrite)).toBeLessThan(20_000);
    expect(world.clock.now() - renewedAt).toBeGreaterThan(15_000);
    expect(standby.epochs).toMatchObject([{ transitions: 1 }]);
    expect(world.violations).toEqual([]);
  });

  test('the other leads at its next look when the first has ended its work', async () => {
    const { world, leader, standby } = await leaderAndStandby();
    const stopping = leader.election.stop();
    expect(leader.election.mayWrite).toBe(false);
    expect(await world.until(() => standby.mayWrite)).toBeLessThan(4_000);
    await stopping;
    expect(leader.lostBecause).toBeUndefined();
    expect(standby.epochs).toMatchObject([{ transitions: 1 }]);
  });

  test('one that stands by leaves the Lease alone when it is told to end, and does not wait for an API server that is away', async () => {
    const { world, leader, standby } = await leaderAndStandby();
    standby.road = 'cut';
    const version = world.kept?.version;
    await standby.election.stop();
    expect(world.kept?.version).toBe(version);
    await world.advance(60_000);
    expect(world.writers).toEqual([leader]);
  });

  test('a leader that cannot release the Lease ends all the same, and says so', async () => {
    const { world, leader, standby } = await leaderAndStandby();
    leader.road = 'cut';
    const stopping = leader.election.stop();
    await world.advance(2_000);
    await stopping;
    expect(leader.log).toEqual(['the Lease cannot be released, so the next one waits for its end: nothing came for 2 s']);
    expect(await world.until(() => standby.mayWrite)).toBeLessThan(20_000);
  });

  test.each([3_600_000, -3_600_000])('it does not matter that the clocks are %i ms apart', async (ahead) => {
    const { world, leader, standby } = await leaderAndStandby(1, { ahead });
    await world.advance(60_000);
    expect(world.writers).toEqual([leader]);
    leader.kill();
    expect(await world.until(() => standby.mayWrite)).toBeLessThan(20_000);
  });

  test('the other waits out its time when somebody deletes the Lease, which the first makes anew', async () => {
    const { world, leader } = await leaderAndStandby();
    const uid = world.kept?.uid;
    world.deleteLease();
    await world.advance(30_000);
    expect(world.writers).toEqual([leader]);
    expect(world.kept).toMatchObject({ record: { holder: 'process-1', transitions: 0 } });
    expect(world.kept?.uid).not.toBe(uid);
    expect(world.violations).toEqual([]);
  });
});

describe('a leader', () => {
  test.each(['cut', 'deaf'] as const)('whose way to the API server is %s stops before another can begin, and says why', async (road) => {
    const { world, leader, standby } = await leaderAndStandby();
    leader.road = road;
    const stoppedAfter = await world.until(() => !leader.mayWrite);
    expect(stoppedAfter).toBeLessThanOrEqual(10_000);
    await world.until(() => leader.lostBecause !== undefined);
    expect(leader.lostBecause).toBe('it was not renewed for 10 s (nothing came for 5 s)');
    expect(await world.until(() => standby.mayWrite)).toBeGreaterThan(3_000);
    expect(world.violations).toEqual([]);
  });

  test('counts its time from the sending of a renewal, for the others may count from then', async () => {
    const { world, leader } = await leaderAndStandby();
    leader.slowness = 4_000;
    await world.advance(20_000);
    leader.road = 'cut';
    await world.until(() => !leader.mayWrite);
    expect(world.clock.now() - (world.kept?.record.renewedAt ?? 0)).toBeLessThanOrEqual(10_100);
  });

  test('whose answers are lost for a while goes on: its renewals had been taken', async () => {
    const { world, leader } = await leaderAndStandby();
    leader.road = 'deaf';
    await world.advance(7_500);
    leader.road = 'open';
    await world.advance(30_000);
    expect(world.writers).toEqual([leader]);
    expect(leader.epochs).toHaveLength(1);
  });

  test('who stood still may not write in the very moment it goes on', async () => {
    const { world, leader, standby } = await leaderAndStandby();
    leader.halt();
    await world.until(() => standby.mayWrite);
    leader.goOn();
    expect(leader.election.mayWrite).toBe(false);
    await world.advance(5_000);
    expect(leader.lostBecause).toContain('not renewed for 10 s');
    expect(world.writers).toEqual([standby]);
    expect(world.violations).toEqual([]);
  });

  test('who slept with its machine, whose steady clock stood still as well, may not write before it has renewed', async () => {
    const { world, leader } = await leaderAndStandby();
    leader.wallJump = 60_000;
    expect(leader.election.mayWrite).toBe(false);
    await world.advance(5_000);
    expect(leader.election.mayWrite).toBe(true);
  });

  test('whose wall clock is set back is not fooled by it', async () => {
    const { world, leader } = await leaderAndStandby();
    leader.wallJump = -3_600_000;
    leader.road = 'cut';
    await world.advance(10_000);
    expect(leader.election.mayWrite).toBe(false);
  });

  test('who finds the Lease in other hands stops at once', async () => {
    const { world, leader } = await leaderAndStandby();
    const { kept } = world;
    if (kept === undefined) throw new Error('no Lease');
    world.kept = { ...kept, version: 'edited', record: { ...kept.record, holder: 'an admin' } };
    expect(await world.until(() => leader.lostBecause !== undefined)).toBeLessThan(3_000);
    expect(leader.lostBecause).toBe('it is held by an admin now');
  });
});

/** Two minutes in which everything happens to three processes, then peace. */
async function history(seed: number): Promise<LeaseWorld> {
  const world = new LeaseWorld(seed);
  const { random } = world;
  const begin = (): void => void world.begin({ ahead: random.below(7_200_000) - 3_600_000, speed: 0.9 + random.next() * 0.2 });
  for (let count = 0; count < 3; count += 1) begin();
  for (let turn = 0; turn < 40; turn += 1) {
    const living = world.processes.filter(({ isOver }) => !isOver);
    if (living.length < 3) begin();
    const process = random.chance(0.6) ? (world.writers[0] ?? random.pick(world.processes)) : random.pick(world.processes);
    const deeds: (() => void)[] = [
      () => process.halt(),
      () => process.goOn(),
      () => process.kill(),
      () => void process.end(),
      () => {
        process.road = random.pick(['cut', 'deaf', 'open', 'open']);
      },
      () => {
        process.slowness = random.pick([20, 3_000, 12_000]);
      },
      () => {
        process.wallJump = random.pick([0, 30_000, -30_000]);
      },
    ];
    random.pick(deeds)();
    await world.advance(random.below(6_000));
  }
  for (const process of world.processes) {
    process.road = 'open';
    process.slowness = 20;
    process.goOn();
  }
  return world;
}

test.each(seeds(60))('whatever happens, never do two lead, and in peace one leads within 20 s (history %i)', async (seed) => {
  const world = await history(seed);
  world.begin();
  expect(await world.until(() => world.writers.length === 1)).toBeLessThan(20_000 / 0.9);
  await world.advance(60_000);
  expect(world.violations).toEqual([]);
  const epochs = world.processes.flatMap((process) => process.epochs.map(({ transitions }) => transitions)).sort((a, b) => a - b);
  expect(new Set(epochs).size).toBe(epochs.length);
});
