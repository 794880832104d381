import { createHash } from 'node:crypto';
import { z } from 'zod';
import { ConfigurationError, OperatorError } from '../model/index.ts';
import { ChangeBatches } from './change-batches.ts';
import type { ChangeSink, DirectoryCursor, DirectoryQuery, DirectorySource, PollSummary } from './directory-source.ts';
import { fingerprintOf, jsonOf } from './ldap-cursor.ts';
import { idsOf, LdifQuery } from './ldif-entry.ts';
import { type LdifRecord, ldifRecords } from './ldif-parser.ts';
import { PLENTY } from './reading.ts';

export interface LdifDirectoryOptions {
  /** For messages: the path, or which ConfigMap. */
  readonly name: string;
  /** The whole text as it is now. */
  readonly read: () => Promise<string>;
  readonly queries: readonly DirectoryQuery[];
  /** Whether a query without any entry is believed where `known` (5 or more) were; without it never. */
  readonly acceptsEmpty?: (query: string, known: number) => boolean;
}

const ldifCursor = z.object({
  version: z.literal(1),
  fingerprint: z.string(),
  text: z.string(),
  entries: z.record(z.string(), z.number()),
});
type LdifCursor = z.infer<typeof ldifCursor>;

/** By query and entryUUID: a hash of the record. */
type Content = ReadonlyMap<string, ReadonlyMap<string, string>>;

/** A directory in an LDIF text. Every poll reads the text; only when it changed it is parsed. */
export class LdifDirectory implements DirectorySource {
  readonly #options: LdifDirectoryOptions;
  readonly #queries: readonly LdifQuery[];
  readonly #fingerprint: string;
  /** The text of the last poll and its hash, so that a text that is the very same is not hashed again. */
  #last: { readonly text: string; readonly hash: string } | undefined;
  /** What was told up to a cursor. */
  #told: { readonly cursor: DirectoryCursor; readonly content: Content } | undefined;

  /** Throws a `ConfigurationError` when a filter is wrong. */
  constructor(options: LdifDirectoryOptions) {
    this.#options = options;
    this.#queries = options.queries.map((query) => new LdifQuery(query));
    this.#fingerprint = fingerprintOf(options.queries);
  }

  async poll(cursor: DirectoryCursor | undefined, sink: ChangeSink): Promise<PollSummary> {
    const text = await this.#options.read();
    const hash = this.#hashOf(text);
    const batches = new ChangeBatches(sink);
    const isSame = cursor !== undefined && this.#parseCursor(cursor)?.text === hash;
    const next = isSame ? cursor : await this.#tellChanges(cursor, text, hash, batches);
    if (isSame) await this.#tellNothing(batches);
    await batches.flush();
    return { cursor: next, method: 'File', server: this.#options.name };
  }

  async close(): Promise<void> {
    this.#last = undefined;
    this.#told = undefined;
  }

  async #tellNothing(batches: ChangeBatches): Promise<void> {
    for (const { name } of this.#queries) await batches.add({ type: 'end', query: name, coverage: 'delta' });
  }

  async #tellChanges(cursor: DirectoryCursor | undefined, text: string, hash: string, batches: ChangeBatches): Promise<DirectoryCursor> {
    const content = this.#index(text);
    this.#refuseSuddenEmptiness(content, this.#parseCursor(cursor));
    const before = this.#told?.cursor === cursor ? this.#told?.content : undefined;
    this.#told = undefined;
    for (const record of ldifRecords(text, this.#options.name)) await this.#tell(record, content, before, batches);
    for (const query of this.#queries) await this.#end(query, content, before, batches);
    const entries = Object.fromEntries([...content].map(([name, hashes]) => [name, hashes.size]));
    const next = JSON.stringify({ version: 1, fingerprint: this.#fingerprint, text: hash, entries } satisfies LdifCursor);
    this.#told = { cursor: next, content };
    return next;
  }

  async #tell(record: LdifRecord, content: Content, before: Content | undefined, batches: ChangeBatches): Promise<void> {
    const { entryUuid } = idsOf(record);
    for (const query of this.#queries) {
      const hash = content.get(query.name)?.get(entryUuid);
      if (hash === undefined || hash === before?.get(query.name)?.get(entryUuid)) continue;
      await batches.add({ type: 'entry', entry: query.entryOf(record) }, record.end - record.start);
    }
  }

  async #end({ name }: LdifQuery, content: Content, before: Content | undefined, batches: ChangeBatches): Promise<void> {
    const now = content.get(name);
    const gone = [...(before?.get(name)?.keys() ?? [])].filter((id) => now?.has(id) !== true);
    await batches.addIds('gone', name, gone);
    await batches.add({ type: 'end', query: name, coverage: before === undefined ? 'snapshot' : 'delta' });
  }

  /** Reads the text to its end before anything is told, so that a broken one changes nothing. */
  #index(text: string): Content {
    const { name } = this.#options;
    try {
      return indexOf(text, name, this.#queries);
    } catch (error) {
      if (error instanceof ConfigurationError) throw new OperatorError('DirectoryIncomplete', error.message, { cause: error });
      throw error;
    }
  }

  /** A file that is being written anew is empty for a moment. */
  #refuseSuddenEmptiness(content: Content, cursor: LdifCursor | undefined): void {
    for (const [query, hashes] of content) {
      const known = cursor?.entries[query] ?? 0;
      if (hashes.size > 0 || known < PLENTY || this.#options.acceptsEmpty?.(query, known) === true) continue;
      const message = `${this.#options.name}: found no entry for ${query}, where there were ${known} before; nothing is deleted`;
      throw new OperatorError('DirectoryIncomplete', message);
    }
  }

  #parseCursor(cursor: DirectoryCursor | undefined): LdifCursor | undefined {
    const parsed = ldifCursor.safeParse(jsonOf(cursor));
    return parsed.success && parsed.data.fingerprint === this.#fingerprint ? parsed.data : undefined;
  }

  #hashOf(text: string): string {
    if (this.#last?.text !== text) this.#last = { text, hash: hashOf(text) };
    return this.#last.hash;
  }
}

function indexOf(text: string, label: string, queries: readonly LdifQuery[]): Content {
  const content = new Map(queries.map(({ name }) => [name, new Map<string, string>()]));
  const lineOf = new Map<string, number>();
  for (const record of ldifRecords(text, label)) {
    const { sourceId, entryUuid } = idsOf(record);
    for (const id of new Set([`dn ${record.dn.toLowerCase()}`, `id ${sourceId}`, `id ${entryUuid}`])) {
      const line = lineOf.get(id);
      if (line !== undefined)
        throw new ConfigurationError(`${label}:${record.line}: found the ${id} of line ${line} again, expected it once`);
      lineOf.set(id, record.line);
    }
    const found = queries.filter((query) => query.finds(record));
    const hash = found.length === 0 ? '' : hashOf(text.slice(record.start, record.end));
    for (const query of found) content.get(query.name)?.set(entryUuid, hash);
  }
  return content;
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('base64');
}
