import { authenticateMaster } from './authentication.ts';
import { changeCapabilities, checkCapabilities } from './capabilities.ts';
import { changeQuota, quotasOf } from './context-quota.ts';
import type { ContextState, StoredContext } from './context-state.ts';
import { changeContext, createContext } from './context-write.ts';
import type { Installation } from './installation.ts';
import { checkAccess, combinationName, completeAccess, namedAccess, newAdminAccess, withoutPublicFolders } from './module-access.ts';
import { matcherOf } from './names.ts';
import type { ContextOperations } from './operations.ts';
import type { ContextData, CredentialsData, ModuleAccess, UserData } from './ox-data.ts';
import { invalidData, noSuchContext } from './ox-fault.ts';
import { resolveId } from './references.ts';
import { read, type ServiceHandlers, write } from './service-handlers.ts';

interface MasterCall {
  readonly ctx?: ContextData | undefined;
  readonly auth?: CredentialsData | undefined;
}

/** Which of OX's texts for a missing context belongs to which operation is known for some of them only. */
function findContext(ox: Installation, args: MasterCall, nullText = 'Context is null'): ContextState {
  if (args.ctx === undefined) throw invalidData(nullText);
  authenticateMaster(ox, args.auth);
  const id = resolveId(args.ctx, 'context', (name) => {
    const context = ox.contextNamed(name);
    if (context === undefined) throw noSuchContext(`Context ${name} does not exist`);
    return context.id;
  });
  const context = ox.contexts.get(id);
  if (context === undefined) throw noSuchContext(`Context ${id} does not exist`);
  return context;
}

function create(
  ox: Installation,
  args: MasterCall & { readonly admin_user?: UserData | undefined },
  access: () => ModuleAccess,
): ContextData {
  if (args.ctx === undefined) throw invalidData('context is null');
  // OX's text for a missing admin is not known.
  if (args.admin_user === undefined) throw invalidData('admin user is null');
  authenticateMaster(ox, args.auth);
  const { id, enabled, maxQuota, filestoreId, loginMappings, name } = createContext(ox, args.ctx, args.admin_user, access()).record;
  return { id, enabled, maxQuota, filestoreId, filestore_name: `${id}_ctx_store`, loginMappings, name, gabMode: args.ctx.gabMode };
}

/** What reads answer: the mapping of the id is left out, an unlimited quota is nil. */
function contextAnswer({ record }: ContextState): ContextData {
  return {
    id: record.id,
    name: record.name,
    enabled: record.enabled,
    filestoreId: record.filestoreId,
    filestore_name: `${record.id}_ctx_store`,
    loginMappings: record.loginMappings.filter((mapping) => mapping !== String(record.id)),
    maxQuota: record.maxQuota < 0 ? undefined : record.maxQuota,
    usedQuota: 0,
    gabMode: record.gabMode,
  };
}

function list(ox: Installation, auth: CredentialsData | undefined, pattern: string | undefined): readonly ContextData[] {
  if (pattern === undefined) throw invalidData('Search pattern is null');
  authenticateMaster(ox, auth);
  const matches = matcherOf(pattern);
  return [...ox.contexts.values()]
    .filter(({ record }) => [String(record.id), record.name, ...record.loginMappings].some(matches))
    .sort((left, right) => left.id - right.id)
    .map(contextAnswer);
}

function page(
  contexts: readonly ContextData[],
  { offset, length }: { offset?: string | undefined; length?: string | undefined },
): readonly ContextData[] {
  const from = Number.parseInt(offset ?? '', 10) || 0;
  const count = Number.parseInt(length ?? '', 10);
  return contexts.slice(from, Number.isNaN(count) ? undefined : from + count);
}

function update(context: ContextState, change: Partial<StoredContext>): void {
  context.record = { ...context.record, ...change };
}

/** Writes the access of every user; publicFolderEditable is for the admin only. */
function changeAccess(context: ContextState, access: ModuleAccess): void {
  checkAccess(access, true);
  for (const user of [...context.users.values()]) {
    context.putUser({ ...user, access: context.isAdmin(user.id) ? access : withoutPublicFolders(access) });
  }
}

function enableAll(ox: Installation, auth: CredentialsData | undefined, enabled: boolean): void {
  authenticateMaster(ox, auth);
  for (const context of ox.contexts.values()) update(context, { enabled });
}

/** OXContextService. */
export const contextService: ServiceHandlers<ContextOperations> = {
  create: write((ox, args) => create(ox, args, () => newAdminAccess(ox.settings))),
  createModuleAccess: write((ox, args) => {
    if (args.access === undefined) throw invalidData('context is null');
    const access = completeAccess(args.access);
    return create(ox, args, () => access);
  }),
  createModuleAccessByName: write((ox, args) => {
    const name = args.access_combination_name;
    if (name === undefined) throw invalidData('context is null');
    return create(ox, args, () => namedAccess(ox.settings, name));
  }),
  change: write((ox, args) => changeContext(ox, findContext(ox, args), args.ctx ?? {})),
  changeCapabilities: write((ox, args) => {
    checkCapabilities(args);
    const context = findContext(ox, args);
    update(context, { capabilities: changeCapabilities(context.record.capabilities, args) });
  }),
  changeModuleAccess: write((ox, args) => {
    if (args.access === undefined) throw invalidData('Context is null');
    changeAccess(findContext(ox, args), completeAccess(args.access));
  }),
  changeModuleAccessByName: write((ox, args) => {
    const context = findContext(ox, args);
    changeAccess(context, namedAccess(ox.settings, args.access_combination_name ?? ''));
  }),
  changeQuota: write((ox, args) => {
    const context = findContext(ox, args);
    update(context, { quotas: changeQuota(context.record.quotas, args) });
  }),
  delete: write((ox, args) => ox.removeContext(findContext(ox, args))),
  disable: write((ox, args) => update(findContext(ox, args), { enabled: false })),
  disableAll: write((ox, { auth }) => enableAll(ox, auth, false)),
  enable: write((ox, args) => update(findContext(ox, args), { enabled: true })),
  enableAll: write((ox, { auth }) => enableAll(ox, auth, true)),
  exists: read((ox, { ctx, auth }) => {
    if (ctx === undefined) throw invalidData('Given context is invalid');
    authenticateMaster(ox, auth);
    if (ctx.id !== undefined && ctx.id !== 0) return ox.contexts.has(ctx.id);
    if (ctx.name === undefined) throw invalidData('Given context is invalid');
    return ox.contextNamed(ctx.name) !== undefined;
  }),
  getAccessCombinationName: read((ox, args) => combinationName(ox.settings, findContext(ox, args).admin.access)),
  getAdminId: read((ox, args) => findContext(ox, args).record.adminId),
  getContextCapabilities: read((ox, args) => {
    const { id, capabilities } = findContext(ox, args).record;
    return capabilities.length > 0 ? capabilities.join(', ') : `There are no capabilities set for context ${id}`;
  }),
  getData: read((ox, args) => contextAnswer(findContext(ox, args))),
  getModuleAccess: read((ox, args) => findContext(ox, args).admin.access),
  list: read((ox, args) => list(ox, args.auth, args.search_pattern)),
  listAll: read((ox, args) => list(ox, args.auth, '*')),
  listPage: read((ox, args) => page(list(ox, args.auth, args.search_pattern), args)),
  listPageAll: read((ox, args) => page(list(ox, args.auth, '*'), args)),
  listQuota: read((ox, args) => quotasOf(findContext(ox, args).record.quotas)),
};
