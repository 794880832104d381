import { expect, test } from 'vitest';
import type { FaultyObject } from '../../src/cache/index.ts';
import { chooseErrors, MOST_ERRORS } from '../../src/operator/sync-error-choice.ts';
import { syncErrorName, syncErrorReport } from '../../src/operator/sync-error-report.ts';

function faulty(id: number, changes: Partial<FaultyObject> = {}): FaultyObject {
  const identity = { id, kind: 'User', owner: 'people', sourceId: `s${id}`, partition: 0, contextId: 10, name: `u${id}` } as const;
  const fault = { reason: 'IllegalCharacters', message: 'is refused', failedSince: 1_000, triedAt: 2_000 } as const;
  return { ...identity, ...fault, state: 'parked', attempts: 1, nextAt: 0, ...changes };
}

const crowd = (from: number, count: number): FaultyObject[] => Array.from({ length: count }, (_, index) => faulty(from + index));

test('of more than can be told, those that halt come first, then those that are told of already', () => {
  const told = crowd(1_000, MOST_ERRORS);
  const chosen = chooseErrors([...crowd(0, 50), faulty(999, { state: 'halted' })], told);
  expect(chosen.map(({ id }) => id)).toEqual([999, ...told.slice(0, MOST_ERRORS - 1).map(({ id }) => id)]);
});

test('one that is told of stays while it is tried again, and goes when it only waits for its turn', () => {
  const told = [
    faulty(1, { state: 'pending' }),
    faulty(2, { state: 'waiting', reason: 'WaitingForMember' }),
    faulty(3, { state: 'backingOff' }),
  ];
  expect(chooseErrors([], told).map(({ id }) => id)).toEqual([1, 3]);
});

test('the name is valid whatever the directory is called, and another for each object', () => {
  const owner = `${'a'.repeat(199)}.-${'b'.repeat(50)}`;
  const names = [
    faulty(1, { owner }),
    faulty(2, { owner }),
    faulty(1, { owner: `${owner}c` }),
    faulty(1, { owner, kind: 'FunctionalAccount' }),
    faulty(1, { owner, kind: 'FunctionalAccount', partition: 10 }),
  ].map(syncErrorName);
  expect(new Set(names).size).toBe(names.length);
  for (const name of names) {
    expect(name).toMatch(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/);
    expect(name.length).toBeLessThanOrEqual(253);
  }
});

test('what is told fits into what the API server takes', () => {
  const long = 'x'.repeat(9_000);
  const { spec, status, labels } = syncErrorReport(
    faulty(1, { name: long, sourceId: long, message: long, owner: `${'p'.repeat(62)}-people` }),
  );
  expect([spec.objectRef.name.length, spec.objectRef.sourceId.length, status.message?.length]).toEqual([1_024, 1_024, 4_096]);
  expect(labels['ox-operator.dev/directory']).toBe('p'.repeat(62));
});

test('the next attempt is told only when there is one', () => {
  expect(syncErrorReport(faulty(1)).status).not.toHaveProperty('nextRetryTime');
  const { status } = syncErrorReport(faulty(1, { state: 'backingOff', nextAt: 61_000 }));
  expect(status).toMatchObject({ state: 'BackingOff', nextRetryTime: '1970-01-01T00:01:01Z', firstSeenTime: '1970-01-01T00:00:01Z' });
});
