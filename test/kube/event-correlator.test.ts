import { expect, test } from 'vitest';
import { EventCorrelator } from '../../src/kube/event-correlator.ts';
import type { ResourceEvent } from '../../src/kube/index.ts';
import { ManualClock } from '../support/manual-clock.ts';

function warning(reason: string, message = 'it is so'): ResourceEvent {
  return { type: 'Warning', reason, message };
}

test('the same thing again is counted, something else is a new event', () => {
  const correlator = new EventCorrelator(new ManualClock());
  expect(correlator.judge('OXContext/a', warning('Parked')).type).toBe('create');
  expect(correlator.judge('OXContext/a', warning('Parked'))).toMatchObject({ type: 'repeated', series: { count: 2 } });
  expect(correlator.judge('OXContext/a', warning('Halted')).type).toBe('create');
  expect(correlator.judge('OXContext/b', warning('Parked')).type).toBe('create');
});

test('what was silent for six minutes is a new event', () => {
  const clock = new ManualClock();
  const correlator = new EventCorrelator(clock);
  correlator.judge('OXContext/a', warning('Parked'));
  clock.advance(359_000);
  expect(correlator.judge('OXContext/a', warning('Parked')).type).toBe('repeated');
  clock.advance(359_000);
  expect(correlator.judge('OXContext/a', warning('Parked')).type).toBe('repeated');
  clock.advance(360_000);
  expect(correlator.judge('OXContext/a', warning('Parked')).type).toBe('create');
});

test('an object may make ten events with one reason at once and then one every five minutes, and others are not hurt by it', () => {
  const clock = new ManualClock();
  const correlator = new EventCorrelator(clock);
  const judge = (object: string, message: string) => correlator.judge(object, warning('ServerFault', message)).type;
  const verdicts = Array.from({ length: 15 }, (_, index) => judge('OXDirectory/a', `User ${index} is parked`));
  expect(verdicts.slice(0, 10).every((verdict) => verdict === 'create')).toBe(true);
  expect(verdicts.slice(10).every((verdict) => verdict === 'tooMany')).toBe(true);
  expect(judge('OXDirectory/b', 'User 1 is parked')).toBe('create');
  clock.advance(300_000);
  expect(judge('OXDirectory/a', 'User 16 is parked')).toBe('create');
  expect(judge('OXDirectory/a', 'User 17 is parked')).toBe('tooMany');
});

test('however many users are refused, what else there is to be told of their directory is told', () => {
  const correlator = new EventCorrelator(new ManualClock());
  for (let index = 0; index < 200; index += 1) correlator.judge('OXDirectory/a', warning('ServerFault', `User ${index} is parked`));
  expect(correlator.judge('OXDirectory/a', warning('Quarantined')).type).toBe('create');
});

test('an event that the API server has let go is created anew', () => {
  const correlator = new EventCorrelator(new ManualClock());
  const verdict = correlator.judge('OXContext/a', warning('Parked'));
  if (verdict.type !== 'create') throw new Error('the first event is to be created');
  correlator.forget(verdict.series);
  expect(correlator.judge('OXContext/a', warning('Parked')).type).toBe('create');
});
