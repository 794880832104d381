import type { CompiledMapping, QueryKind } from '../mapping/index.ts';
import type { DirectoryEntry } from '../model/index.ts';
import type { SourceFactory } from './directory-reconciler.ts';
import type { KnownDirectory } from './known-directory.ts';
import { queriesOf } from './source-factory.ts';

/** How one entry is looked for. */
export type EntryKey = { readonly entryUuid: string; readonly sourceId: string } | { readonly name: string };

export interface FoundEntry {
  readonly entry: DirectoryEntry;
  readonly query: QueryKind;
  readonly base: string;
  readonly filter: string;
  readonly matchesFilter: boolean;
}

const QUERIES: readonly QueryKind[] = ['users', 'groups', 'functionalAccounts'];

/**
 * Reads single entries of a directory: the same source with narrower filters, on a connection of its own. First with the filter that is in
 * force, then without, so that an entry can be told that the filter leaves out.
 */
export class EntryFinder {
  private readonly makeSource: SourceFactory;

  constructor(makeSource: SourceFactory) {
    this.makeSource = makeSource;
  }

  /** Rejects with the source's error. */
  async find(directory: KnownDirectory, key: EntryKey): Promise<FoundEntry[]> {
    const { spec, mapping } = directory;
    const asked = queriesOf(spec, mapping);
    const within = await this.read(
      directory,
      (query) => `(&${asked.find(({ name }) => name === query)?.filter ?? ''}${narrow(mapping, query, key)})`,
    );
    const anywhere = within.length > 0 ? within : await this.read(directory, (query) => narrow(mapping, query, key));
    return anywhere.flatMap((entry) => {
      const query = asked.find(({ name }) => name === entry.query);
      const kind = QUERIES.find((each) => each === entry.query);
      if (query === undefined || kind === undefined) return [];
      return [{ entry, query: kind, base: query.base, filter: query.filter, matchesFilter: within.length > 0 }];
    });
  }

  private async read({ name, spec, mapping }: KnownDirectory, filterOf: (query: QueryKind) => string): Promise<DirectoryEntry[]> {
    const narrowed = {
      ...spec,
      users: { ...spec.users, filter: filterOf('users') },
      groups: { ...spec.groups, filter: filterOf('groups') },
      functionalAccounts: { ...spec.functionalAccounts, filter: filterOf('functionalAccounts') },
    };
    const source = await this.makeSource(narrowed, mapping, name);
    const found: DirectoryEntry[] = [];
    try {
      await source.poll(undefined, async (changes) => {
        for (const change of changes) if (change.type === 'entry') found.push(change.entry);
      });
    } finally {
      await source.close();
    }
    return found;
  }
}

function narrow({ users, groups, functionalAccounts }: CompiledMapping, query: QueryKind, key: EntryKey): string {
  if ('entryUuid' in key) return `(|(entryUUID=${escaped(key.entryUuid)})(univentionObjectIdentifier=${escaped(key.sourceId)}))`;
  const identifier = { users: users.identifier, groups: groups.identifier, functionalAccounts: functionalAccounts?.primaryAddress }[query];
  return `(${identifier?.attribute ?? 'cn'}=${escaped(key.name)})`;
}

/** RFC 4515. */
function escaped(text: string): string {
  return text.replaceAll(/[\\*()\0]/g, (character) => `\\${character.charCodeAt(0).toString(16).padStart(2, '0')}`);
}
