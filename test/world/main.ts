/**
 * Lives any number of random histories, on all processors, and says which went wrong.
 *
 *   make world SEEDS=5000          the first five thousand
 *   make world SEEDS=2001-4000     those from one to the other
 */
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { replayCommand } from './replay.ts';
import { parseSeedRange, type SeedRange } from './seed-range.ts';
import type { LifeReport } from './world-worker.ts';

const PROGRESS_EVERY = 100;

/** Tells of histories as they end. */
class Progress {
  readonly wrong: number[] = [];
  private lived = 0;
  private readonly total: number;
  private readonly began = performance.now();

  constructor({ first, last }: SeedRange) {
    this.total = last - first + 1;
  }

  add({ seed, complaints }: LifeReport): void {
    this.lived += 1;
    if (complaints.length > 0) {
      this.wrong.push(seed);
      console.log(`seed ${seed}: ${complaints.join('; ')}\n  again: ${replayCommand(seed)}`);
    }
    if (this.lived % PROGRESS_EVERY === 0 || this.lived === this.total) this.tell();
  }

  private tell(): void {
    const seconds = (performance.now() - this.began) / 1_000;
    console.log(`${this.lived} of ${this.total} seeds lived in ${seconds.toFixed(0)} s, ${this.wrong.length} wrong`);
  }
}

function parsed(text: string): SeedRange {
  try {
    return parseSeedRange(text);
  } catch (error) {
    console.error(`world: ${error instanceof Error ? error.message : String(error)}`);
    process.exit(2);
  }
}

async function liveAll(range: SeedRange): Promise<Progress> {
  const progress = new Progress(range);
  const parts = Math.min(availableParallelism(), range.last - range.first + 1);
  await Promise.all(Array.from({ length: parts }, (_, part) => workAt({ ...range, part, parts }, progress)));
  return progress;
}

/** Resolves when a worker has lived all of its share. */
function workAt(share: SeedRange & { readonly part: number; readonly parts: number }, progress: Progress): Promise<void> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('world-worker.ts', import.meta.url), { workerData: share });
    worker.on('message', (report: LifeReport) => progress.add(report));
    worker.on('error', reject);
    worker.on('exit', () => resolve());
  });
}

const range = parsed(process.argv[2] ?? '2000');
const { wrong } = await liveAll(range);
if (wrong.length > 0) console.log(`went wrong: ${wrong.sort((one, other) => one - other).join(', ')}`);
process.exitCode = wrong.length === 0 ? 0 : 1;
