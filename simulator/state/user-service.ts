import { authenticateContextAdmin, authorize, type ContextCall, identifyChanger, identifyReader } from './authentication.ts';
import { changeCapabilities, checkCapabilities } from './capabilities.ts';
import type { ContextState, StoredUser } from './context-state.ts';
import type { Installation } from './installation.ts';
import { checkAccess, combinationName, completeAccess, namedAccess, withoutPublicFolders } from './module-access.ts';
import type { UserOperations } from './operations.ts';
import type { ModuleAccess, UserData } from './ox-data.ts';
import { invalidData, noSuchUser } from './ox-fault.ts';
import { resolveUser, resolveUserId } from './references.ts';
import { read, type ServiceHandlers, write } from './service-handlers.ts';
import { changedUser, checkUserChange } from './user-change.ts';
import { checkNewUser, storeNewUser } from './user-create.ts';
import { deleteUsers } from './user-delete.ts';
import { listByAliasDomain, listUsers, readUsers, userExists } from './user-read.ts';

/** The texts for missing arguments other than those of change are by analogy. */
function required<Value>(value: Value | undefined, text: string): Value {
  if (value === undefined) throw invalidData(text);
  return value;
}

const argumentNull = (operation: string): string => `One of the given arguments for ${operation} is null`;

interface CreateCall extends ContextCall {
  readonly usrdata?: UserData | undefined;
  readonly convertguest?: boolean | undefined;
}

function createUser(ox: Installation, args: CreateCall, accessIn: (context: ContextState) => ModuleAccess): UserData {
  const sent = required(args.usrdata, argumentNull('create'));
  const context = authenticateContextAdmin(ox, args);
  const options = { convertGuest: args.convertguest ?? false };
  checkNewUser(ox, context, sent, options);
  const access = accessIn(context);
  checkAccess(access, false);
  return storeNewUser(ox, context, sent, { ...options, access });
}

interface UserCall extends ContextCall {
  readonly user?: UserData | undefined;
}

/** The user that a call of the context admin is about. */
function findUser(ox: Installation, args: UserCall, nullText: string): { context: ContextState; user: StoredUser } {
  const sent = required(args.user, nullText);
  const context = authenticateContextAdmin(ox, args);
  return { context, user: resolveUser(context, sent) };
}

function changeAccess(ox: Installation, args: UserCall, access: ModuleAccess): void {
  const { context, user } = findUser(ox, args, 'User or UserModuleAccess is null');
  checkAccess(access, context.isAdmin(user.id));
  context.putUser({ ...user, access });
}

function change(ox: Installation, args: Parameters<UserOperations['change']>[0]): void {
  const sent = required(args.usrdata, argumentNull('change'));
  const caller = identifyChanger(ox, args);
  const { context } = caller;
  const id = resolveUserId(context, sent);
  authorize(caller, args.auth, [id]);
  const stored = context.users.get(id);
  if (stored === undefined) throw noSuchUser(`No such user ${id} in context ${context.id}`);
  checkUserChange(ox, context, stored, sent);
  context.putUser(changedUser(stored, sent, ox.settings));
}

function readAs(ox: Installation, args: ContextCall, sent: readonly UserData[]): readonly UserData[] {
  const caller = identifyReader(ox, args, invalidData('Context invalid'));
  return readUsers(caller, args.auth, sent);
}

/** OXUserService. */
export const userService: ServiceHandlers<UserOperations> = {
  create: write((ox, args) => createUser(ox, args, (context) => withoutPublicFolders(context.admin.access))),
  createByModuleAccess: write((ox, { access, ...args }) => {
    const complete = completeAccess(required(access, argumentNull('create')));
    return createUser(ox, args, () => complete);
  }),
  createByModuleAccessName: write((ox, { access_combination_name: name, ...args }) => {
    const combination = required(name, argumentNull('create'));
    return createUser(ox, args, () => withoutPublicFolders(namedAccess(ox.settings, combination)));
  }),
  change: write(change),
  changeByModuleAccess: write((ox, args) => {
    changeAccess(ox, args, completeAccess(required(args.moduleAccess, 'User or UserModuleAccess is null')));
  }),
  changeByModuleAccessName: write((ox, args) => {
    const name = args.access_combination_name ?? '';
    if (name.trim() === '') throw invalidData('User or UserModuleAccess is null');
    const { context, user } = findUser(ox, args, 'User or UserModuleAccess is null');
    const access = namedAccess(ox.settings, name);
    context.putUser({ ...user, access: context.isAdmin(user.id) ? access : withoutPublicFolders(access) });
  }),
  changeCapabilities: write((ox, args) => {
    checkCapabilities(args);
    const { context, user } = findUser(ox, args, 'User object is null');
    context.putUser({ ...user, capabilities: changeCapabilities(user.capabilities, args) });
  }),
  changeMailAddressPersonal: write((ox, args) => {
    const { context, user } = findUser(ox, args, 'User object is null');
    context.putUser({ ...user, personal: args.personal ?? '' });
  }),
  delete: write((ox, args) => {
    const user = required(args.user, 'User array is empty');
    deleteUsers(authenticateContextAdmin(ox, args), [user], args.reassign);
  }),
  deleteMultiple: write((ox, args) => {
    const users = args.users ?? [];
    if (users.length === 0) throw invalidData('User array is empty');
    deleteUsers(authenticateContextAdmin(ox, args), users, args.reassign);
  }),
  exists: read((ox, args) => {
    const user = required(args.user, argumentNull('exists'));
    return userExists(authenticateContextAdmin(ox, args), user);
  }),
  getAccessCombinationName: read((ox, args) => combinationName(ox.settings, findUser(ox, args, 'User object is null').user.access)),
  getContextAdmin: read((ox, args) => authenticateContextAdmin(ox, args).admin.data),
  getData: read((ox, args) => {
    const [user] = readAs(ox, args, [args.user ?? {}]);
    return user ?? {};
  }),
  getModuleAccess: read((ox, args) => findUser(ox, args, 'User object is null').user.access),
  getMultipleData: read((ox, args) => readAs(ox, args, args.users ?? [])),
  getUserCapabilities: read((ox, args) => {
    const { context, user } = findUser(ox, args, 'User object is null');
    if (user.capabilities.length > 0) return user.capabilities.join(', ');
    return `There are no capabilities set for user ${user.id} in context ${context.id}`;
  }),
  list: read((ox, args) => listUsers(authenticateContextAdmin(ox, args), args.search_pattern, args)),
  listAll: read((ox, args) => listUsers(authenticateContextAdmin(ox, args), '*', args)),
  listByAliasDomain: read((ox, args) => listByAliasDomain(authenticateContextAdmin(ox, args), args.alias_domain)),
  listCaseInsensitive: read((ox, args) => listUsers(authenticateContextAdmin(ox, args), args.search_pattern, {})),
};
