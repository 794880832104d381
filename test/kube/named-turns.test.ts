import { expect, test } from 'vitest';
import { NamedTurns } from '../../src/kube/named-turns.ts';

/** Jobs that end when they are told to, and what has begun and ended of them so far. */
function jobs() {
  const log: string[] = [];
  const ends = new Map<string, () => void>();
  const job = (name: string) => async () => {
    log.push(`${name} begins`);
    await new Promise<void>((resolve) => ends.set(name, resolve));
    log.push(`${name} ends`);
  };
  return { log, job, end: (name: string) => ends.get(name)?.() };
}

test('jobs about one object come one after the other, beside those about another', async () => {
  const { log, job, end } = jobs();
  const turns = new NamedTurns();
  const first = turns.take('a', job('a1'));
  const second = turns.take('a', job('a2'));
  const other = turns.take('b', job('b'));
  await expect.poll(() => log).toEqual(['a1 begins', 'b begins']);
  end('b');
  await other;
  end('a1');
  await first;
  await expect.poll(() => log).toEqual(['a1 begins', 'b begins', 'b ends', 'a1 ends', 'a2 begins']);
  end('a2');
  await second;
});

test('a job about all waits for everybody before it, and everybody after it waits for that', async () => {
  const { log, job, end } = jobs();
  const turns = new NamedTurns();
  const before = turns.take('a', job('a'));
  const alone = turns.takeAlone(job('all'));
  const after = turns.take('b', job('b'));
  await expect.poll(() => log).toEqual(['a begins']);
  end('a');
  await before;
  await expect.poll(() => log).toEqual(['a begins', 'a ends', 'all begins']);
  end('all');
  await alone;
  await expect.poll(() => log.at(-1)).toBe('b begins');
  end('b');
  await after;
});

test('a job that fails holds up nobody', async () => {
  const turns = new NamedTurns();
  const fails = (): Promise<never> => Promise.reject(new Error('disk full'));
  const failed = [turns.take('a', fails), turns.takeAlone(fails)].map((turn) => expect(turn).rejects.toThrow('disk full'));
  await Promise.all(failed);
  await expect(turns.take('a', () => Promise.resolve('done'))).resolves.toBe('done');
});
