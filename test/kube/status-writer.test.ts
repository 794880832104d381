import { expect, test } from 'vitest';
import { ApiError } from '../../src/kube/api-error.ts';
import { type Status, StatusWriter } from '../../src/kube/status-writer.ts';
import { eventually } from '../support/eventually.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { steadyRandom } from './reflector-fixture.ts';

interface Attempt {
  readonly status: Status;
  readonly answer: PromiseWithResolvers<void>;
}

function setUp() {
  const clock = new ManualClock();
  const log: string[] = [];
  const stopping = new AbortController();
  const environment = { clock, random: steadyRandom, log: { info: () => undefined, warn: (line: string) => void log.push(line) } };
  const writer = new StatusWriter(environment, stopping.signal);
  const attempts: Attempt[] = [];
  const write = (status: Status): Promise<void> => {
    const answer = Promise.withResolvers<void>();
    attempts.push({ status, answer });
    return answer.promise;
  };
  const apply = (status: Status, name = 'a'): Promise<void> => writer.apply(name, status, write);
  return { clock, log, stopping, attempts, apply };
}

const unavailable = new ApiError('API server: 503', { status: 503 });

test('what was overtaken while a write was under way is never written', async () => {
  const { apply, attempts } = setUp();
  const all = [1, 2, 3, 4].map((users) => apply({ users }));
  expect(attempts).toHaveLength(1);
  attempts[0]!.answer.resolve();
  await eventually(() => attempts.length === 2);
  attempts[1]!.answer.resolve();
  await Promise.all(all);
  expect(attempts.map(({ status }) => status)).toEqual([{ users: 1 }, { users: 4 }]);
});

test('one object does not wait for another', () => {
  const { apply, attempts } = setUp();
  void apply({ users: 1 }, 'a');
  void apply({ users: 2 }, 'b');
  expect(attempts.map(({ status }) => status)).toEqual([{ users: 1 }, { users: 2 }]);
});

test('after a failure the newest status is written, and everybody who waits learns of it', async () => {
  const { apply, attempts, clock, log } = setUp();
  const first = apply({ users: 1 });
  attempts[0]!.answer.reject(unavailable);
  await eventually(() => clock.pending === 1);
  const second = apply({ users: 2 });
  expect(attempts, 'it waits before it tries again').toHaveLength(1);
  clock.advance(500);
  await eventually(() => attempts.length === 2);
  attempts[1]!.answer.resolve();
  await Promise.all([first, second]);
  expect(attempts[1]!.status).toEqual({ users: 2 });
  expect(log).toEqual(['a: the status cannot be written: API server: 503; trying again']);
});

test('a newer status that came while a write was failing is not replaced by the older one', async () => {
  const { apply, attempts, clock } = setUp();
  const both = [apply({ users: 1 }), apply({ users: 2 })];
  attempts[0]!.answer.reject(unavailable);
  await eventually(() => clock.pending === 1);
  clock.advance(500);
  await eventually(() => attempts.length === 2);
  expect(attempts[1]!.status).toEqual({ users: 2 });
  attempts[1]!.answer.resolve();
  await Promise.all(both);
});

test('waits as long as the API server asks for', async () => {
  const { apply, attempts, clock } = setUp();
  void apply({ users: 1 });
  attempts[0]!.answer.reject(new ApiError('API server: 429', { status: 429, retryAfterMs: 9_000 }));
  await eventually(() => clock.pending === 1);
  clock.advance(8_999);
  expect(clock.pending).toBe(1);
  clock.advance(1);
  await eventually(() => attempts.length === 2);
});

test('a status that the API server will never take is the error of those who wanted it, and the next one is tried', async () => {
  const { apply, attempts } = setUp();
  const refused = expect(apply({ users: -1 })).rejects.toThrow('422');
  const next = apply({ users: 1 });
  attempts[0]!.answer.reject(new ApiError('API server: 422', { status: 422 }));
  await refused;
  await eventually(() => attempts.length === 2);
  attempts[1]!.answer.resolve();
  await next;
});

test('nobody waits for ever when the store is stopped', async () => {
  const { apply, attempts, clock, stopping } = setUp();
  const stopped = expect(apply({ users: 1 })).rejects.toThrow('503');
  attempts[0]!.answer.reject(unavailable);
  await eventually(() => clock.pending === 1);
  stopping.abort();
  await eventually(() => attempts.length === 2);
  attempts[1]!.answer.reject(unavailable);
  await stopped;
  expect(clock.pending).toBe(0);
});
