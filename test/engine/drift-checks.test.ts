import { expect, test } from 'vitest';
import { Cache, PRIORITY } from '../../src/cache/index.ts';
import { DriftChecks, type ObjectController } from '../../src/engine/index.ts';
import { OxError } from '../../src/ox/index.ts';
import { settle } from '../support/objects.ts';
import { VirtualClock } from '../world/virtual-clock.ts';

const HOUR = 3_600_000;

/** One user whom OX has as he was written, looked at every hour; `load` is what else there is to do. */
function scene(load: () => 'out' | 'busy' | 'free', look: () => void = () => undefined) {
  const clock = new VirtualClock();
  const cache = Cache.open(':memory:', clock);
  const desired = { kind: 'User', owner: 'people', sourceId: 'anna', contextId: 10, name: 'anna', fields: {} } as const;
  const { id } = cache.objects.put(desired, PRIORITY.bulk);
  const applied = { oxId: 3, contextId: 10, name: 'anna', fields: {} };
  settle(cache, id, applied);
  const looks: number[] = [];
  const errors: string[] = [];
  const controller: Partial<ObjectController> = {
    kind: 'User',
    async *survey() {
      looks.push(clock.now());
      look();
      yield [applied];
    },
    differences: () => [],
  };
  const checks = new DriftChecks({
    ...{ cache, clock, load },
    // Nothing else of a controller is asked for.
    controllers: [controller as ObjectController],
    owners: () => ['people'],
    driftOf: () => ({ policy: 'Report', intervalMs: HOUR }),
    isEnforced: () => true,
    canLookAt: () => true,
    onWork: () => undefined,
    onFound: () => undefined,
    onChecked: () => undefined,
    onError: (_owner, message) => void errors.push(message),
  });
  const start = clock.now();
  checks.start();
  return { clock, looks: () => looks.map((at) => Math.round((at - start) / 60_000)), errors, checks };
}

test('comparisons are an interval apart', async () => {
  const { clock, looks } = scene(() => 'free');
  await clock.advance(3.5 * HOUR);
  expect(looks()).toEqual([60, 120, 180]);
});

test('a comparison lets work that is more urgent pass, but not for ever', async () => {
  let load: 'busy' | 'free' = 'busy';
  const { clock, looks } = scene(() => load);
  await clock.advance(HOUR + 30_000);
  expect(looks()).toEqual([]);
  await clock.advance(60_000);
  expect(looks()).toEqual([61]);
  load = 'free';
});

test('while OX is away nobody asks it, however long', async () => {
  let load: 'out' | 'free' = 'out';
  const { clock, looks } = scene(() => load);
  await clock.advance(5 * HOUR);
  expect(looks()).toEqual([]);
  load = 'free';
  await clock.advance(60_000);
  expect(looks()).toHaveLength(1);
});

test('a comparison that fails is told, and made again after a minute', async () => {
  let failures = 2;
  const { clock, looks, errors } = scene(
    () => 'free',
    () => {
      failures -= 1;
      if (failures >= 0) throw new OxError('ServerFault', 'OX is not well', { service: 'OXUserService', operation: 'getMultipleData' });
    },
  );
  await clock.advance(HOUR + 5 * 60_000);
  expect(looks()).toEqual([60, 61, 62]);
  expect(errors).toEqual(['OX is not well', 'OX is not well']);
});

test('nothing is asked any more when it was stopped', async () => {
  const { clock, looks, checks } = scene(() => 'free');
  await checks.stop();
  await clock.advance(5 * HOUR);
  expect(looks()).toEqual([]);
});
