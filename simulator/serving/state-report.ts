import type {
  AccountData,
  ContextState,
  GroupData,
  ModuleFlag,
  OxSimulation,
  StoredContext,
  StoredDeputy,
  UserData,
} from '../state/index.ts';

export interface ContextReport extends StoredContext {
  readonly users: number;
  readonly groups: number;
  readonly resources: number;
  readonly accounts: number;
  readonly deputies: number;
}

/** A user without the password. */
export interface UserReport extends UserData {
  /** The module access that is on. */
  readonly rights: readonly ModuleFlag[];
  readonly capabilities: readonly string[];
  readonly mailAddressPersonal: string;
  /** Whose guest; 0 for a user. */
  readonly guestCreatedBy: number;
  /** `context/id` that the person had at first: whose mails and appointments he has, in whatever context he is now. */
  readonly dataOf: string;
}

export interface DeputyReport {
  readonly permissions: readonly StoredDeputy[];
  /** The ids of the users who may not grant by themselves. */
  readonly blocked: readonly number[];
}

export function reportContexts(ox: OxSimulation): readonly ContextReport[] {
  return [...ox.installation.contexts.values()].map((context) => ({
    ...context.record,
    users: context.users.size,
    groups: context.groups.size,
    resources: context.resources.size,
    accounts: context.accounts.all().length,
    deputies: context.deputies.all().length,
  }));
}

export function reportUsers(context: ContextState): readonly UserReport[] {
  return [...context.users.values()].map(({ data, access, capabilities, personal, guestCreatedBy, dataOf }) => ({
    ...data,
    rights: (Object.keys(access) as ModuleFlag[]).filter((flag) => access[flag]),
    capabilities,
    mailAddressPersonal: personal,
    guestCreatedBy,
    dataOf,
  }));
}

export function reportGroups(context: ContextState): readonly GroupData[] {
  return [...context.groups.values()].map((group) => ({ ...group, members: context.membersOf(group.id) }));
}

/** Without passwords. */
export function reportAccounts(context: ContextState): readonly AccountData[] {
  return context.accounts.all().map((account) => ({ ...account, password: undefined, transportPassword: undefined }));
}

export function reportDeputies({ deputies }: ContextState): DeputyReport {
  return { permissions: deputies.all(), blocked: [...deputies.blocked].sort((left, right) => left - right) };
}
