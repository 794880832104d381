import { authenticateContextAdmin } from './authentication.ts';
import type { ContextState } from './context-state.ts';
import type { StoredDeputy } from './deputy-table.ts';
import type { Installation } from './installation.ts';
import type { DeputyOperations } from './operations.ts';
import type { CredentialsData, DeputyPermissionData, IdData, ModulePermissionData } from './ox-data.ts';
import { invalidData, noSuchUser } from './ox-fault.ts';
import { read, type ServiceHandlers, write } from './service-handlers.ts';

/*
 * No source of this service is public. Known from its clients: the operations and their arguments, that a user grants once to each
 * deputy, that a module without any permission is not stored and a grant without any module does nothing, that both users must be in the
 * context, and that the permission goes with either of them. A guess are: every text and exception below, that granting twice or to
 * oneself is refused, what an id looks like, and that an update without any permission takes the permission away.
 */

interface DeputyCall {
  readonly context?: IdData | undefined;
  readonly auth?: CredentialsData | undefined;
}

interface GrantorCall extends DeputyCall {
  readonly user?: number | undefined;
}

interface Grantor {
  readonly context: ContextState;
  readonly grantorId: number;
}

function authenticate(ox: Installation, { context, auth }: DeputyCall): ContextState {
  return authenticateContextAdmin(ox, { ctx: context, auth });
}

function grantorOf(ox: Installation, args: GrantorCall): Grantor {
  if (args.user === undefined) throw invalidData('Missing user.');
  const context = authenticate(ox, args);
  requireUser(context, args.user);
  return { context, grantorId: args.user };
}

function requireUser(context: ContextState, id: number): void {
  if (!context.users.has(id)) throw noSuchUser(`No such user ${id} in context ${context.id}`);
}

function findPermission({ context, grantorId }: Grantor, deputyId: string | undefined): StoredDeputy {
  const permission = context.deputies.get(deputyId ?? '');
  if (permission?.grantorId !== grantorId)
    throw invalidData(`No such deputy permission ${deputyId ?? ''} of user ${grantorId} in context ${context.id}`);
  return permission;
}

/** Only modules with a permission. */
function storedModules({ modulePermissions = [] }: DeputyPermissionData): readonly ModulePermissionData[] {
  return modulePermissions.map(checkedModule).filter(grantsSomething);
}

function checkedModule(permission: ModulePermissionData): Required<ModulePermissionData> {
  const { moduleId = '', admin = false, folderPermission = 0, readPermission = 0, writePermission = 0, deletePermission = 0 } = permission;
  if (moduleId !== 'mail' && moduleId !== 'calendar') throw invalidData(`Unknown deputy module "${moduleId}"`);
  return { moduleId, admin, folderPermission, readPermission, writePermission, deletePermission };
}

function grantsSomething({ folderPermission, readPermission, writePermission, deletePermission }: ModulePermissionData): boolean {
  return [folderPermission, readPermission, writePermission, deletePermission].some((value) => value !== 0);
}

function grant({ context, grantorId }: Grantor, sent: DeputyPermissionData | undefined): string | undefined {
  const userId = sent?.userId;
  if (sent === undefined || userId === undefined) throw invalidData('Missing deputy permission.');
  requireUser(context, userId);
  if (userId === grantorId) throw invalidData(`User ${grantorId} cannot be his own deputy`);
  const modulePermissions = storedModules(sent);
  if (modulePermissions.length === 0) return undefined;
  if (context.deputies.grantedBy(grantorId).some((permission) => permission.userId === userId))
    throw invalidData(`User ${userId} is a deputy of user ${grantorId} in context ${context.id} already`);
  const deputyId = nextDeputyId(context);
  context.deputies.put({ deputyId, grantorId, userId, sendOnBehalfOf: sent.sendOnBehalfOf ?? false, modulePermissions });
  return deputyId;
}

/** 32 hexadecimal digits. */
export function nextDeputyId(context: ContextState): string {
  return [context.id, context.deputies.takeNumber()].map((number) => number.toString(16).padStart(16, '0')).join('');
}

/** The deputy stays who he is. */
function update({ context }: Grantor, stored: StoredDeputy, sent: DeputyPermissionData | undefined): void {
  if (sent === undefined) throw invalidData('Missing deputy permission.');
  const modulePermissions = storedModules(sent);
  if (modulePermissions.length === 0) context.deputies.remove(stored);
  else context.deputies.put({ ...stored, sendOnBehalfOf: sent.sendOnBehalfOf ?? stored.sendOnBehalfOf, modulePermissions });
}

/** OXDeputyPermissionsService. */
export const deputyService: ServiceHandlers<DeputyOperations> = {
  grant: write((ox, args) => grant(grantorOf(ox, args), args.deputyPermission)),
  update: write((ox, args) => {
    const grantor = grantorOf(ox, args);
    update(grantor, findPermission(grantor, args.deputyId), args.deputyPermission);
  }),
  revoke: write((ox, args) => {
    const grantor = grantorOf(ox, args);
    grantor.context.deputies.remove(findPermission(grantor, args.deputyId));
  }),
  revokeAll: write((ox, args) => {
    const { context, grantorId } = grantorOf(ox, args);
    for (const permission of context.deputies.grantedBy(grantorId)) context.deputies.remove(permission);
  }),
  get: read((ox, args) => findPermission(grantorOf(ox, args), args.deputyId)),
  list: read((ox, args) => authenticate(ox, args).deputies.all()),
  blockManual: write((ox, args) => {
    const { context, grantorId } = grantorOf(ox, args);
    context.deputies.block(grantorId);
  }),
  unblockManual: write((ox, args) => {
    const { context, grantorId } = grantorOf(ox, args);
    context.deputies.unblock(grantorId);
  }),
};
