import type { ChangeSink, DirectoryCursor, DirectoryQuery, DirectorySource, PollSummary } from '../../../src/directory/index.ts';
import { LdifDirectory } from '../../../src/directory/index.ts';
import type { Entry } from './entries.ts';
import { ldifOf } from './ldif.ts';

/** A directory whose entries stand in an LDIF text that a test writes and the operator polls. */
export class DirectoryText {
  /** Polls that were begun: the one before is over by then, with everything taken over. */
  polls = 0;
  /** What the next polls fail with. */
  trouble: Error | undefined;
  /** Why the text cannot be read: a test wrote something wrong. */
  mistake: unknown;
  private readonly entries = new Map<string, Entry>();
  private text = ldifOf([]);
  private readers = 0;

  /** Whether anybody polls it. */
  get isOpen(): boolean {
    return this.readers > 0;
  }

  put(entries: readonly Entry[]): void {
    for (const entry of entries) this.entries.set(idOf(entry), entry);
    this.text = ldifOf(this.entries.values());
  }

  remove(entries: readonly Entry[]): void {
    for (const entry of entries) this.entries.delete(idOf(entry));
    this.text = ldifOf(this.entries.values());
  }

  sourceOf(name: string, queries: readonly DirectoryQuery[]): DirectorySource {
    const source = new LdifDirectory({ name, read: async () => this.text, queries, acceptsEmpty: () => true });
    const poll = async (cursor: DirectoryCursor | undefined, sink: ChangeSink): Promise<PollSummary> => {
      this.polls += 1;
      if (this.trouble !== undefined) throw this.trouble;
      try {
        return await source.poll(cursor, sink);
      } catch (error) {
        this.mistake = error;
        throw error;
      }
    };
    const close = (): Promise<void> => {
      this.readers -= 1;
      return source.close();
    };
    this.readers += 1;
    return { poll, close };
  }
}

function idOf({ attributes }: Entry): string {
  return String(attributes.entryUUID);
}
