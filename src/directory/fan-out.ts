import { type Cache, fingerprint, type ListKey, type Priority, type ResolvedMember } from '../cache/index.ts';
import type { Fault, Fields } from '../model/index.ts';
import { grantOut } from './deputy-fan-out.ts';
import { type AccountContent, contentOf, type DeputyContent, type GroupContent } from './list-content.ts';

/** Makes of a member list what is desired in OX. Answers whether any of it changed. */
export function fanOut(cache: Cache, key: ListKey, priority: Priority): boolean {
  const list = cache.directories.list(key);
  if (list === undefined) return retireList(cache, key);
  const { name } = list;
  switch (key.kind) {
    case 'Group': {
      const content = contentOf<GroupContent>(list);
      if ('outOfScope' in content) return retireList(cache, key);
      const { displayName, nested = false, fault } = content;
      const members = cache.directories.resolvedMembers(key, nested);
      return putParts(cache, { ...key, name, members, fields: { displayname: displayName }, fault }, priority);
    }
    case 'FunctionalAccount': {
      const { accountName, personal, loginTemplate, fault } = contentOf<AccountContent>(list);
      const members = cache.directories.resolvedMembers(key);
      const fields = { accountName, personal, loginTemplate, accountUuid: key.sourceId };
      return putParts(cache, { ...key, name, members, fields, fault }, priority);
    }
    case 'DeputyPermission':
      return grantOut(cache, { ...key, name, ...contentOf<DeputyContent>(list) }, priority);
  }
}

/** Nothing of a list is wanted anywhere any more. */
export function retireList(cache: Cache, key: ListKey): boolean {
  return retireParts(cache, key, () => true);
}

interface Whole extends ListKey {
  readonly name: string;
  readonly members: readonly ResolvedMember[];
  readonly fields: Fields;
  readonly fault: Fault | undefined;
}

/**
 * OX knows groups and accounts only within a context: one of a directory becomes one in each context that its members live in, which is
 * its partition.
 */
function putParts(cache: Cache, whole: Whole, priority: Priority): boolean {
  const { kind, owner, sourceId, name, members, fault } = whole;
  const byContext = Map.groupBy(members, (member) => member.contextId);
  let changed = retireParts(cache, whole, (contextId) => !byContext.has(contextId));
  for (const [contextId, inContext] of byContext) {
    const ids = inContext.map((member) => member.id);
    // The digest makes a change of members a change of the object; ids in OX are looked up when it is written.
    const fields = { ...whole.fields, members: fingerprint(ids.join(',')) };
    const part = cache.objects.put({ kind, owner, sourceId, contextId, name, fields, fault }, priority, contextId);
    if (part.changed) cache.objects.setMembers(part.id, ids);
    changed ||= part.changed;
  }
  return changed;
}

function retireParts(cache: Cache, { kind, owner, sourceId }: ListKey, isUnwanted: (contextId: number) => boolean): boolean {
  let changed = false;
  for (const { partition } of cache.objects.parts(kind, owner, sourceId)) {
    if (isUnwanted(partition)) changed = cache.objects.retire(kind, owner, sourceId, partition) || changed;
  }
  return changed;
}
