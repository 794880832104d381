import { describe, expect, test } from 'vitest';
import { live } from './history.ts';
import { replayCommand } from './replay.ts';

const PER_TEST = 50;

/** One history alone. */
const only = process.env.WORLD_SEED;

/** The properties of the simulated world for `count` seeds from `first` on. */
export function describeWorlds(first: number, count: number): void {
  describe('whatever happens, the operator converges, then writes nothing more, makes no duplicates and deletes nobody in doubt', () => {
    for (const seeds of only === undefined ? chunks(first, count) : [[Number(only)]]) {
      test(`in the worlds of the seeds ${seeds[0]} to ${seeds.at(-1)}`, { timeout: 300_000 }, async () => {
        const wrong: string[] = [];
        for (const seed of seeds) {
          const complaints = await live(seed);
          if (complaints.length > 0) wrong.push(`seed ${seed} (${replayCommand(seed)}): ${complaints.join('; ')}`);
        }
        expect(wrong).toEqual([]);
      });
    }
  });
}

function chunks(first: number, count: number): number[][] {
  return Array.from({ length: count / PER_TEST }, (_, chunk) =>
    Array.from({ length: PER_TEST }, (__, index) => first + chunk * PER_TEST + index),
  );
}
