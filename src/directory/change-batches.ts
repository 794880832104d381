import { nextTurn } from '../model/index.ts';
import type { ChangeSink, DirectoryChange } from './directory-source.ts';

/** Some 10 ms of work for whoever takes them over. */
const MAX_CHANGES = 40;
const MAX_BYTES = 8 * 1024 * 1024;
/** Answers of OX go on one a turn, and as many as this come together by default; a turn in which nobody is ready takes no time. */
const TURNS_OF_OTHERS = 16;

/** Collects changes and hands them to the sink in batches that are bounded in number and, for the sake of photos, in size. */
export class ChangeBatches {
  readonly #sink: ChangeSink;
  #changes: DirectoryChange[] = [];
  #bytes = 0;

  constructor(sink: ChangeSink) {
    this.#sink = sink;
  }

  async add(change: DirectoryChange, bytes = 0): Promise<void> {
    this.#changes.push(change);
    this.#bytes += bytes;
    if (this.#changes.length >= MAX_CHANGES || this.#bytes >= MAX_BYTES) await this.flush();
  }

  async addIds(type: 'present' | 'gone', query: string, entryUuids: Iterable<string>): Promise<void> {
    for (const entryUuid of entryUuids) await this.add({ type, query, entryUuid });
  }

  /** Waits until the sink has taken over everything. */
  async flush(): Promise<void> {
    if (this.#changes.length === 0) return;
    const changes = this.#changes;
    this.#changes = [];
    this.#bytes = 0;
    await this.#sink(changes);
    // Between two batches others have their turns: answers of OX, the health page.
    for (let turn = 0; turn < TURNS_OF_OTHERS; turn += 1) await nextTurn();
  }
}
