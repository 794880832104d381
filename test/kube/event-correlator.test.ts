import { expect, test } from 'vitest';
import { EventCorrelator } from '../../src/kube/event-correlator.ts';
import { ManualClock } from '../support/manual-clock.ts';

test('the same thing again is counted, something else is a new event', () => {
  const correlator = new EventCorrelator(new ManualClock());
  expect(correlator.judge('OXContext/a', 'Parked').type).toBe('create');
  expect(correlator.judge('OXContext/a', 'Parked')).toMatchObject({ type: 'repeated', series: { count: 2 } });
  expect(correlator.judge('OXContext/a', 'Halted').type).toBe('create');
  expect(correlator.judge('OXContext/b', 'Parked').type).toBe('create');
});

test('what was silent for six minutes is a new event', () => {
  const clock = new ManualClock();
  const correlator = new EventCorrelator(clock);
  correlator.judge('OXContext/a', 'Parked');
  clock.advance(359_000);
  expect(correlator.judge('OXContext/a', 'Parked').type).toBe('repeated');
  clock.advance(359_000);
  expect(correlator.judge('OXContext/a', 'Parked').type).toBe('repeated');
  clock.advance(360_000);
  expect(correlator.judge('OXContext/a', 'Parked').type).toBe('create');
});

test('an object may make 25 events at once and then one every five minutes, others are not hurt by it', () => {
  const clock = new ManualClock();
  const correlator = new EventCorrelator(clock);
  const verdicts = Array.from({ length: 30 }, (_, index) => correlator.judge('OXContext/a', `story ${index}`).type);
  expect(verdicts.filter((type) => type === 'create')).toHaveLength(25);
  expect(verdicts.slice(25)).toEqual(Array(5).fill('tooMany'));
  expect(correlator.judge('OXContext/b', 'story').type).toBe('create');
  clock.advance(300_000);
  expect(correlator.judge('OXContext/a', 'later').type).toBe('create');
  expect(correlator.judge('OXContext/a', 'at once again').type).toBe('tooMany');
});

test('an event that the API server has let go is created anew', () => {
  const correlator = new EventCorrelator(new ManualClock());
  const verdict = correlator.judge('OXContext/a', 'Parked');
  if (verdict.type !== 'create') throw new Error('the first event is to be created');
  correlator.forget(verdict.series);
  expect(correlator.judge('OXContext/a', 'Parked').type).toBe('create');
});
