import { authenticateContextAdmin } from './authentication.ts';
import type { ContextState } from './context-state.ts';
import type { Installation } from './installation.ts';
import type { SecondaryAccountOperations } from './operations.ts';
import type { AccountData, CredentialsData, IdData } from './ox-data.ts';
import { invalidData, noSuchUser } from './ox-fault.ts';
import { resolveGroupId, resolveUserId } from './references.ts';
import { createAccount, updateAccount } from './secondary-account-write.ts';
import { read, type ServiceHandlers, write } from './service-handlers.ts';

/** The group of all users, which has no row of its own. */
const EVERYBODY = 0;

interface AccountCall {
  readonly context?: IdData | undefined;
  readonly users?: readonly IdData[] | undefined;
  readonly groups?: readonly IdData[] | undefined;
  readonly auth?: CredentialsData | undefined;
}

interface Sharers {
  readonly context: ContextState;
  /** Each once; `undefined` where neither users nor groups were named. */
  readonly userIds: readonly number[] | undefined;
}

function sharersOf(ox: Installation, { context: ctx, auth, users = [], groups = [] }: AccountCall): Sharers {
  if (ctx === undefined) throw invalidData('Missing context.');
  const context = authenticateContextAdmin(ox, { ctx, auth });
  const named = users.map((user) => checkedUser(context, user));
  const members = groups.map((group) => checkedGroup(context, group)).flatMap((id) => membersOf(context, id));
  return { context, userIds: users.length + groups.length === 0 ? undefined : [...new Set([...named, ...members])] };
}

/** Writes have to name somebody. */
function requireSharers(ox: Installation, args: AccountCall): Required<Sharers> & { readonly userIds: readonly number[] } {
  const { context, userIds } = sharersOf(ox, args);
  if (userIds === undefined) throw invalidData('Missing users/groups in account data');
  return { context, userIds };
}

function checkedUser(context: ContextState, sent: IdData): number {
  const id = resolveUserId(context, sent);
  if (!context.users.has(id)) throw noSuchUser(`No such user ${id} in context ${context.id}`);
  return id;
}

/** A missing group is a missing user to OX. */
function checkedGroup(context: ContextState, sent: IdData): number {
  const id = sent.id === EVERYBODY ? EVERYBODY : resolveGroupId(context, sent);
  if (id !== EVERYBODY && !context.groups.has(id)) throw noSuchUser(`No such group ${id} in context ${context.id}`);
  return id;
}

function membersOf(context: ContextState, groupId: number): readonly number[] {
  if (groupId !== EVERYBODY) return context.membersOf(groupId);
  return [...context.users.values()].filter(({ guestCreatedBy }) => guestCreatedBy === 0).map(({ id }) => id);
}

function requireAddress(primaryAddress: string | undefined): string {
  if (primaryAddress === undefined || primaryAddress.trim() === '') throw invalidData('Primary address is empty.');
  return primaryAddress;
}

function list({ context, userIds }: Sharers): readonly AccountData[] {
  const wanted = userIds === undefined ? undefined : new Set(userIds);
  return context.accounts
    .all()
    .filter(({ userId }) => wanted?.has(userId) ?? true)
    .map((account) => ({ ...account, contextId: context.id }));
}

/** OXSecondaryAccountService. */
export const secondaryAccountService: ServiceHandlers<SecondaryAccountOperations> = {
  create: write((ox, { accountDataOnCreate: data, ...args }) => {
    if (data === undefined) throw invalidData('Account data is missing.');
    const { context, userIds } = requireSharers(ox, args);
    createAccount(context, userIds, data);
  }),
  update: write((ox, { primaryAddress, accountDataUpdate = {}, ...args }) => {
    const address = requireAddress(primaryAddress);
    const { context, userIds } = requireSharers(ox, args);
    return userIds.map((id) => updateAccount(context, context.accounts.find(id, address), accountDataUpdate)).includes(true);
  }),
  delete: write((ox, { primaryAddress, ...args }) => {
    const address = requireAddress(primaryAddress);
    const { context, userIds } = requireSharers(ox, args);
    return userIds.map((id) => context.accounts.remove(id, address)).includes(true);
  }),
  list: read((ox, args) => list(sharersOf(ox, args))),
};
