import { ContextState, DEFAULT_GROUP_ID } from './context-state.ts';
import type { Installation } from './installation.ts';
import { checkAccess } from './module-access.ts';
import { checkCharacters, javaList } from './names.ts';
import type { ContextData, ModuleAccess, UserData } from './ox-data.ts';
import { invalidData, Refusal, storageFailure } from './ox-fault.ts';
import { checkNewUser, missingUserFields, storeNewUser } from './user-create.ts';
import { checkMailSyntax } from './user-rules.ts';

/** Creates a context and its admin, or refuses before anything is stored. */
export function createContext(ox: Installation, sent: ContextData, admin: UserData, access: ModuleAccess): ContextState {
  const id = checkNewContext(ox, sent, admin);
  const name = nameOf(sent, id);
  const loginMappings = [...new Set([String(id), ...(sent.loginMappings ?? []), name])];
  const taken = loginMappings.find((mapping) => ox.contextMappedBy(mapping) !== undefined);
  if (taken !== undefined) throw storageFailure(`Cannot map '${taken}' to the newly created context. This mapping is already in use.`);
  checkAccess(access, true);
  const context = new ContextState({
    id,
    name,
    enabled: true,
    maxQuota: sent.maxQuota ?? -1,
    filestoreId: sent.filestoreId ?? ox.settings.filestoreIds[0] ?? 0,
    loginMappings,
    capabilities: [],
    quotas: {},
    adminId: DEFAULT_GROUP_ID + 1,
    gabMode: sent.gabMode,
  });
  context.putGroup({ id: context.takeId(), name: 'users', displayname: 'Users' });
  storeNewUser(ox, context, admin, { access, isContextAdmin: true });
  ox.putContext(context);
  return context;
}

function nameOf(sent: ContextData, id: number): string {
  return sent.name === undefined || sent.name === '' ? String(id) : sent.name;
}

function checkNewContext(ox: Installation, sent: ContextData, admin: UserData): number {
  const missing = (['id', 'maxQuota'] as const).filter((field) => sent[field] === undefined);
  if (sent.id === undefined || missing.length > 0) throw invalidData(`Mandatory fields in context not set: ${javaList(missing)}`);
  if (ox.contexts.has(sent.id)) throw new Refusal('ContextExistsException', 'Context already exists!');
  checkNameFree(ox, sent.name);
  const missingOfAdmin = missingUserFields(admin);
  if (missingOfAdmin !== undefined) throw invalidData(`Mandatory fields in admin user not set: ${missingOfAdmin}`);
  checkMailSyntax(admin);
  checkMappings(ox, sent.loginMappings ?? []);
  checkFilestore(ox, sent);
  checkNewUser(ox, undefined, admin);
  return sent.id;
}

function checkNameFree(ox: Installation, name: string | undefined, own?: ContextState): void {
  const owner = name === undefined || name === '' ? undefined : ox.contextNamed(name);
  if (owner !== undefined && owner !== own) throw invalidData(`Context ${name} already exists!`);
}

function checkMappings(ox: Installation, mappings: readonly string[]): void {
  for (const mapping of mappings) checkCharacters(mapping, ox.settings.loginMappingCharacter, ' in login mapping');
}

function checkFilestore(ox: Installation, { filestoreId }: ContextData): void {
  if (filestoreId !== undefined && !ox.settings.filestoreIds.includes(filestoreId))
    throw invalidData(`No such filestore with id ${filestoreId}`);
}

/** Mappings that are not sent stay; sent ones replace the old, and id and name are always among them. An empty name is passed over. */
export function changeContext(ox: Installation, context: ContextState, sent: ContextData): void {
  checkNameFree(ox, sent.name, context);
  checkFilestore(ox, sent);
  checkMappings(ox, sent.loginMappings ?? []);
  const old = context.record;
  const name = sent.name === undefined || sent.name === '' ? old.name : sent.name;
  const loginMappings =
    sent.loginMappings === undefined
      ? old.loginMappings
      : [...new Set([String(old.id), ...sent.loginMappings.filter((text) => text !== ''), name])];
  const taken = loginMappings.find((mapping) => (ox.contextMappedBy(mapping) ?? context) !== context);
  if (taken !== undefined) throw storageFailure(`A mapping with login info "${taken}" already exists in the system!`);
  const { maxQuota = old.maxQuota, filestoreId = old.filestoreId, gabMode = old.gabMode } = sent;
  context.record = { ...old, name, loginMappings, maxQuota, filestoreId, gabMode };
  ox.putContext(context, old);
}
