import { type CacheTrouble, cacheTroubleOf } from '../cache/index.ts';
import type { Outage } from './outage-gate.ts';

const FOUND: Readonly<Record<CacheTrouble['kind'], string>> = {
  damaged: 'is damaged',
  newer: 'belongs to a newer version',
  foreign: 'belongs to something else',
  inUse: 'is in the hands of another process',
  noSpace: 'finds no space on its disk',
  readOnly: 'cannot be written',
  ioError: 'cannot be read or written',
  broken: 'cannot be opened',
};

/** What an error of the cache file means: nothing is written to OX of which nothing can be noted. `undefined` for any other error. */
export function cacheOutageOf(error: unknown): Omit<Outage, 'since'> | undefined {
  const trouble = cacheTroubleOf(error);
  if (trouble === undefined) return undefined;
  const { kind, reason, message } = trouble;
  const whole = `the cache file ${FOUND[kind]} (${message}): nothing is written to OX as long as nothing can be noted of it`;
  return { scope: 'everything', reason, message: whole };
}

/** Whether it is not OX that work waits for. */
export function isOfCache(outage: Pick<Outage, 'reason'> | undefined): boolean {
  return outage?.reason === 'CacheUnavailable' || outage?.reason === 'CacheDamaged';
}
