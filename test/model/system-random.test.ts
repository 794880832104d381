import { expect, it } from 'vitest';
import { systemClock, systemRandom } from '../../src/model/index.ts';

it('makes secrets of the length asked for, with a letter of either case and a digit at any place', () => {
  const secrets = Array.from({ length: 500 }, () => systemRandom.secret(12));
  for (const secret of secrets) {
    expect(secret).toMatch(/^[A-Za-z0-9]{12}$/);
    for (const kind of [/[a-z]/, /[A-Z]/, /\d/]) expect(secret).toMatch(kind);
  }
  expect(new Set(secrets).size).toBe(500);
  for (const place of [0, 1, 2, 11]) expect(new Set(secrets.map((secret) => secret.charAt(place))).size).toBeGreaterThan(40);
  expect(systemRandom.secret(3)).toHaveLength(3);
  expect(() => systemRandom.secret(2)).toThrow('cannot hold');
});

it('draws numbers from 0 up to, and without, 1', () => {
  const numbers = Array.from({ length: 1_000 }, () => systemRandom.next());
  expect(Math.min(...numbers)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...numbers)).toBeLessThan(1);
  expect(new Set(numbers.map((number) => Math.floor(number * 10))).size).toBe(10);
});

it('does not take a far time for now, and forgets a timer that was cancelled', async () => {
  const fired: string[] = [];
  const cancel = systemClock.after(40 * 24 * 3600 * 1000, () => fired.push('far'));
  systemClock.after(1, () => fired.push('cancelled'))();
  await new Promise<void>((resolve) => systemClock.after(5, resolve));
  cancel();
  expect(fired).toEqual([]);
});
