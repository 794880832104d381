import { expect, test } from 'vitest';
import { estimateOf } from '../../src/planning/estimate.ts';
import { CallTimes } from '../../src/planning/index.ts';

const CREATE = 'OXUserService.createByModuleAccess';
const LOOK = 'OXUserService.exists';
const SPEED = { maxConcurrency: 16, maxConcurrencyPerContext: 4 };

const calls = (contextId: number, operation: string, count: number) => ({ contextId, operation, count, writes: operation === CREATE });

test('without a measure a call is taken to last 100 ms, and the busiest context says how long it takes', () => {
  expect(estimateOf([calls(10, CREATE, 400), calls(10, LOOK, 80), calls(11, CREATE, 40)], SPEED)).toEqual({
    reads: 80,
    writes: 440,
    seconds: 12,
    calls: [
      { operation: CREATE, count: 440, ms: 100, measured: 0 },
      { operation: LOOK, count: 80, ms: 100, measured: 0 },
    ],
  });
});

test('what OX took for an operation is reckoned with, and over how many calls it was measured', () => {
  const times = new CallTimes();
  const note = (durationMs: number, outcome: 'ok' | 'OxUnreachable' = 'ok'): void =>
    times.note({ service: 'OXUserService', operation: 'createByModuleAccess', outcome, durationMs });
  note(900);
  note(1_100);
  note(60_000, 'OxUnreachable');
  const estimate = estimateOf([calls(10, CREATE, 40), calls(10, LOOK, 40)], { ...SPEED, timeOf: (operation) => times.of(operation) });
  expect(estimate).toMatchObject({
    seconds: 11,
    calls: [
      { operation: CREATE, ms: 1_000, measured: 2 },
      { operation: LOOK, measured: 0 },
    ],
  });
});

test('an OX that has become slow is soon reckoned with', () => {
  const times = new CallTimes();
  for (let count = 0; count < 10_000; count += 1)
    times.note({ service: 'OXUserService', operation: 'exists', outcome: 'ok', durationMs: 10 });
  for (let count = 0; count < 1_000; count += 1)
    times.note({ service: 'OXUserService', operation: 'exists', outcome: 'ok', durationMs: 110 });
  expect(times.of(LOOK)?.ms).toBeGreaterThan(105);
});

test('a rate that is set bounds all', () => {
  expect(estimateOf([calls(10, CREATE, 100)], { ...SPEED, maxRate: 2 }).seconds).toBe(50);
});
