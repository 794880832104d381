import { expect, test } from 'vitest';
import { parseSeedRange, seedsOfPart } from './seed-range.ts';

test.each([
  ['5000', 1, 5_000],
  ['2001-4000', 2_001, 4_000],
  ['436-436', 436, 436],
])('the seeds %s are those from %i to %i', (text, first, last) => {
  expect(parseSeedRange(text)).toEqual({ first, last });
});

test.each(['', 'many', '0', '0-5', '9-3', '-5', '1-2-3'])('the seeds "%s" are refused, with what is expected', (text) => {
  expect(() => parseSeedRange(text)).toThrow('expected a number like 5000 or a range like 2001-4000');
});

test('workers share all seeds, none twice', () => {
  const shares = [0, 1, 2].map((part) => [...seedsOfPart({ first: 11, last: 20 }, part, 3)]);
  expect(shares.flat().sort((one, other) => one - other)).toEqual([11, 12, 13, 14, 15, 16, 17, 18, 19, 20]);
});
