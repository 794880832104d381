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
    get: async (access, res) =>
      readResource(await found('resource', port.call(service, 'getData', { ...inContext(access), res }, { caller: access.admin }))),
  };
}

function resourceToSend({ name, displayName, description, email }: OxResourceContent): ResourceData {
  return { name, displayname: displayName, description, email };
}

function readResource(data: ResourceData | undefined): OxResource | undefined {
  if (data === undefined) return undefined;
  const { id = 0, name = '', displayname = '', description = '', email = '' } = data;
  return { id, name, displayName: displayname, description, email };
}
