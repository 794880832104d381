import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CallLimiter } from '../../src/ox/call-limiter.ts';
import { ManualClock } from '../support/manual-clock.ts';

interface Started {
  readonly contextId: number;
  readonly number: number;
  readonly at: number;
  readonly finish: () => void;
}

/** A limiter whose calls run until the test ends them. */
class Rig {
  readonly clock = new ManualClock();
  readonly limiter: CallLimiter;
  readonly started: Started[] = [];
  readonly running: Started[] = [];

  constructor(maxConcurrency: number, maxConcurrencyPerContext: number, maxRate?: number) {
    this.limiter = new CallLimiter({ maxConcurrency, maxConcurrencyPerContext, maxRate }, this.clock);
  }

  call(contextId: number, number: number): Promise<void> {
    return this.limiter.run(contextId, () => {
      return new Promise((resolve) => {
        const started = { contextId, number, at: this.clock.now(), finish: resolve };
        this.started.push(started);
        this.running.push(started);
      });
    });
  }

  async finish(index: number): Promise<void> {
    const [ended] = this.running.splice(index % Math.max(1, this.running.length), 1);
    ended?.finish();
    await settle();
  }

  runningIn(contextId: number): number {
    return this.running.filter((call) => call.contextId === contextId).length;
  }
}

/** Lets everything that is ready to go on do so. */
async function settle(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

const step = fc.oneof(
  fc.record({ does: fc.constant('call' as const), contextId: fc.integer({ min: 1, max: 4 }) }),
  fc.record({ does: fc.constant('finish' as const), index: fc.nat(20) }),
  fc.record({ does: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 400 }) }),
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

async function take(rig: Rig, action: Step, number: number): Promise<void> {
  if (action.does === 'call') void rig.call(action.contextId, number);
  if (action.does === 'finish') await rig.finish(action.index);
  if (action.does === 'wait') rig.clock.advance(action.ms);
  await settle();
}

test('whatever comes and goes, no limit is exceeded, no place stays empty, and each context keeps its order', async () => {
  const limits = fc.record({ overall: fc.integer({ min: 1, max: 5 }), perContext: fc.integer({ min: 1, max: 3 }) });
  await fc.assert(
    fc.asyncProperty(limits, fc.array(step, { maxLength: 60 }), async ({ overall, perContext }, steps) => {
      const rig = new Rig(overall, perContext);
      const called = new Map<number, number[]>();
      for (const [number, action] of steps.entries()) {
        if (action.does === 'call') called.set(action.contextId, [...(called.get(action.contextId) ?? []), number]);
        await take(rig, action, number);
        expect(rig.limiter.running).toBe(rig.running.length);
        expect(rig.running.length).toBeLessThanOrEqual(overall);
        const waiting = [...called].map(([contextId, numbers]) => ({
          contextId,
          count: numbers.length - rig.started.filter((call) => call.contextId === contextId).length,
        }));
        expect(rig.limiter.waiting).toBe(waiting.reduce((sum, { count }) => sum + count, 0));
        for (const { contextId, count } of waiting) {
          expect(rig.runningIn(contextId)).toBeLessThanOrEqual(perContext);
          expect(count > 0 && rig.running.length < overall && rig.runningIn(contextId) < perContext).toBe(false);
        }
      }
      while (rig.running.length > 0) await rig.finish(0);
      for (const [contextId, numbers] of called) {
        expect(rig.started.filter((call) => call.contextId === contextId).map(({ number }) => number)).toEqual(numbers);
      }
    }),
    { numRuns: 200 },
  );
});

test('with a rate, no second sees more calls than it allows, and every call gets its turn', async () => {
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(1, 2, 5, 20, 100), fc.array(step, { maxLength: 60 }), async (rate, steps) => {
      const rig = new Rig(1000, 1000, rate);
      for (const [number, action] of steps.entries()) await take(rig, action, number);
      for (let guard = 0; rig.limiter.waiting > 0 && guard < 200; guard += 1) {
        rig.clock.advance(1000);
        await settle();
      }
      expect(rig.limiter.waiting).toBe(0);
      const burst = Math.max(1, rate * 0.05);
      for (const { at } of rig.started) {
        const within = rig.started.filter((call) => call.at >= at && call.at < at + 1000).length;
        expect(within).toBeLessThanOrEqual(rate + burst);
      }
    }),
    { numRuns: 100 },
  );
});

test('a context with many calls does not hold up one with a single call', async () => {
  const rig = new Rig(2, 2);
  for (let number = 0; number < 100; number += 1) void rig.call(1, number);
  void rig.call(2, 0);
  await settle();
  await rig.finish(0);
  await rig.finish(0);
  expect(rig.started.map(({ contextId }) => contextId)).toContain(2);
});

test('a call that fails gives its place back', async () => {
  const rig = new Rig(1, 1);
  await expect(rig.limiter.run(1, () => Promise.reject(new Error('refused')))).rejects.toThrow('refused');
  await expect(rig.limiter.run(1, () => Promise.resolve('next'))).resolves.toBe('next');
});

test('closing refuses what waits and what comes, and lets what runs end', async () => {
  const rig = new Rig(1, 1);
  const first = rig.call(1, 0);
  const second = rig.call(1, 1);
  await settle();
  rig.limiter.close(new Error('closed'));
  await expect(second).rejects.toThrow('closed');
  await expect(rig.call(2, 2)).rejects.toThrow('closed');
  expect(rig.limiter.waiting).toBe(0);
  let idle = false;
  const whenIdle = rig.limiter.idle().then(() => {
    idle = true;
  });
  await settle();
  expect(idle).toBe(false);
  await rig.finish(0);
  await first;
  await whenIdle;
  expect(rig.limiter.running).toBe(0);
});
