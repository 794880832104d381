import { parentPort, workerData } from 'node:worker_threads';
import { messageOf } from '../../src/model/index.ts';
import { live } from './history.ts';
import { type SeedRange, seedsOfPart } from './seed-range.ts';

/** What became of one history. */
export interface LifeReport {
  readonly seed: number;
  readonly complaints: readonly string[];
}

const { first, last, part, parts } = workerData as SeedRange & { readonly part: number; readonly parts: number };
for (const seed of seedsOfPart({ first, last }, part, parts)) {
  const complaints = await live(seed).catch((error: unknown) => [`the world came to an end: ${messageOf(error)}`]);
  const report: LifeReport = { seed, complaints };
  parentPort?.postMessage(report);
}
