import { expect, test } from 'vitest';
import { StatusTicker } from '../../src/operator/status-ticker.ts';
import { personEntry } from '../world/people.ts';
import { VirtualClock } from '../world/virtual-clock.ts';
import { person, Stage } from './stage.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** What a human being does with a resource is told at once, a few times over; after that the rate is kept. */
const AT_ONCE = 5;

/** When each status was written, by `Kind/name`. */
function watchStatusWrites({ world }: Stage): Map<string, number[]> {
  const { store, clock } = world;
  const times = new Map<string, number[]>();
  const applyStatus = store.applyStatus.bind(store);
  store.applyStatus = async (ref, status) => {
    const before = store.statusWrites;
    await applyStatus(ref, status);
    if (store.statusWrites === before) return;
    const key = `${ref.kind}/${ref.name}`;
    times.set(key, [...(times.get(key) ?? []), clock.now()]);
  };
  return times;
}

/** Of all spans of time, the most writes beyond one per ten seconds. */
function mostBeyondTheRate(times: readonly number[]): number {
  const excess = times.flatMap((from, first) => times.slice(first).map((to, more) => more + 1 - Math.ceil((to - from) / (10 * SECOND))));
  return Math.max(0, ...excess);
}

async function settle(stage: Stage, count: number): Promise<void> {
  while ((stage.world.cache.summary.counts('people').find(({ state }) => state === 'settled')?.count ?? 0) < count)
    await stage.pass(SECOND);
}

// Twenty seconds of work, on a machine that may be busy with other tests.
test('ten thousand users who are provisioned at once cause no more than one status write per resource in ten seconds', async () => {
  const stage = await Stage.open();
  const { directory, clock } = stage.world;
  const times = watchStatusWrites(stage);
  const start = clock.now();
  for (let index = 0; index < 10_000; index += 1) directory.put(personEntry(person(`u${index}`, { contextId: 10 + (index % 3) })));
  await settle(stage, 10_000);
  await stage.pass();
  expect(clock.now() - start).toBeGreaterThan(2 * MINUTE);
  expect([...times.keys()].sort()).toEqual(['OXContext/c10', 'OXContext/c11', 'OXContext/c12', 'OXDirectory/people']);
  for (const [key, moments] of times) expect([key, mostBeyondTheRate(moments)]).toEqual([key, expect.toBeOneOf([0, 1, 2])]);
  expect(stage.status('OXDirectory', 'people').counts).toMatchObject([{ kind: 'User', settled: 10_000, pending: 0 }, {}, {}]);
  times.clear();
  await stage.pass(10 * MINUTE);
  expect([...times.keys()]).toEqual([]);
}, 300_000);

test('users who come one by one, second after second, do not cause a write each', async () => {
  const stage = await Stage.open();
  const times = watchStatusWrites(stage);
  for (let index = 0; index < 300; index += 1) {
    stage.world.directory.put(personEntry(person(`u${index}`)));
    await stage.pass(SECOND);
  }
  await stage.pass();
  for (const [key, moments] of times) {
    expect([key, mostBeyondTheRate(moments) <= AT_ONCE, moments.length <= 31 + AT_ONCE]).toEqual([key, true, true]);
  }
  expect(stage.status('OXContext', 'c10').users).toBe(300);
});

test('an OX that comes and goes does not cause a write each time', async () => {
  const stage = await Stage.open();
  const times = watchStatusWrites(stage);
  for (let index = 0; index < 60; index += 1) {
    stage.world.weather.isDown = index % 2 === 0;
    stage.world.directory.put(personEntry(person('anna', { version: index })));
    await stage.pass(5 * SECOND);
  }
  for (const [key, moments] of times) expect([key, mostBeyondTheRate(moments) <= AT_ONCE]).toEqual([key, true]);
  expect(times.get('OXDirectory/people')?.length).toBeGreaterThan(5);
});

test('what came to rest is told almost at once, and nothing that was marked is forgotten', async () => {
  const clock = new VirtualClock();
  const told: string[][] = [];
  let isBusy = false;
  const ticker = new StatusTicker({ clock, isBusy: () => isBusy, flush: (keys) => told.push([...keys]) });
  ticker.mark('a');
  ticker.mark('a');
  ticker.mark('b');
  await clock.advance(SECOND);
  expect(told).toEqual([['a', 'b']]);
  isBusy = true;
  ticker.mark('a');
  await clock.advance(5 * SECOND);
  expect(told).toHaveLength(1);
  isBusy = false;
  await clock.advance(SECOND);
  expect(told.slice(1)).toEqual([['a']]);
  ticker.mark('b');
  ticker.stop();
  expect(told.slice(2)).toEqual([['b']]);
});
