import { expect } from 'vitest';

/** Stands for any text that has `part` in it, within an expected object. */
export function textWith(part: string): string {
  return expect.stringContaining(part) as string;
}

/** Stands for any text that `pattern` fits, within an expected object. */
export function textLike(pattern: RegExp | string): string {
  return expect.stringMatching(pattern) as string;
}

/** Stands for any text that `pattern` does not fit, within an expected object. */
export function textWithout(pattern: RegExp | string): string {
  return expect.not.stringMatching(pattern) as string;
}
