import { FilterParser } from 'ldapts';
import { type Clock, OperatorError } from '../model/index.ts';
import type { ChangeBatches } from './change-batches.ts';
import type { CompiledQuery } from './compiled-query.ts';
import type { LdapConnection } from './ldap-connection.ts';
import type { QueryProgress } from './ldap-cursor.ts';
import { resultCodes, type SearchPlace, searchAt, searchError } from './ldap-errors.ts';

/** What both ways of reading a directory need. */
export interface Reading {
  readonly connection: LdapConnection;
  readonly batches: ChangeBatches;
  readonly clock: Clock;
  readonly pageSize: number;
  /** False when the server may lag behind what was seen elsewhere: what it lacks is not taken for gone. */
  readonly believesAbsence: boolean;
  /** How many entries a query had when it was last read to its end; 0 when that is not known. */
  readonly entriesBefore: (query: string) => number;
  /**
   * The entryUUIDs of every entry that the consumer was told, by query; missing where that is not known, as after a restart.
   * Kept up to date by whoever reads.
   */
  readonly knownIds: Map<string, Set<string>>;
  /** Whether an answer without any entry is believed where `known` entries were. */
  readonly acceptsEmpty: (query: string, known: number) => boolean;
}

/** How far the queries were read before and after; by name. */
export type Progress = ReadonlyMap<string, QueryProgress>;

/** How far a directory was read. */
export interface Position {
  readonly queries: Progress;
  /** Content sync: digest of the containers and their names. */
  readonly containers?: string;
}

/** From so many entries on an empty answer is taken for a fault. */
export const PLENTY = 5;

export function placeOf(reading: Reading, query: CompiledQuery): SearchPlace {
  return { url: reading.connection.url, base: query.base, filter: query.filterText };
}

function knownEntries(reading: Reading, query: CompiledQuery): number {
  return reading.knownIds.get(query.name)?.size ?? reading.entriesBefore(query.name);
}

/** Fails when nothing was found where plenty was known: a lost right to read looks exactly like that. */
export function refuseSuddenEmptiness(reading: Reading, query: CompiledQuery, found: number): void {
  const known = knownEntries(reading, query);
  if (found > 0 || known < PLENTY || reading.acceptsEmpty(query.name, known)) return;
  throw new OperatorError(
    'DirectoryIncomplete',
    `${searchAt(placeOf(reading, query))} found nothing, where there were ${known} entries before; nothing is deleted. Check that the bind DN may still read them`,
  );
}

/** Before single entries are called gone: does the bind still see any? */
export async function refuseSuddenBlindness(reading: Reading, query: CompiledQuery): Promise<void> {
  if (knownEntries(reading, query) < PLENTY) return;
  let found = 0;
  for await (const answers of reading.connection.search([{ ...wholeOf(query), attributes: ['1.1'], sizeLimit: 1 }])) {
    for (const { message } of answers) {
      if (message.type === 'entry') found += 1;
      else if (message.type === 'done' && !isCompleteOrLimited(message.result.code))
        throw searchError(message.result, placeOf(reading, query));
    }
  }
  refuseSuddenEmptiness(reading, query, found);
}

export function wholeOf(query: CompiledQuery): { readonly base: string; readonly scope: 'sub'; readonly filter: CompiledQuery['filter'] } {
  return { base: query.base, scope: 'sub', filter: query.filter };
}

/** Part of the tree lies on a server that is not asked. */
export function referenceError(reading: Reading, query: CompiledQuery, urls: readonly string[]): OperatorError {
  return new OperatorError(
    'DirectoryIncomplete',
    `${searchAt(placeOf(reading, query))} was partly referred to ${urls.join(', ')}; name a server that holds the whole tree`,
  );
}

export const anyEntry = FilterParser.parseString('(objectClass=*)');

function isCompleteOrLimited(code: number): boolean {
  return code === resultCodes.success || code === resultCodes.sizeLimitExceeded;
}
