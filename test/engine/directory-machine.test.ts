import { expect, test } from 'vitest';
import { type DirectoryEvent, type DirectoryPhase, nextPhase } from '../../src/engine/directory-machine.ts';

const steps: readonly [DirectoryPhase, DirectoryEvent['type'], DirectoryPhase][] = [
  ['connecting', 'POLLED', 'following'],
  ['connecting', 'FAILED', 'outage'],
  ['following', 'FAILED', 'outage'],
  ['following', 'HALTED', 'halted'],
  ['outage', 'POLLED', 'following'],
  ['outage', 'FAILED', 'outage'],
  ['halted', 'FREED', 'following'],
  ['following', 'SUSPENDED', 'paused'],
  ['paused', 'POLLED', 'paused'],
  ['paused', 'RESUMED', 'connecting'],
];

test.each(steps)('a directory that is %s goes by %s to %s', (phase, type, expected) => {
  expect(nextPhase(phase, { type })).toBe(expected);
});
