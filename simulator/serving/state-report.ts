import type { ContextState, GroupData, ModuleFlag, OxSimulation, StoredContext, UserData } from '../state/index.ts';

export interface ContextReport extends StoredContext {
  readonly users: number;
  readonly groups: number;
}

/** A user without the password. */
export interface UserReport extends UserData {
  /** The module access that is on. */
  readonly rights: readonly ModuleFlag[];
  readonly capabilities: readonly string[];
  readonly mailAddressPersonal: string;
  /** Whose guest; 0 for a user. */
  readonly guestCreatedBy: number;
}

export function reportContexts(ox: OxSimulation): readonly ContextReport[] {
  return [...ox.installation.contexts.values()].map((context) => ({
    ...context.record,
    users: context.users.size,
    groups: context.groups.size,
  }));
}

export function reportUsers(context: ContextState): readonly UserReport[] {
  return [...context.users.values()].map(({ data, access, capabilities, personal, guestCreatedBy }) => ({
    ...data,
    rights: (Object.keys(access) as ModuleFlag[]).filter((flag) => access[flag]),
    capabilities,
    mailAddressPersonal: personal,
    guestCreatedBy,
  }));
}

export function reportGroups(context: ContextState): readonly GroupData[] {
  return [...context.groups.values()].map((group) => ({ ...group, members: context.membersOf(group.id) }));
}
