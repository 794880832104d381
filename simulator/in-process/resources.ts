import type { OxResource, OxResourceContent, OxResources } from '../../src/ox/index.ts';
import type { ResourceData } from '../state/index.ts';
import { found, inContext } from './calls.ts';
import type { InProcessPort } from './in-process-port.ts';

export function resourcesOver(port: InProcessPort): OxResources {
  const service = 'OXResourceService';
  return {
    create: async (access, resource) => {
      const res = { available: true, ...resourceToSend(resource) };
      const { id } = await port.call(service, 'create', { ...inContext(access), res }, { caller: access.admin });
      return id ?? 0;
    },
    change: (access, resource, content) => {
      const res = { ...resourceToSend(content), ...resource };
      return port.call(service, 'change', { ...inContext(access), res }, { caller: access.admin });
    },
    delete: (access, id) => port.call(service, 'delete', { ...inContext(access), res: { id } }, { caller: access.admin }),
    get: async (access, res) => {
      const data = await found('resource', port.call(service, 'getData', { ...inContext(access), res }, { caller: access.admin }));
      return data === undefined ? undefined : readResource(data);
    },
    ids: async (access) => (await port.call(service, 'listAll', inContext(access), { caller: access.admin })).map(({ id }) => id ?? 0),
    getMany: async (access, ids) => {
      if (ids.length === 0) return [];
      const args = { ...inContext(access), resources: ids.map((id) => ({ id })) };
      return (await port.call(service, 'getMultipleData', args, { caller: access.admin })).map(readResource);
    },
  };
}

function resourceToSend({ name, displayName, description, email }: OxResourceContent): ResourceData {
  return { name, displayname: displayName, description, email };
}

function readResource(data: ResourceData): OxResource {
  const { id = 0, name = '', displayname = '', description = '', email = '' } = data;
  return { id, name, displayName: displayname, description, email };
}
