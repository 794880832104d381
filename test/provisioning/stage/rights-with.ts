import { expect } from 'vitest';
import type { UserRight } from '../../../src/model/index.ts';

/** Stands for any list of rights that has these among it, within an expected object. */
export function rightsWith(...rights: readonly UserRight[]): string[] {
  return expect.arrayContaining([...rights]) as string[];
}
