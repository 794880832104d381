import { randomInt } from 'node:crypto';
import type { Random } from './clock.ts';

const LOWER = 'abcdefghijklmnopqrstuvwxyz';
const UPPER = LOWER.toUpperCase();
const DIGITS = '0123456789';
const RANGE = 2 ** 48 - 1;

/** Chance that nobody can foretell. */
export const systemRandom: Random = {
  next: () => randomInt(RANGE) / RANGE,
  secret: (length: number): string => {
    if (length < 3) throw new RangeError(`a secret of ${length} characters cannot hold a letter of either case and a digit`);
    const characters = [LOWER, UPPER, DIGITS].map(pick);
    while (characters.length < length) characters.push(pick(LOWER + UPPER + DIGITS));
    return shuffle(characters).join('');
  },
};

function pick(characters: string): string {
  return characters.charAt(randomInt(characters.length));
}

/** Without it the first three places would be known by kind. */
function shuffle(characters: readonly string[]): string[] {
  const shuffled: string[] = [];
  for (const character of characters) shuffled.splice(randomInt(shuffled.length + 1), 0, character);
  return shuffled;
}
