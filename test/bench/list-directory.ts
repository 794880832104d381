import type { ChangeSink, DirectoryChange, DirectoryCursor, DirectorySource, PollSummary } from '../../src/directory/index.ts';
import { type DirectoryEntry, nextTurn } from '../../src/model/index.ts';

const QUERIES = ['users', 'groups', 'functionalAccounts'];
/** As many as a real source tells at once. */
const BATCH = 100;

/** A directory in memory that tells its changes, and on request everything, in batches. */
export class ListDirectory implements DirectorySource {
  private readonly entries = new Map<string, DirectoryEntry>();
  private readonly changes: DirectoryEntry[] = [];
  /** How often everything was told. */
  wholeReads = 0;

  put(entry: DirectoryEntry): void {
    this.entries.set(entry.sourceId, entry);
    this.changes.push(entry);
  }

  async poll(cursor: DirectoryCursor | undefined, sink: ChangeSink): Promise<PollSummary> {
    const end = this.changes.length;
    const told = cursor === undefined ? [...this.entries.values()] : this.changes.slice(Number(cursor), end);
    for (let start = 0; start < told.length; start += BATCH) {
      await sink(told.slice(start, start + BATCH).map((entry): DirectoryChange => ({ type: 'entry', entry })));
      await nextTurn();
    }
    const coverage = cursor === undefined ? 'snapshot' : 'delta';
    for (const query of QUERIES) await sink([{ type: 'end', query, coverage }]);
    if (cursor === undefined) this.wholeReads += 1;
    return { cursor: String(end), method: 'ContentSync', server: 'memory' };
  }

  async close(): Promise<void> {}
}
