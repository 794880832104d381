import type { ObjectFilter, ObjectState } from '../cache/index.ts';
import { choiceIn, KINDS, REASONS, wholeNumberIn } from '../model/index.ts';

/** Which objects are asked for, and from where on. */
export interface ListQuery {
  readonly filter: ObjectFilter;
  /** Row id where the page before ended. */
  readonly after: number;
  readonly limit: number;
}

/** What was asked cannot be answered; the message says what would be. */
export class BadQuery extends Error {
  override readonly name = 'BadQuery';
}

const STATES = ['pending', 'settled', 'waiting', 'backingOff', 'parked', 'halted', 'discarded'] as const satisfies ObjectState[];

const DEFAULT_LIMIT = 100;
const MAX_LIMIT = 1_000;

/** Reads `search`, `kind`, `context`, `directory`, `state` (several, by commas), `reason`, `limit` and `cursor`. @throws BadQuery */
export function readListQuery(query: URLSearchParams): ListQuery {
  return { filter: readFilter(query), ...readPage(query) };
}

/** Reads `limit` and `cursor`. @throws BadQuery */
export function readPage(query: URLSearchParams): Pick<ListQuery, 'after' | 'limit'> {
  const limit = wholeNumber(query, 'limit') ?? DEFAULT_LIMIT;
  if (limit < 1 || limit > MAX_LIMIT) throw new BadQuery(`limit: found ${limit}, expected 1 to ${MAX_LIMIT}`);
  return { limit, after: wholeNumber(query, 'cursor') ?? 0 };
}

/** What tells objects of one name apart: `kind`, `context` and `directory`. @throws BadQuery */
export function readPlace(query: URLSearchParams): Pick<ObjectFilter, 'kind' | 'contextId' | 'owner'> {
  return {
    kind: oneOf(query, 'kind', KINDS),
    contextId: wholeNumber(query, 'context'),
    owner: query.get('directory') ?? undefined,
  };
}

function readFilter(query: URLSearchParams): ObjectFilter {
  const states = query.get('state')?.split(',');
  return {
    ...readPlace(query),
    search: query.get('search') || undefined,
    states: states?.map((state) => chosen('state', state, STATES)),
    reason: oneOf(query, 'reason', REASONS),
  };
}

function wholeNumber(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name);
  if (text === null || text === '') return undefined;
  const number = wholeNumberIn(text);
  if (number === undefined) throw new BadQuery(`${name}: found ${JSON.stringify(text)}, expected a whole number`);
  return number;
}

function oneOf<T extends string>(query: URLSearchParams, name: string, choices: readonly T[]): T | undefined {
  const text = query.get(name);
  return text === null || text === '' ? undefined : chosen(name, text, choices);
}

function chosen<T extends string>(name: string, text: string, choices: readonly T[]): T {
  const found = choiceIn(text, choices);
  if (found === undefined) throw new BadQuery(`${name}: found ${JSON.stringify(text)}, expected one of ${choices.join(', ')}`);
  return found;
}
