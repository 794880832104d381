import { describe, expect, test } from 'vitest';
import type { ObjectState } from '../../src/cache/index.ts';
import { nextProgress, type ObjectEvent } from '../../src/engine/object-machine.ts';

const STATES: readonly ObjectState[] = ['pending', 'settled', 'waiting', 'backingOff', 'parked', 'halted', 'discarded'];

const outcomes: readonly [ObjectEvent, { state: ObjectState; attempts: number; nextAt: number }][] = [
  [{ type: 'SETTLED' }, { state: 'settled', attempts: 0, nextAt: 0 }],
  [
    { type: 'WAITING', nextAt: 0 },
    { state: 'waiting', attempts: 0, nextAt: 0 },
  ],
  [
    { type: 'RETRY', nextAt: 99 },
    { state: 'backingOff', attempts: 4, nextAt: 99 },
  ],
  [
    { type: 'FAULTY', policy: 'Park' },
    { state: 'parked', attempts: 4, nextAt: 0 },
  ],
  [
    { type: 'FAULTY', policy: 'Halt' },
    { state: 'halted', attempts: 4, nextAt: 0 },
  ],
];

describe('the life of an object', () => {
  test.each(outcomes)('a pending object that is %o becomes what that means, and failures in a row are counted', (event, expected) => {
    expect(nextProgress({ state: 'pending', attempts: 3, nextAt: 7 }, event)).toEqual(expected);
  });

  test.each(STATES)('an object that is %s begins anew when its source changes or somebody wakes it', (state) => {
    for (const type of ['CHANGED', 'WOKEN'] as const) {
      expect(nextProgress({ state, attempts: 5, nextAt: 7 }, { type })).toEqual({ state: 'pending', attempts: 0, nextAt: 0 });
    }
  });

  test.each(STATES.filter((state) => state !== 'pending'))('an object that is %s takes no outcome of work that nobody did', (state) => {
    expect(() => nextProgress({ state, attempts: 0, nextAt: 0 }, { type: 'SETTLED' })).toThrow(
      `an object that is ${state} cannot be SETTLED`,
    );
  });

  test.each(['waiting', 'backingOff', 'parked', 'halted'] as const)('an admin may put aside or discard an object that is %s', (state) => {
    const before = { state, attempts: 3, nextAt: 7 };
    expect(nextProgress(before, { type: 'PUT_ASIDE' })).toEqual({ state: 'parked', attempts: 3, nextAt: 0 });
    expect(nextProgress(before, { type: 'DISCARDED' })).toEqual({ state: 'discarded', attempts: 3, nextAt: 0 });
  });
});
