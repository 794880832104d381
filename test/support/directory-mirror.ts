import type { ChangeSink, DirectoryChange, DirectoryCursor, DirectorySource, PollSummary } from '../../src/directory/index.ts';
import type { DirectoryEntry } from '../../src/model/index.ts';

/** Follows a directory as the operator does, and remembers what it was told in the last poll. */
export class DirectoryMirror {
  readonly #source: DirectorySource;
  readonly #entries = new Map<string, Map<string, DirectoryEntry>>();
  #seen = new Set<string>();
  /** Where the last good poll left off. */
  cursor: DirectoryCursor | undefined;
  /** Changes of the last poll, complete or not. */
  changes: DirectoryChange[] = [];
  batchSizes: number[] = [];

  constructor(source: DirectorySource, cursor?: DirectoryCursor) {
    this.#source = source;
    this.cursor = cursor;
  }

  /** One poll, taken over. `beforeBatch` is called before each batch. */
  async poll(beforeBatch: ChangeSink = async () => undefined): Promise<PollSummary> {
    this.changes = [];
    this.batchSizes = [];
    this.#seen = new Set();
    const summary = await this.#source.poll(this.cursor, async (changes) => {
      await beforeBatch(changes);
      this.batchSizes.push(changes.length);
      for (const change of changes) this.#take(change);
    });
    this.cursor = summary.cursor;
    return summary;
  }

  /** Polls until the directory has told what makes `isReached` true; Timestamps see some changes only after a moment. */
  async pollUntil(isReached: () => boolean): Promise<void> {
    await this.poll();
    while (!isReached()) await this.poll();
  }

  /** Goes over to another source with all that is known, as after a restart. */
  over(source: DirectorySource): DirectoryMirror {
    const other = new DirectoryMirror(source, this.cursor);
    for (const [query, entries] of this.#entries) other.#entries.set(query, new Map(entries));
    return other;
  }

  /** The values of the naming attributes, in order. */
  names(query = 'users'): string[] {
    return this.all(query)
      .map(({ dn }) => rdnValue(dn))
      .sort();
  }

  all(query = 'users'): DirectoryEntry[] {
    return [...(this.#entries.get(query)?.values() ?? [])];
  }

  named(name: string, query = 'users'): DirectoryEntry {
    const entry = this.all(query).find(({ dn }) => rdnValue(dn) === name);
    if (entry === undefined) throw new Error(`${name} is not known among ${query}`);
    return entry;
  }

  /** What the last poll told, in a few words: `entry anna`, `gone <id>`, `end users delta`. */
  get told(): string[] {
    return this.changes.map(inWords);
  }

  /** Whether the last poll told the end of a query. */
  get hasEnd(): boolean {
    return this.changes.some(({ type }) => type === 'end');
  }

  #take(change: DirectoryChange): void {
    this.changes.push(change);
    switch (change.type) {
      case 'entry':
        this.#of(change.entry.query).set(change.entry.sourceId, change.entry);
        this.#seen.add(`${change.entry.query} ${change.entry.sourceId}`);
        return;
      case 'present': {
        const sourceId = this.#sourceIdOf(change.query, change.entryUuid);
        if (sourceId !== undefined) this.#seen.add(`${change.query} ${sourceId}`);
        return;
      }
      case 'gone': {
        const sourceId = this.#sourceIdOf(change.query, change.entryUuid);
        if (sourceId !== undefined) this.#of(change.query).delete(sourceId);
        return;
      }
      case 'end':
        if (change.coverage === 'snapshot') this.#removeUnseen(change.query);
    }
  }

  #removeUnseen(query: string): void {
    const entries = this.#of(query);
    for (const sourceId of entries.keys()) if (!this.#seen.has(`${query} ${sourceId}`)) entries.delete(sourceId);
  }

  #of(query: string): Map<string, DirectoryEntry> {
    const entries = this.#entries.get(query) ?? new Map<string, DirectoryEntry>();
    this.#entries.set(query, entries);
    return entries;
  }

  #sourceIdOf(query: string, entryUuid: string): string | undefined {
    return [...this.#of(query).values()].find((entry) => entry.entryUuid === entryUuid)?.sourceId;
  }
}

function rdnValue(dn: string): string {
  return /^[^=]+=((?:\\.|[^,\\])*)/.exec(dn)?.[1] ?? dn;
}

function inWords(change: DirectoryChange): string {
  switch (change.type) {
    case 'entry':
      return `entry ${rdnValue(change.entry.dn)}`;
    case 'end':
      return `end ${change.query} ${change.coverage}`;
    case 'present':
    case 'gone':
      return `${change.type} ${change.entryUuid}`;
  }
}
