import { normalizeDn, OperatorError } from '../model/index.ts';
import type { CompiledQuery } from './compiled-query.ts';
import { type CsnVector, csnVector } from './csn.ts';
import type { LdapConnection, Search } from './ldap-connection.ts';
import { resultCodes } from './ldap-errors.ts';
import { anyEntry } from './reading.ts';

/** contextCSN of the database that holds the base of each query, by query name; missing where it cannot be read. */
export type ServerState = ReadonlyMap<string, readonly string[]>;

export async function readServerState(connection: LdapConnection, queries: readonly CompiledQuery[]): Promise<ServerState> {
  const [rootDse] = await readEntries(connection, [baseSearch('', 'namingContexts')]);
  const suffixes = queries.map(({ base }) => suffixOf(base, rootDse ?? []));
  const csns = await readEntries(
    connection,
    suffixes.map((suffix) => baseSearch(suffix ?? '', 'contextCSN')),
  );
  const state = new Map<string, readonly string[]>();
  queries.forEach(({ name }, index) => {
    const values = csns[index] ?? [];
    if (values.length > 0) state.set(name, values);
  });
  return state;
}

export function vectorOf(state: ServerState, query: string): CsnVector | undefined {
  const values = state.get(query);
  return values === undefined ? undefined : csnVector(values);
}

/** The longest naming context that holds `base`. */
function suffixOf(base: string, namingContexts: readonly string[]): string | undefined {
  const wanted = `,${normalizeDn(base)}`;
  const holding = namingContexts.filter((context) => wanted.endsWith(`,${normalizeDn(context)}`));
  return holding.sort((left, right) => right.length - left.length)[0];
}

function baseSearch(base: string, attribute: string): Search {
  return { base, scope: 'base', filter: anyEntry, attributes: [attribute] };
}

/** The values of the one attribute that each search asks for; empty where the entry or the attribute may not be read. */
async function readEntries(connection: LdapConnection, searches: readonly Search[]): Promise<string[][]> {
  const values: string[][] = searches.map(() => []);
  for await (const answers of connection.search(searches)) {
    for (const { search, message } of answers) {
      if (message.type === 'entry') values[search]?.push(...message.attributes.flatMap((attribute) => attribute.values.map(String)));
      if (message.type === 'done' && message.result.code === resultCodes.unavailable) {
        throw new OperatorError('DirectoryUnreachable', `${connection.url}: the server is unavailable`);
      }
    }
  }
  return values;
}
