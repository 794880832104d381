import type { ContextState, StoredGroup, StoredUser } from './context-state.ts';
import type { GroupData, ResourceData, UserData } from './ox-data.ts';
import { invalidData, noSuchUser, wrappedLookUp } from './ox-fault.ts';

interface Reference {
  readonly id?: number | undefined;
  readonly name?: string | undefined;
}

/**
 * The id that a call means: the sent one, which need not exist, or that of the sent name when the id is absent or 0.
 * Most calls of OX begin with this.
 */
export function resolveUserId(context: ContextState, sent: UserData): number {
  return resolveId(sent, 'user', (name) => {
    const user = context.userNamed(name);
    if (user === undefined) throw wrappedLookUp('NoSuchUserException', `No such user ${name} in context ${context.id}`);
    return user.id;
  });
}

export function resolveGroupId(context: ContextState, sent: GroupData): number {
  return resolveId(sent, 'group', (name) => {
    const group = context.groupNamed(name);
    if (group === undefined) throw wrappedLookUp('NoSuchGroupException', `No such group ${name} in context ${context.id}`);
    return group.id;
  });
}

export function resolveResourceId(context: ContextState, sent: ResourceData): number {
  return resolveId(sent, 'resource', (name) => {
    const resource = context.resources.named(name);
    if (resource === undefined) throw wrappedLookUp('NoSuchResourceException', `No such resource ${name} in context ${context.id}`);
    return resource.id;
  });
}

export function resolveId({ id, name }: Reference, type: string, lookUp: (name: string) => number): number {
  if (id !== undefined && id !== 0) return id;
  if (name !== undefined) return lookUp(name);
  throw invalidData(`One ${type}object has no ${type}id or ${type}name`);
}

export function resolveUser(context: ContextState, sent: UserData): StoredUser {
  const id = resolveUserId(context, sent);
  const user = context.users.get(id);
  if (user === undefined) throw noSuchUser(`No such user ${id} in context ${context.id}`);
  return user;
}

export function groupAnswer(context: ContextState, group: StoredGroup): GroupData {
  return { ...group, members: context.membersOf(group.id) };
}

/** What lists of users consist of: OX fills in what Java fills in by itself. */
export function idOnly(id: number): UserData {
  return {
    id,
    contextadmin: false,
    imapPort: 143,
    imapSchema: 'imap://',
    smtpPort: 25,
    smtpSchema: 'smtp://',
    convert_drive_user_folders: false,
  };
}
