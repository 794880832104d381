import type { Credentials } from '../../src/model/index.ts';
import type { OxContext, OxContextAdmin, OxContextChange, OxContexts } from '../../src/ox/index.ts';
import type { ContextData, UserData } from '../state/index.ts';
import { found } from './calls.ts';
import type { InProcessPort } from './in-process-port.ts';

export function contextsOver(port: InProcessPort, master: () => Credentials): OxContexts {
  const service = 'OXContextService';
  return {
    exists: (id) => port.call(service, 'exists', { ctx: { id } }, { caller: master() }),
    get: async (id) => readContext(await found('context', port.call(service, 'getData', { ctx: { id } }, { caller: master() }))),
    create: async (context, admin) => {
      const args = { ctx: { ...contextToSend(context), enabled: true }, admin_user: adminToSend(admin) };
      await port.call(service, 'create', args, { caller: master(), secrets: [admin.password] });
    },
    change: (context) => port.call(service, 'change', { ctx: contextToSend(context) }, { caller: master() }),
    delete: (id) => port.call(service, 'delete', { ctx: { id } }, { caller: master() }),
  };
}

const mappable = /^[$%.+\w-]+$/;

function contextToSend({ id, name, quotaMB, loginMappings }: OxContextChange): ContextData {
  const mappings = new Set([String(id), ...(mappable.test(name) ? [name] : []), ...loginMappings]);
  return { id, name, maxQuota: quotaMB ?? -1, loginMappings: [...mappings] };
}

function adminToSend({ name, password, displayName, givenName, surName, email, timezone, language }: OxContextAdmin): UserData {
  const person = { display_name: displayName, given_name: givenName, sur_name: surName };
  return { name, password, ...person, email1: email, primaryEmail: email, timezone, language };
}

function readContext(data: ContextData | undefined): OxContext | undefined {
  if (data === undefined) return undefined;
  const { id = 0, name = '', maxQuota, loginMappings = [] } = data;
  return { id, name, quotaMB: maxQuota, loginMappings: loginMappings.filter((mapping) => mapping !== String(id)) };
}
