import { authenticateMaster } from './authentication.ts';
import type { ContextState, StoredUser } from './context-state.ts';
import type { Installation } from './installation.ts';
import type { UserCopyOperations } from './operations.ts';
import type { ContextData } from './ox-data.ts';
import { invalidData, noSuchContext, noSuchUser, Refusal, storageFailure } from './ox-fault.ts';
import { idOnly, resolveUserId } from './references.ts';
import { type ServiceHandlers, write } from './service-handlers.ts';

function requireId(ctx: ContextData | undefined, type: 'source' | 'destination'): number {
  if (ctx?.id === undefined) throw invalidData(`Client sent invalid ${type} context data object`);
  return ctx.id;
}

function findContext(ox: Installation, id: number): ContextState {
  const context = ox.contexts.get(id);
  if (context === undefined) throw noSuchContext(`The context ${id} does not exist!`);
  return context;
}

/** A name that is taken is looked for where the client sends it, and comes up later where he does not. The end of that text is not known. */
function checkNameFree(dest: ContextState, sent: string | undefined, stored: string): void {
  if (sent !== undefined && dest.userNamed(sent) !== undefined)
    throw new Refusal('UserExistsException', `User ${sent} already exists in context ${dest.id}`);
  if (dest.userNamed(stored) === undefined) return;
  const message = `A user named ${stored} already exists in destination context ${dest.id}.`;
  throw storageFailure(`UCP-0011 Categories=USER_INPUT Message='${message}' exceptionID=-1532431123-${dest.id}`);
}

/**
 * The person with fields, rights and data, but with the groups, accounts and deputies of nobody: those belong to the context.
 * Mail addresses are not compared, for the copy is written straight into the database.
 */
function copyInto(dest: ContextState, user: StoredUser): number {
  const id = dest.takeId();
  dest.putUser({ ...user, id, data: { ...user.data, id, contextadmin: false } });
  return id;
}

/** OXUserCopyService. */
export const userCopyService: ServiceHandlers<UserCopyOperations> = {
  copyUser: write((ox, { user: sent, src, dest, auth }) => {
    if (sent === undefined) throw invalidData('The given source user object is null');
    authenticateMaster(ox, auth);
    const ids = [requireId(src, 'source'), requireId(dest, 'destination')] as const;
    const [from, to] = [findContext(ox, ids[0]), findContext(ox, ids[1])];
    const id = resolveUserId(from, sent);
    const user = from.users.get(id);
    if (user === undefined) throw noSuchUser(`No such user ${id} in context ${from.id}`);
    checkNameFree(to, sent.name, user.name);
    return idOnly(copyInto(to, user));
  }),
};
