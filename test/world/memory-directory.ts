import type { ChangeSink, DirectoryChange, DirectoryCursor, DirectorySource, PollSummary } from '../../src/directory/index.ts';
import { type DirectoryEntry, OperatorError } from '../../src/model/index.ts';

/** What goes wrong with the next poll. */
export type DirectoryTrouble = 'unreachable' | 'cutOff' | 'emptied' | undefined;

interface Stored {
  readonly entry: DirectoryEntry;
  readonly change: number;
}

type Filter = (entry: DirectoryEntry) => boolean;

/** What differs between those who look at a directory. */
interface Glass {
  /** Which entries a search finds. */
  readonly filter: Filter;
  /** Whether an empty answer to a query is unbelievable: fewer than five may well have gone at once. */
  hasPlenty(query: string): boolean;
}

interface Answer {
  readonly query: string;
  readonly isWhole: boolean;
  readonly changes: readonly DirectoryChange[];
}

const QUERIES = ['users', 'groups', 'functionalAccounts'] as const;

/** A directory in memory: content sync by change number, and snapshots. */
export class MemoryDirectory implements DirectorySource {
  trouble: DirectoryTrouble;
  /** As for somebody who looks with nothing special. */
  hasPlenty: Glass['hasPlenty'] = () => true;
  private readonly entries = new Map<string, Stored>();
  /** Of entries that have not come back since. */
  private readonly deletions = new Map<string, { readonly query: string; readonly entryUuid: string; readonly change: number }>();
  private change = 0;

  put(entry: DirectoryEntry): void {
    this.change += 1;
    this.entries.set(entry.sourceId, { entry, change: this.change });
    this.deletions.delete(entry.sourceId);
  }

  remove(sourceId: string): void {
    const stored = this.entries.get(sourceId);
    if (stored === undefined) return;
    this.change += 1;
    this.entries.delete(sourceId);
    this.deletions.set(sourceId, { query: stored.entry.query, entryUuid: stored.entry.entryUuid, change: this.change });
  }

  async poll(cursor: DirectoryCursor | undefined, sink: ChangeSink, glass: Partial<Glass> = {}): Promise<PollSummary> {
    const { filter = () => true, hasPlenty = this.hasPlenty } = glass;
    if (this.trouble === 'unreachable') throw new OperatorError('DirectoryUnreachable', 'the directory does not answer');
    const since = cursor === undefined ? undefined : Number(cursor);
    const now = this.change;
    for (const query of QUERIES) {
      const isEmptied = this.trouble === 'emptied' && since === undefined && hasPlenty(query);
      const told = isEmptied ? [] : this.changesOf(query, since).flatMap((change) => filtered(change, filter, since !== undefined));
      await this.tell({ query, isWhole: since === undefined, changes: told }, sink);
    }
    return { cursor: String(now), method: 'ContentSync', server: 'memory' };
  }

  /** The same, as one process sees it. */
  seenThrough(glass: Glass): DirectorySource {
    return { poll: (cursor, sink) => this.poll(cursor, sink, glass), close: () => this.close() };
  }

  async close(): Promise<void> {}

  private async tell({ query, isWhole, changes }: Answer, sink: ChangeSink): Promise<void> {
    // Cut off by a limit: some entries came, then the server said so.
    if (this.trouble === 'cutOff') {
      await sink(changes.slice(0, changes.length / 2));
      throw new OperatorError('DirectoryIncomplete', 'the search was cut off by a size limit');
    }
    for (const change of changes) await sink([change]);
    await sink([{ type: 'end', query, coverage: isWhole ? 'snapshot' : 'delta' }]);
  }

  private changesOf(query: string, since: number | undefined): DirectoryChange[] {
    const entries = [...this.entries.values()].filter(
      (stored) => stored.entry.query === query && (since === undefined || stored.change > since),
    );
    const gone =
      since === undefined ? [] : [...this.deletions.values()].filter((deletion) => deletion.query === query && deletion.change > since);
    return [
      ...entries.map((stored): DirectoryChange => ({ type: 'entry', entry: stored.entry })),
      ...gone.map((deletion): DirectoryChange => ({ type: 'gone', query, entryUuid: deletion.entryUuid })),
    ];
  }
}

/** Content sync says of an entry that the filter does not find any more that it is gone, and at first only what it finds. */
function filtered(change: DirectoryChange, filter: Filter, isDelta: boolean): DirectoryChange[] {
  if (change.type !== 'entry' || filter(change.entry)) return [change];
  const { query, entryUuid } = change.entry;
  return isDelta ? [{ type: 'gone', query, entryUuid }] : [];
}
