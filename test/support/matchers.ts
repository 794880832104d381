import { expect } from 'vitest';

/** Stands for any text that has `part` in it, within an expected object. */
export function textWith(part: string): string {
  return expect.stringContaining(part) as string;
}
