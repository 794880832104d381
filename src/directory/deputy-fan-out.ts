import type { Cache, ListKey, Priority } from '../cache/index.ts';
import type { DeputyContent } from './list-content.ts';

/**
 * What a user grants becomes one object in the user's context. A grant is `<source id of the deputy> <mail> <calendar> <0 or 1>`; OX knows
 * deputies only within a context, so those who live elsewhere are unresolved like those who are no users. While the user has no context
 * everything stays as it is. Answers whether anything changed.
 */
export function grantOut(cache: Cache, list: ListKey & DeputyContent & { readonly name: string }, priority: Priority): boolean {
  const { kind, owner, sourceId, name, fault } = list;
  const resolved = cache.directories.resolvedMembers(list);
  // The list names its own user as well.
  const grantor = resolved.find((member) => member.sourceId === sourceId);
  if (grantor === undefined) return false;
  const { contextId } = grantor;
  const byDn = new Map(resolved.map((member) => [member.dn, member]));
  const memberIds = [grantor.id];
  const grants: string[] = [];
  const unresolved: string[] = [];
  for (const { dn, mail, calendar, sendOnBehalfOf } of list.grants) {
    const deputy = byDn.get(dn);
    if (deputy?.contextId === contextId) {
      memberIds.push(deputy.id);
      grants.push(`${deputy.sourceId} ${mail} ${calendar} ${sendOnBehalfOf ? 1 : 0}`);
    } else unresolved.push(deputy === undefined ? dn : `${dn} (in context ${deputy.contextId}, not ${contextId})`);
  }
  const fields = { grants: grants.sort(), unresolved: unresolved.sort() };
  const { id, changed } = cache.objects.put({ kind, owner, sourceId, contextId, name, fields, fault }, priority);
  // Equal grants may be of another row: that of a deputy who had left OX and came back.
  cache.objects.setMembers(id, memberIds);
  return changed;
}
