import { type Cache, fingerprint, type Priority } from '../cache/index.ts';
import type { DesiredObject, Fault } from '../model/index.ts';

/**
 * OX knows groups only within a context: a directory's group becomes one desired group in each context that its members live in.
 * Answers whether any of them changed.
 */
export function fanOut(cache: Cache, owner: string, sourceId: string, priority: Priority): boolean {
  const group = cache.directories.group(owner, sourceId);
  if (group === undefined) return retireGroup(cache, owner, sourceId);
  const members = Map.groupBy(cache.directories.resolvedMembers(owner, sourceId), (member) => member.contextId);
  let changed = retireParts(cache, owner, sourceId, (contextId) => !members.has(contextId));
  for (const [contextId, inContext] of members) {
    const ids = inContext.map((member) => member.id);
    const part = cache.objects.put(
      toDesired({ owner, sourceId, contextId, name: group.name, content: group.content }, ids),
      priority,
      contextId,
    );
    if (part.changed) cache.objects.setMembers(part.id, ids);
    changed ||= part.changed;
  }
  return changed;
}

/** The group is wanted nowhere any more. */
export function retireGroup(cache: Cache, owner: string, sourceId: string): boolean {
  return retireParts(cache, owner, sourceId, () => true);
}

function retireParts(cache: Cache, owner: string, sourceId: string, isUnwanted: (contextId: number) => boolean): boolean {
  let changed = false;
  for (const { partition } of cache.objects.parts('Group', owner, sourceId)) {
    if (isUnwanted(partition)) changed = cache.objects.retire('Group', owner, sourceId, partition) || changed;
  }
  return changed;
}

interface GroupPart {
  readonly owner: string;
  readonly sourceId: string;
  readonly contextId: number;
  readonly name: string;
  readonly content: string;
}

function toDesired({ content, ...part }: GroupPart, memberIds: readonly number[]): DesiredObject {
  // The feed wrote this text itself.
  const { displayName, fault } = JSON.parse(content) as { displayName: string; fault?: Fault };
  // The digest makes a change of members a change of the object; ids in OX are looked up when it is written.
  return { kind: 'Group', ...part, fields: { displayname: displayName, members: fingerprint(memberIds.join(',')) }, fault };
}
