import { AndFilter, GreaterThanEqualsFilter } from 'ldapts';
import { OperatorError } from '../model/index.ts';
import type { CompiledQuery } from './compiled-query.ts';
import { entryUuidOf } from './entry-decoder.ts';
import { idsWithout } from './entry-uuid.ts';
import type { Search } from './ldap-connection.ts';
import type { QueryProgress } from './ldap-cursor.ts';
import { searchAt } from './ldap-errors.ts';
import { pagedSearch } from './paged-search.ts';
import { type Position, placeOf, type Reading, refuseSuddenEmptiness, wholeOf } from './reading.ts';
import { NewestStamp, type Stamp, searchFrom } from './timestamp-mark.ts';

/** Looking at all ids takes at most one part in so many of the time. */
const ID_SCAN_SHARE = 20;

/**
 * Reads what changed since `before` by the time stamps of the entries, or everything where nothing is known before. Deleted entries and
 * such as left the filter leave no stamp: they are missed in a look at all ids, which is taken as often as it is cheap.
 */
export async function readByTimestamps(reading: Reading, queries: readonly CompiledQuery[], before: Position): Promise<Position> {
  const after = new Map<string, QueryProgress>();
  for (const query of queries) {
    const known = before.queries.get(query.name);
    after.set(
      query.name,
      known?.stamp === undefined ? await readAll(reading, query) : await readChanges(reading, query, known, known.stamp),
    );
  }
  await reading.batches.flush();
  return { queries: after };
}

async function readAll(reading: Reading, query: CompiledQuery): Promise<QueryProgress> {
  const { batches, believesAbsence, clock, knownIds } = reading;
  const searchedAt = clock.now();
  const newest = new NewestStamp();
  const found = await tell(reading, query, wholeOf(query), newest);
  refuseSuddenEmptiness(reading, query, found.size);
  const attribute = newest.attribute;
  if (attribute === 'none') throw noStamps(reading, query);
  await batches.add({ type: 'end', query: query.name, coverage: believesAbsence ? 'snapshot' : 'delta' });
  knownIds.delete(query.name);
  if (believesAbsence) knownIds.set(query.name, found);
  const endedAt = clock.now();
  return {
    entries: found.size,
    idScan: { endedAt, tookMs: endedAt - searchedAt },
    ...(attribute === undefined ? {} : { stamp: { attribute, newest: newest.newestOf(attribute), seenAt: endedAt, searchedAt } }),
  };
}

/** The ids come first: an entry that goes in between is missed the next time, the other way round it would be missed for ever. */
async function readChanges(reading: Reading, query: CompiledQuery, before: QueryProgress, stamp: Stamp): Promise<QueryProgress> {
  const scan = isIdScanDue(reading, before) ? await scanIds(reading, query) : undefined;
  const newer = await readNewer(reading, query, stamp);
  const known = reading.knownIds.get(query.name);
  if (scan === undefined) {
    for (const id of newer.told) known?.add(id);
    await reading.batches.add({ type: 'end', query: query.name, coverage: 'delta' });
    return { ...before, stamp: newer.stamp };
  }
  const present = new Set([...scan.ids, ...newer.told]);
  // An entry that came in with a moved container is there without a new stamp.
  if (known !== undefined && idsWithout(scan.ids, known).some((id) => !newer.told.has(id))) return readAll(reading, query);
  await endWith(reading, query, present, known);
  reading.knownIds.set(query.name, present);
  return { ...before, entries: present.size, idScan: scan.idScan, stamp: newer.stamp };
}

async function endWith(reading: Reading, query: CompiledQuery, present: Set<string>, known: Set<string> | undefined): Promise<void> {
  const { batches } = reading;
  if (known === undefined) await batches.addIds('present', query.name, present);
  else await batches.addIds('gone', query.name, idsWithout(known, present));
  await batches.add({ type: 'end', query: query.name, coverage: known === undefined ? 'snapshot' : 'delta' });
}

interface Newer {
  readonly told: Set<string>;
  readonly stamp: Stamp;
}

async function readNewer(reading: Reading, query: CompiledQuery, stamp: Stamp): Promise<Newer> {
  const searchedAt = reading.clock.now();
  const newest = new NewestStamp();
  const isNewer = new GreaterThanEqualsFilter({ attribute: stamp.attribute, value: searchFrom(stamp) });
  const told = await tell(reading, query, { ...wholeOf(query), filter: new AndFilter({ filters: [query.filter, isNewer] }) }, newest);
  const seen = newest.newestOf(stamp.attribute);
  const advanced = seen > stamp.newest ? { newest: seen, seenAt: reading.clock.now() } : {};
  return { told, stamp: { ...stamp, ...advanced, searchedAt } };
}

/** Tells every entry that the search finds; their ids. */
async function tell(reading: Reading, query: CompiledQuery, search: Omit<Search, 'attributes'>, newest: NewestStamp): Promise<Set<string>> {
  const told = new Set<string>();
  for await (const message of pagedSearch(reading, query, { ...search, attributes: query.decoder.requestedAttributes })) {
    const { entry, bytes, entryCsn, modifyTimestamp } = query.decoder.decode(message);
    newest.add(entryCsn, modifyTimestamp);
    told.add(entry.entryUuid);
    await reading.batches.add({ type: 'entry', entry }, bytes);
  }
  return told;
}

function isIdScanDue(reading: Reading, before: QueryProgress): boolean {
  const { idScan } = before;
  if (!reading.believesAbsence) return false;
  return idScan === undefined || reading.clock.now() - idScan.endedAt >= (ID_SCAN_SHARE - 1) * idScan.tookMs;
}

interface IdScan {
  readonly ids: Set<string>;
  readonly idScan: NonNullable<QueryProgress['idScan']>;
}

async function scanIds(reading: Reading, query: CompiledQuery): Promise<IdScan> {
  const startedAt = reading.clock.now();
  const ids = new Set<string>();
  for await (const message of pagedSearch(reading, query, { ...wholeOf(query), attributes: ['entryUUID'] })) ids.add(entryUuidOf(message));
  refuseSuddenEmptiness(reading, query, ids.size);
  const endedAt = reading.clock.now();
  return { ids, idScan: { endedAt, tookMs: endedAt - startedAt } };
}

function noStamps(reading: Reading, query: CompiledQuery): OperatorError {
  return new OperatorError(
    'DirectoryIncomplete',
    `${searchAt(placeOf(reading, query))} shows neither entryCSN nor modifyTimestamp of every entry, so changes cannot be found; give the bind DN read access to the operational attributes`,
  );
}
