import { describe, expect, test } from 'vitest';
import { ATTEMPTS_JUDGED, AttemptRing } from '../../src/engine/attempt-ring.ts';
import { AT_WORK, nextQuarantine, type QuarantineEvent } from '../../src/engine/quarantine-machine.ts';

function after(...types: QuarantineEvent['type'][]): string {
  const { phase, successes, failures } = types.reduce((progress, type) => nextQuarantine(progress, { type }), AT_WORK);
  return `${phase} ${successes} ${failures}`;
}

describe('a directory', () => {
  test.each([
    ['works on while attempts fail now and then', ['FAILED', 'SUCCEEDED'], 'working 0 0'],
    ['tries one object at a time when most attempts fail', ['OUTNUMBERED'], 'probing 0 0'],
    ['counts the probes that fail in a row', ['OUTNUMBERED', 'FAILED', 'FAILED'], 'probing 0 2'],
    ['is not set free by two probes that succeed', ['OUTNUMBERED', 'FAILED', 'SUCCEEDED', 'SUCCEEDED'], 'probing 2 0'],
    ['begins to count anew after one that fails', ['OUTNUMBERED', 'SUCCEEDED', 'SUCCEEDED', 'FAILED'], 'probing 0 1'],
    ['works again after three that succeed', ['OUTNUMBERED', 'SUCCEEDED', 'SUCCEEDED', 'SUCCEEDED'], 'working 0 0'],
  ] as [string, QuarantineEvent['type'][], string][])('%s', (_what, events, expected) => {
    expect(after(...events)).toBe(expected);
  });
});

describe('the last attempts', () => {
  test('are outnumbered when more than half of two hundred failed for one reason, not before', () => {
    const ring = new AttemptRing();
    for (let number = 0; number < ATTEMPTS_JUDGED / 2; number += 1) ring.add('ServerFault');
    expect(ring.outnumberedBy()).toBeUndefined();
    ring.add('ServerFault');
    expect(ring.outnumberedBy()).toEqual({ reason: 'ServerFault', count: 101 });
  });

  test('are not outnumbered by many that failed for different reasons', () => {
    const ring = new AttemptRing();
    for (let number = 0; number < ATTEMPTS_JUDGED; number += 1) ring.add(number % 2 === 0 ? 'ServerFault' : 'NameTaken');
    expect(ring.outnumberedBy()).toBeUndefined();
  });

  test('are forgotten as others come', () => {
    const ring = new AttemptRing();
    for (let number = 0; number < ATTEMPTS_JUDGED; number += 1) ring.add('ServerFault');
    for (let number = 0; number < ATTEMPTS_JUDGED / 2; number += 1) ring.add(undefined);
    expect(ring.outnumberedBy()).toBeUndefined();
  });
});
