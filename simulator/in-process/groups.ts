import type { OxGroup, OxGroupContent, OxGroups } from '../../src/ox/index.ts';
import type { GroupData } from '../state/index.ts';
import { found, inContext } from './calls.ts';
import type { InProcessPort } from './in-process-port.ts';

export function groupsOver(port: InProcessPort): OxGroups {
  const service = 'OXGroupService';
  return {
    create: async (access, group) => {
      const { id } = await port.call(service, 'create', { ...inContext(access), grp: groupToSend(group) }, { caller: access.admin });
      return id ?? 0;
    },
    change: (access, id, group) =>
      port.call(service, 'change', { ...inContext(access), grp: { id, ...groupToSend(group) } }, { caller: access.admin }),
    delete: (access, id) => port.call(service, 'delete', { ...inContext(access), grp: { id } }, { caller: access.admin }),
    get: async (access, grp) => {
      const data = await found('group', port.call(service, 'getData', { ...inContext(access), grp }, { caller: access.admin }));
      return data === undefined ? undefined : readGroup(data);
    },
    list: async (access) => (await port.call(service, 'listAll', inContext(access), { caller: access.admin })).map(readGroup),
  };
}

function groupToSend({ name, displayName, members }: OxGroupContent): GroupData {
  return { name, displayname: displayName, members: [...new Set(members)] };
}

function readGroup(data: GroupData): OxGroup {
  return { id: data.id ?? 0, name: data.name ?? '', displayName: data.displayname ?? '', members: data.members ?? [] };
}
