import type { Filter } from 'ldapts';
import type { DirectoryQuery } from './directory-source.ts';
import { EntryDecoder } from './entry-decoder.ts';
import { parseFilter } from './ldap-filter.ts';

/** A query made ready: its filter parsed, its attributes complete. */
export interface CompiledQuery {
  readonly name: string;
  readonly base: string;
  readonly filter: Filter;
  /** As it was written, for messages. */
  readonly filterText: string;
  readonly decoder: EntryDecoder;
}

/** Throws a `ConfigurationError` that names the query when its filter is wrong. */
export function compileQuery(query: DirectoryQuery): CompiledQuery {
  return {
    name: query.name,
    base: query.base,
    filter: parseFilter(query.filter, `the filter of ${query.name}`),
    filterText: query.filter,
    decoder: new EntryDecoder(query),
  };
}
