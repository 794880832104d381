import { type ContextState, DEFAULT_GROUP_ID, type StoredGroup } from './context-state.ts';
import { checkCharacters, javaList } from './names.ts';
import type { GroupData, UserData } from './ox-data.ts';
import { invalidData, noSuchGroup, noSuchUser, storageFailure } from './ox-fault.ts';
import type { OxSettings } from './ox-settings.ts';
import { resolveGroupId, resolveUserId } from './references.ts';

export function createGroup(settings: OxSettings, context: ContextState, sent: GroupData): GroupData {
  const missing = (['displayname', 'name'] as const).filter((field) => (sent[field] ?? '') === '');
  if (missing.length > 0) throw invalidData(`Mandatory fields not set: ${javaList(missing)}`);
  const name = checkedName(settings, sent.name ?? '');
  if (context.groupNamed(name) !== undefined) throw invalidData('Group already exists!');
  const members = sent.members ?? [];
  checkMembers(context, members);
  const id = context.takeId();
  checkOnce(context, id, members);
  context.putGroup({ id, name, displayname: sent.displayname ?? '' });
  context.setMembers(id, members);
  return { id, name, displayname: sent.displayname, members };
}

/** Members that are not sent arrive as an empty list, so a change without them empties the group. */
export function changeGroup(settings: OxSettings, context: ContextState, sent: GroupData): void {
  const id = resolveGroupId(context, sent);
  const name = sent.name === undefined ? undefined : checkedName(settings, sent.name);
  checkNameFree(context, id, name);
  const members = sent.members ?? (settings.groupChangeWithoutMembersEmpties ? [] : undefined);
  checkMembers(context, members ?? []);
  const group = context.groups.get(id);
  if (group === undefined) throw noSuchGroup('No such group');
  checkOnce(context, id, members ?? []);
  context.putGroup({ id, name: name ?? group.name, displayname: sent.displayname ?? group.displayname });
  if (members !== undefined) context.setMembers(id, members);
}

export function deleteGroups(context: ContextState, sent: readonly GroupData[]): void {
  const ids = sent.map((group) => resolveGroupId(context, group));
  if (ids.includes(DEFAULT_GROUP_ID)) throw invalidData('Group with id 1 cannot be deleted');
  if (ids.some((id) => !context.groups.has(id))) throw noSuchGroup('No such group');
  const groups: StoredGroup[] = ids.flatMap((id) => context.groups.get(id) ?? []);
  for (const group of groups) context.removeGroup(group);
}

/** All or none: one who is a member already spoils the call. */
export function addMembers(context: ContextState, group: StoredGroup, sent: readonly UserData[]): void {
  const ids = sent.map((user) => resolveUserId(context, user));
  checkMembers(context, ids);
  if (ids.some((id) => context.isMember(group.id, id))) throw invalidData('Member already exists in group');
  checkOnce(context, group.id, ids);
  for (const id of ids) context.addMember(group.id, id);
}

/** Who is no member is passed over; what OX does then is not known. */
export function removeMembers(context: ContextState, group: StoredGroup, sent: readonly UserData[]): void {
  const ids = sent.map((user) => resolveUserId(context, user));
  if (ids.some((id) => !context.users.has(id))) throw noSuchUser('No such user');
  for (const id of ids) context.removeMember(group.id, id);
}

function checkedName(settings: OxSettings, sent: string): string {
  const name = settings.groupAutoLowercase ? sent.toLowerCase() : sent;
  if (settings.groupCheckNotAllowedChars) checkCharacters(name, settings.groupNameCharacter);
  if (name.trim() === '') throw invalidData('Invalid group name');
  return name;
}

function checkNameFree(context: ContextState, id: number, name: string | undefined): void {
  const owner = name === undefined ? undefined : context.groupNamed(name);
  if (owner !== undefined && owner.id !== id) throw invalidData(`Group ${name} already exists in this context`);
}

function checkMembers(context: ContextState, ids: readonly number[]): void {
  for (const id of ids) {
    const user = context.users.get(id);
    if (user === undefined) throw noSuchUser('No such user');
    if (user.guestCreatedBy !== 0) throw noSuchUser('Cannot add guest user to group');
  }
}

/** The database refuses a member who is sent twice, after the group has taken its id. */
function checkOnce(context: ContextState, groupId: number, ids: readonly number[]): void {
  const seen = new Set<number>();
  for (const id of ids) {
    if (seen.has(id)) {
      throw storageFailure(`java.sql.BatchUpdateException: Duplicate entry '${context.id}-${groupId}-${id}' for key 'PRIMARY'`);
    }
    seen.add(id);
  }
}
