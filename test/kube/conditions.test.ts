import { expect, test } from 'vitest';
import { conditionsOf, nextConditions, progressConditions } from '../../src/kube/index.ts';

const noon = { generation: 3, now: Date.UTC(2026, 5, 1, 12, 0, 0, 789) };
const evening = { generation: 4, now: Date.UTC(2026, 5, 1, 18) };

test('the time of a condition moves only when its status does', () => {
  const waiting = nextConditions([], progressConditions({ outcome: 'reconciling', reason: 'Progressing', message: 'creating' }), noon);
  const still = nextConditions(
    waiting,
    progressConditions({ outcome: 'reconciling', reason: 'OxUnreachable', message: 'no answer' }),
    evening,
  );
  expect(
    still.map(({ type, reason, lastTransitionTime, observedGeneration }) => [type, reason, lastTransitionTime, observedGeneration]),
  ).toEqual([
    ['Ready', 'OxUnreachable', '2026-06-01T12:00:00Z', 4],
    ['Reconciling', 'OxUnreachable', '2026-06-01T12:00:00Z', 4],
  ]);
  const ready = nextConditions(still, progressConditions({ outcome: 'ready', reason: 'Settled', message: 'done' }), evening);
  expect(ready).toEqual([
    {
      type: 'Ready',
      status: 'True',
      reason: 'Settled',
      message: 'done',
      lastTransitionTime: '2026-06-01T18:00:00Z',
      observedGeneration: 4,
    },
  ]);
});

test('Stalled and Reconciling are never there together, and gone when everything is well', () => {
  const types = (outcome: 'ready' | 'reconciling' | 'stalled'): string[] =>
    progressConditions({ outcome, reason: 'InvalidSpec', message: '' }).map(({ type, status }) => `${type}=${status}`);
  expect(types('ready')).toEqual(['Ready=True']);
  expect(types('reconciling')).toEqual(['Ready=False', 'Reconciling=True']);
  expect(types('stalled')).toEqual(['Ready=False', 'Stalled=True']);
});

test('what comes back from the API server is read again as it was written', () => {
  const conditions = nextConditions(
    [],
    progressConditions({ outcome: 'stalled', reason: 'InvalidSpec', message: 'spec.quotaMB is 0' }),
    noon,
  );
  expect(conditionsOf({ conditions: JSON.parse(JSON.stringify(conditions)) })).toEqual(conditions);
});

test.each([undefined, {}, { conditions: 'none' }, { conditions: [42, { type: 'Ready' }] }])(
  'a status without proper conditions has none: %j',
  (status) => {
    expect(conditionsOf(status)).toEqual([]);
  },
);

test('a very long message is cut, so that the API server takes it', () => {
  const [ready] = nextConditions([], progressConditions({ outcome: 'ready', reason: 'Settled', message: 'x'.repeat(5_000) }), noon);
  expect(ready?.message).toHaveLength(1024);
  expect(ready?.message.endsWith('x…')).toBe(true);
});
