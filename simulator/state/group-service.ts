import { authenticateContextAdmin, type ContextCall } from './authentication.ts';
import { type ContextState, DEFAULT_GROUP_ID, type StoredGroup } from './context-state.ts';
import { addMembers, changeGroup, createGroup, deleteGroups, removeMembers } from './group-write.ts';
import type { Installation } from './installation.ts';
import { matcherOf } from './names.ts';
import type { GroupOperations } from './operations.ts';
import type { GroupData, UserData } from './ox-data.ts';
import { invalidData, noSuchGroup } from './ox-fault.ts';
import { groupAnswer, idOnly, resolveGroupId, resolveUser } from './references.ts';
import { read, type ServiceHandlers, write } from './service-handlers.ts';

interface GroupCall extends ContextCall {
  readonly grp?: GroupData | undefined;
}

/** The texts for missing arguments are by analogy. */
function argumentsOf(ox: Installation, args: GroupCall): { context: ContextState; sent: GroupData } {
  if (args.grp === undefined) throw invalidData('Group object is null');
  return { context: authenticateContextAdmin(ox, args), sent: args.grp };
}

function findGroup(ox: Installation, args: GroupCall): { context: ContextState; group: StoredGroup } {
  const { context, sent } = argumentsOf(ox, args);
  const group = context.groups.get(resolveGroupId(context, sent));
  if (group === undefined) throw noSuchGroup('No such group');
  return { context, group };
}

function readMany(context: ContextState, sent: readonly GroupData[]): readonly GroupData[] {
  return sent.map(({ id, name }) => {
    if (id === undefined && name === undefined) throw invalidData('Groupname and groupid missing! Cannot resolve group data');
    const group = id === undefined ? context.groupNamed(name ?? '') : context.groups.get(id);
    if (group === undefined) throw noSuchGroup(`No such group ${id ?? name}`);
    return groupAnswer(context, group);
  });
}

/** Groups whose name or display name matches, with their members. */
function listGroups(context: ContextState, pattern: string | undefined): readonly GroupData[] {
  if (pattern === undefined) throw invalidData('');
  const matches = matcherOf(pattern);
  return [...context.groups.values()]
    .filter((group) => matches(group.name) || matches(group.displayname))
    .map((group) => groupAnswer(context, group));
}

function membersOf(ox: Installation, args: GroupCall): readonly UserData[] {
  const { context, group } = findGroup(ox, args);
  return context.membersOf(group.id).map(idOnly);
}

/** OXGroupService. */
export const groupService: ServiceHandlers<GroupOperations> = {
  create: write((ox, args) => {
    const { context, sent } = argumentsOf(ox, args);
    return createGroup(ox.settings, context, sent);
  }),
  change: write((ox, args) => {
    const { context, sent } = argumentsOf(ox, args);
    changeGroup(ox.settings, context, sent);
  }),
  delete: write((ox, args) => {
    const { context, sent } = argumentsOf(ox, args);
    deleteGroups(context, [sent]);
  }),
  deleteMultiple: write((ox, args) => deleteGroups(authenticateContextAdmin(ox, args), args.grps ?? [])),
  getData: read((ox, args) => {
    const { context, group } = findGroup(ox, args);
    return groupAnswer(context, group);
  }),
  getMultipleData: read((ox, args) => readMany(authenticateContextAdmin(ox, args), args.grps ?? [])),
  getDefaultGroup: read((ox, args) => {
    authenticateContextAdmin(ox, args);
    return { id: DEFAULT_GROUP_ID };
  }),
  getMembers: read(membersOf),
  list: read((ox, args) => listGroups(authenticateContextAdmin(ox, args), args.pattern)),
  listAll: read((ox, args) => listGroups(authenticateContextAdmin(ox, args), '*')),
  listGroupsForUser: read((ox, args) => {
    if (args.usr === undefined) throw invalidData('User object is null');
    const context = authenticateContextAdmin(ox, args);
    const user = resolveUser(context, args.usr);
    return context.groupsOf(user.id).map((group) => groupAnswer(context, group));
  }),
  addMember: write((ox, args) => {
    if (args.members === undefined) return;
    const { context, group } = findGroup(ox, args);
    addMembers(context, group, args.members);
  }),
  removeMember: write((ox, args) => {
    if (args.members === undefined) return;
    const { context, group } = findGroup(ox, args);
    removeMembers(context, group, args.members);
  }),
};
