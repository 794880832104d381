import type { ContextAccess, OxActiveDeputyGrant, OxDeputyGrant, OxDeputyPermissions, OxModulePermission } from '../../src/ox/index.ts';
import type { ActiveDeputyPermissionData, DeputyPermissionData, ModulePermissionData } from '../state/index.ts';
import type { InProcessPort } from './in-process-port.ts';

export function deputiesOver(port: InProcessPort): OxDeputyPermissions {
  const service = 'OXDeputyPermissionsService';
  return {
    grant: async (access, user, grant) => {
      const args = { ...inContext(access), user, deputyPermission: grantToSend(grant) };
      return (await port.call(service, 'grant', args, { caller: access.admin })) ?? '';
    },
    update: (access, user, deputyId, grant) => {
      const args = { ...inContext(access), user, deputyId, deputyPermission: grantToSend(grant) };
      return port.call(service, 'update', args, { caller: access.admin });
    },
    revoke: (access, user, deputyId) => port.call(service, 'revoke', { ...inContext(access), user, deputyId }, { caller: access.admin }),
    list: async (access) => (await port.call(service, 'list', inContext(access), { caller: access.admin })).map(readGrant),
    blockManual: (access, user) => port.call(service, 'blockManual', { ...inContext(access), user }, { caller: access.admin }),
    unblockManual: (access, user) => port.call(service, 'unblockManual', { ...inContext(access), user }, { caller: access.admin }),
  };
}

const inContext = ({ contextId }: ContextAccess) => ({ context: { id: contextId } });

function grantToSend({ userId, sendOnBehalfOf, modules }: OxDeputyGrant): DeputyPermissionData {
  return { userId, sendOnBehalfOf, modulePermissions: modules.map(moduleToSend) };
}

function moduleToSend(permission: OxModulePermission): ModulePermissionData {
  return {
    moduleId: permission.module,
    admin: permission.admin,
    folderPermission: permission.folder,
    readPermission: permission.read,
    writePermission: permission.write,
    deletePermission: permission.delete,
  };
}

function readGrant(data: ActiveDeputyPermissionData): OxActiveDeputyGrant {
  const { deputyId = '', grantorId = 0, userId = 0, sendOnBehalfOf = false, modulePermissions = [] } = data;
  return { deputyId, grantorId, userId, sendOnBehalfOf, modules: modulePermissions.flatMap(readModule) };
}

function readModule(data: ModulePermissionData): OxModulePermission[] {
  const { moduleId: module, admin = false } = data;
  if (module !== 'mail' && module !== 'calendar') return [];
  const { folderPermission: folder = 0, readPermission: read = 0, writePermission: write = 0, deletePermission = 0 } = data;
  return [{ module, admin, folder, read, write, delete: deletePermission }];
}
