/**
 * Who waits for whom: a fresh change while everybody is written anew, contexts beside one that is slow and one that refuses, and how well the
 * limit of calls a second is kept meanwhile. The operator runs in this process, with its cache on the disk and an OX that only takes time.
 */
import { sleep, systemClock } from '../../src/model/index.ts';
import { CallLimiter } from '../../src/ox/call-limiter.ts';
import { atMost, type Figure, shareOf } from './figures.ts';
import { ResyncStage } from './resync-stage.ts';

const LATENCY_MS = 20;
const CHANGE_EVERY_MS = 100;
const RATE = 200;
const USERS = Number(process.env.BENCH_USERS ?? 50_000);

export async function fairnessFigures(): Promise<Figure[]> {
  return [...(await freshChanges()), ...(await neighbours()), ...(await rate())];
}

async function freshChanges(): Promise<Figure[]> {
  const stage = await ResyncStage.set({ users: USERS, contexts: 20 });
  const section = `a change each ${CHANGE_EVERY_MS} ms while ${USERS.toLocaleString('en')} users in 20 contexts are written anew, ${LATENCY_MS} ms a call, polled every second`;
  stage.latencyMs = LATENCY_MS;
  const waits = new Waits();
  stage.onSettled = (sourceId, note) => waits.end(`${sourceId} ${String(note)}`);
  const startedAt = performance.now();
  stage.resync();
  for (let round = 2; round < 12 || stage.open() > 100; round += 1) {
    // A prime spreads them over everybody.
    const number = (round * 7_919) % stage.crowd.users;
    waits.begin(`user${number} v${round} user${number}`, stage.isReading ? 'reading' : 'writing');
    stage.change(number, round);
    await sleep(systemClock, CHANGE_EVERY_MS);
  }
  const seconds = (performance.now() - startedAt) / 1_000;
  await stage.atRest();
  await stage.clear();
  const { reading, writing } = waits;
  const p99 = quantile(writing, 0.99);
  return [
    { section, what: 'the resync takes', value: seconds, unit: 's' },
    { section, what: 'changes while everybody is written', value: writing.length, unit: '' },
    { section, what: 'change to OX, median', value: quantile(writing, 0.5), unit: 's' },
    { section, what: 'change to OX, p99', value: p99, unit: 's', goal: atMost(p99, 5, 's') },
    { section, what: 'change to OX, longest', value: quantile(writing, 1), unit: 's' },
    { section, what: 'changes while everybody is read, before', value: reading.length, unit: '' },
    { section, what: 'change to OX, median', value: quantile(reading, 0.5), unit: 's' },
  ];
}

/** How long changes waited, in seconds, by what was going on when they were made. */
class Waits {
  readonly reading: number[] = [];
  readonly writing: number[] = [];
  private readonly open = new Map<string, { readonly since: number; readonly phase: 'reading' | 'writing' }>();

  begin(key: string, phase: 'reading' | 'writing'): void {
    this.open.set(key, { since: performance.now(), phase });
  }

  end(key: string): void {
    const found = this.open.get(key);
    if (found !== undefined) this[found.phase].push((performance.now() - found.since) / 1_000);
    this.open.delete(key);
  }
}

/** How long the others take with and without two that are in trouble. */
async function neighbours(): Promise<Figure[]> {
  const stage = await ResyncStage.set({ users: 10_000, contexts: 20 });
  const [slow = 0, refusing = 0, ...others] = stage.contextIds();
  stage.latencyMs = LATENCY_MS;
  const speed = async (): Promise<number> => {
    const startedAt = performance.now();
    stage.resync();
    await stage.atRest(others);
    return (others.length * 500 * 1_000) / (performance.now() - startedAt);
  };
  const healthy = await speed();
  await stage.atRest();
  stage.moods.set(slow, { latencyMs: 2_000 }).set(refusing, { latencyMs: LATENCY_MS, refuses: true });
  const beside = await speed();
  stage.moods.clear();
  await stage.clear();
  const section = `18 contexts of 500 users beside one that takes 2 s a call and one that refuses all`;
  const reference = { what: 'beside healthy ones', value: healthy };
  return [{ section, what: 'users a second', value: beside, unit: '/s', reference, goal: shareOf(0.95, 'that', beside, healthy) }];
}

async function rate(): Promise<Figure[]> {
  const stage = await ResyncStage.set({ users: 5_000, contexts: 20 });
  const limiter = new CallLimiter({ maxConcurrency: 16, maxConcurrencyPerContext: 4, maxRate: RATE }, systemClock);
  const starts: number[] = [];
  stage.latencyMs = LATENCY_MS;
  stage.around = (contextId, call) =>
    limiter.run(contextId, () => {
      starts.push(performance.now());
      return call();
    });
  stage.resync();
  await stage.atRest();
  await stage.clear();
  const [first = 0, last = 0] = [starts[0], starts.at(-1)];
  const mean = (starts.length - 1) / ((last - first) / 1_000);
  const section = `5,000 users written anew with OX_MAX_RATE ${RATE}`;
  const reference = { what: 'OX_MAX_RATE', value: RATE };
  return [
    { section, what: 'calls a second', value: mean, unit: '/s', reference, goal: shareOf(0.95, 'the limit', mean, RATE) },
    {
      section,
      what: 'most calls within any second',
      value: mostWithin(starts, 1_000),
      unit: '',
      reference,
      goal: atMost(mostWithin(starts, 1_000), RATE * 1.05),
    },
  ];
}

function mostWithin(times: readonly number[], windowMs: number): number {
  let first = 0;
  return times.reduce((most, time, index) => {
    while ((times[first] ?? time) <= time - windowMs) first += 1;
    return Math.max(most, index - first + 1);
  }, 0);
}

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.max(Math.ceil(sorted.length * share) - 1, 0)] ?? Number.NaN;
}
