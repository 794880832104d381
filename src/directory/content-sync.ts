import type { CompiledQuery } from './compiled-query.ts';
import type { ContainerWatch } from './container-watch.ts';
import type { LdapConnection } from './ldap-connection.ts';
import type { QueryProgress } from './ldap-cursor.ts';
import { resultCodes, searchError } from './ldap-errors.ts';
import { anyEntry, type Position, type Progress, type Reading, wholeOf } from './reading.ts';
import { SyncRequestControl } from './sync-protocol.ts';
import { SyncQueryReader } from './sync-query-reader.ts';

/**
 * Reads what changed since `before` by RFC 4533 (refreshOnly), or everything where nothing is known before. Queries that go on from a
 * cookie are asked all at once, so that a poll without changes is one round trip; a whole content is streamed query by query.
 * When containers moved, what lies below them is told by reading everything. Rejects with `ServerBehind` when the server's data is older
 * than the cookie.
 */
export async function readByContentSync(
  reading: Reading,
  watch: ContainerWatch,
  queries: readonly CompiledQuery[],
  before: Position,
): Promise<Position> {
  if (before.queries.size === 0) return readEverything(reading, watch, queries);
  const after = await readQueries(reading, queries, before.queries);
  if (queries.every(({ name }) => after.get(name)?.cookie === before.queries.get(name)?.cookie)) return { ...before, queries: after };
  const containers = await watch.look(reading);
  return containers === before.containers ? { queries: after, containers } : readEverything(reading, watch, queries);
}

/** The containers first: what moves meanwhile is seen the next time. */
async function readEverything(reading: Reading, watch: ContainerWatch, queries: readonly CompiledQuery[]): Promise<Position> {
  const containers = await watch.look(reading);
  return { containers, queries: await readQueries(reading, queries, new Map()) };
}

async function readQueries(reading: Reading, queries: readonly CompiledQuery[], before: Progress): Promise<Progress> {
  const after = new Map<string, QueryProgress>();
  const goingOn = queries.filter(({ name }) => before.get(name)?.cookie !== undefined);
  await sync(reading, goingOn, before, after);
  for (const query of queries) {
    if (!after.has(query.name)) await sync(reading, [query], new Map(), after);
  }
  await reading.batches.flush();
  return after;
}

async function sync(
  reading: Reading,
  queries: readonly CompiledQuery[],
  before: Progress,
  after: Map<string, QueryProgress>,
): Promise<void> {
  if (queries.length === 0) return;
  const readers = queries.map((query) => new SyncQueryReader(reading, query, before.get(query.name)));
  const searches = queries.map((query) => ({
    ...wholeOf(query),
    attributes: query.decoder.requestedAttributes,
    controls: [new SyncRequestControl(before.get(query.name)?.cookie)],
  }));
  for await (const answers of reading.connection.search(searches)) {
    for (const { search, message } of answers) await readers[search]?.take(message);
  }
  for (const reader of readers) {
    const progress = await reader.finish();
    if (progress !== undefined) after.set(reader.query.name, progress);
  }
}

/** Codes of servers that do not know the control or do not serve it at this base. */
const unsupported = new Set<number>([resultCodes.unavailableCriticalExtension, resultCodes.protocolError]);

/**
 * Whether the server offers content sync at the bases of all queries. OpenLDAP advertises the control even without the overlay
 * syncprov, so it must be tried.
 */
export async function offersContentSync(connection: LdapConnection, queries: readonly CompiledQuery[]): Promise<boolean> {
  const searches = queries.map(({ base }) => ({
    ...{ base, scope: 'base' as const, filter: anyEntry, attributes: ['1.1'] },
    controls: [new SyncRequestControl(undefined)],
  }));
  let offered = true;
  for await (const answers of connection.search(searches)) {
    for (const { search, message } of answers) {
      if (message.type !== 'done' || message.result.code === resultCodes.success) continue;
      if (!unsupported.has(message.result.code)) {
        throw searchError(message.result, { url: connection.url, base: searches[search]?.base ?? '', filter: '(objectClass=*)' });
      }
      offered = false;
    }
  }
  return offered;
}
