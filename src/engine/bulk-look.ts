import type { Cache, CachedObject } from '../cache/index.ts';
import type { AppliedRecord } from '../model/index.ts';

/**
 * What a look at the whole context saw of an object that nothing is known of, or whose record is in doubt. Never for one whose own write is
 * open, that is to be deleted, or that is on its way from one context to another: these are looked at where they are. That nothing was seen
 * means nothing: a creation is refused by OX where there is one.
 */
export function sightingOf(object: CachedObject, cache: Cache): AppliedRecord | undefined {
  if (object.desired === undefined || object.attemptedIn !== undefined || !isUnknown(object)) return undefined;
  const seen = cache.sightings.find(object);
  if (seen === undefined || object.applied === undefined) return seen;
  return object.applied.oxId === seen.oxId ? seen : undefined;
}

function isUnknown({ applied, lookFirst, contextId, name }: CachedObject): boolean {
  if (applied === undefined) return true;
  const isAtHome = applied.contextId === contextId && applied.remains === undefined && applied.movingTo === undefined;
  return lookFirst && isAtHome && applied.name.toLowerCase() === name.toLowerCase();
}
