import type { ContextAccess, OxActiveDeputyGrant, OxDeputyGrant, OxDeputyPermissions, OxModulePermission } from './ox-gateway.ts';
import type { OxRequest, ServicePort, WireValue } from './service-port.ts';
import { isRecord, listOf, numberOf, readNothing, returned, returnedList, textOf, UnreadableAnswer } from './wire-read.ts';

/** OXDeputyPermissionsService, as the admin of the context. The granting user is a bare number here. */
export class DeputyService implements OxDeputyPermissions {
  private readonly port: ServicePort;

  constructor(port: ServicePort) {
    this.port = port;
  }

  grant(access: ContextAccess, grantorId: number, grant: OxDeputyGrant): Promise<string> {
    const parts = { user: grantorId, deputyPermission: grantToWire(grant) };
    return this.port.call(request('grant', access, parts), (result) => textOf(returned(result)) ?? '');
  }

  update(access: ContextAccess, grantorId: number, deputyId: string, grant: OxDeputyGrant): Promise<void> {
    const parts = { user: grantorId, deputyId, deputyPermission: grantToWire(grant) };
    return this.port.call(request('update', access, parts), readNothing);
  }

  revoke(access: ContextAccess, grantorId: number, deputyId: string): Promise<void> {
    return this.port.call(request('revoke', access, { user: grantorId, deputyId }), readNothing);
  }

  list(access: ContextAccess): Promise<OxActiveDeputyGrant[]> {
    return this.port.call(request('list', access, {}), (result) => returnedList(result).map(readGrant));
  }

  blockManual(access: ContextAccess, grantorId: number): Promise<void> {
    return this.port.call(request('blockManual', access, { user: grantorId }), readNothing);
  }

  unblockManual(access: ContextAccess, grantorId: number): Promise<void> {
    return this.port.call(request('unblockManual', access, { user: grantorId }), readNothing);
  }
}

function request(operation: string, { contextId, admin }: ContextAccess, parts: Record<string, WireValue>): OxRequest {
  return { operation, contextId, caller: admin, parts: { context: { id: contextId }, ...parts } };
}

function grantToWire({ userId, sendOnBehalfOf, modules }: OxDeputyGrant): Record<string, WireValue> {
  return { userId, sendOnBehalfOf, modulePermissions: modules.map(moduleToWire) };
}

function moduleToWire(permission: OxModulePermission): Record<string, WireValue> {
  return {
    moduleId: permission.module,
    admin: permission.admin,
    folderPermission: permission.folder,
    readPermission: permission.read,
    writePermission: permission.write,
    deletePermission: permission.delete,
  };
}

function readGrant(value: unknown): OxActiveDeputyGrant {
  if (!isRecord(value)) throw new UnreadableAnswer('with a permission that has no fields');
  const deputyId = textOf(value.deputyId);
  if (deputyId === undefined || deputyId === '') throw new UnreadableAnswer('with a permission without an id');
  return {
    deputyId,
    grantorId: numberOf(value, 'grantorId'),
    userId: numberOf(value, 'userId'),
    sendOnBehalfOf: value.sendOnBehalfOf === true,
    modules: listOf(value.modulePermissions).flatMap(readModule),
  };
}

/** Users themselves may grant more modules than the operator knows. */
function readModule(value: unknown): OxModulePermission[] {
  if (!isRecord(value)) throw new UnreadableAnswer('with a module that has no fields');
  const module = textOf(value.moduleId);
  if (module !== 'mail' && module !== 'calendar') return [];
  return [
    {
      module,
      admin: value.admin === true,
      folder: numberOf(value, 'folderPermission'),
      read: numberOf(value, 'readPermission'),
      write: numberOf(value, 'writePermission'),
      delete: numberOf(value, 'deletePermission'),
    },
  ];
}
