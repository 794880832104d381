import { type Cache, fingerprint, type ListKey, type Priority, type ResolvedMember } from '../cache/index.ts';
import type { Fault, Fields } from '../model/index.ts';
import type { Departures } from './departures.ts';
import { grantOut } from './deputy-fan-out.ts';
import { type AccountContent, contentOf, type DeputyContent, type GroupContent } from './list-content.ts';

interface FanOutTools {
  readonly cache: Cache;
  readonly departures: Departures;
  readonly priority: Priority;
}

/** Makes of a member list what is desired in OX. Answers whether any of it changed. */
export function fanOut(tools: FanOutTools, key: ListKey): boolean {
  const { cache, departures, priority } = tools;
  const list = cache.directories.list(key);
  if (list === undefined) return false;
  const { name } = list;
  switch (key.kind) {
    case 'Group': {
      const content = contentOf<GroupContent>(list);
      if ('outOfScope' in content) return departures.leave('Group', key.sourceId, 'outOfScope').news > 0;
      const { displayName, nested = false, fault } = content;
      const members = cache.directories.resolvedMembers(key, nested);
      return putParts(tools, { ...key, name, members, fields: { displayname: displayName }, fault });
    }
    case 'FunctionalAccount': {
      const { accountName, personal, loginTemplate, fault } = contentOf<AccountContent>(list);
      const members = cache.directories.resolvedMembers(key);
      const fields = { accountName, personal, loginTemplate, accountUuid: key.sourceId };
      return putParts(tools, { ...key, name, members, fields, fault });
    }
    case 'DeputyPermission':
      return grantOut(cache, { ...key, name, ...contentOf<DeputyContent>(list) }, priority);
  }
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
function putParts(tools: FanOutTools, whole: Whole): boolean {
  const { cache, priority } = tools;
  const { kind, owner, sourceId, name, members, fault } = whole;
  const byContext = Map.groupBy(members, (member) => member.contextId);
  let changed = leaveParts(tools, whole, new Set(byContext.keys()));
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

/** A part whose members moved to another context follows them; one without members is no group any more. */
function leaveParts({ cache, departures }: FanOutTools, { kind, owner, sourceId, members }: Whole, wanted: ReadonlySet<number>): boolean {
  let changed = false;
  const present = new Set(members.map(({ id }) => id));
  for (const { id, partition } of cache.objects.parts(kind, owner, sourceId)) {
    const part = wanted.has(partition) ? undefined : cache.objects.load(id);
    if (part?.desired === undefined) continue;
    const hasMoved = cache.objects.memberIds(id).some((member) => present.has(member));
    const isNews = hasMoved ? cache.objects.retire(kind, owner, sourceId, partition) : departures.leaveOne(part, 'emptied');
    changed ||= isNews;
  }
  return changed;
}
