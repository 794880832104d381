import type { Credentials } from '../model/index.ts';
import type { OxContext, OxContextAdmin, OxContextChange, OxContexts } from './ox-gateway.ts';
import type { OxRequest, ServicePort, WireValue } from './service-port.ts';
import { idOf, listOf, nameOf, readNothing, returnedFlag, returnedRecord, textOf } from './wire-read.ts';

/** What OX allows in a login mapping. */
const mappable = /^[$%.+\w-]+$/;
const unlimited = -1;

/** OXContextService, always as the master admin. */
export class ContextService implements OxContexts {
  private readonly port: ServicePort;
  private readonly master: () => Credentials;

  /** @param master read for every call, for passwords change while the operator runs */
  constructor(port: ServicePort, master: () => Credentials) {
    this.port = port;
    this.master = master;
  }

  exists(contextId: number): Promise<boolean> {
    return this.port.call(this.request('exists', contextId, { ctx: { id: contextId } }), returnedFlag);
  }

  get(contextId: number): Promise<OxContext | undefined> {
    return this.port.find({ ...this.request('getData', contextId, { ctx: { id: contextId } }), mayMiss: 'context' }, readContext);
  }

  create(context: OxContextChange, admin: OxContextAdmin): Promise<void> {
    const parts = { ctx: { ...contextToWire(context), enabled: true }, admin_user: adminToWire(admin) };
    return this.port.call({ ...this.request('create', context.id, parts), secrets: [admin.password] }, readNothing);
  }

  change(context: OxContextChange): Promise<void> {
    return this.port.call(this.request('change', context.id, { ctx: contextToWire(context) }), readNothing);
  }

  delete(contextId: number): Promise<void> {
    return this.port.call(this.request('delete', contextId, { ctx: { id: contextId } }), readNothing);
  }

  private request(operation: string, contextId: number, parts: Record<string, WireValue>): OxRequest {
    return { operation, contextId, caller: this.master(), parts };
  }
}

/** OX adds id and name to the mappings by itself; a name that is no legal mapping is refused only when it is sent as one. */
function contextToWire({ id, name, quotaMB, loginMappings }: OxContextChange): Record<string, WireValue> {
  const mappings = new Set([String(id), ...(mappable.test(name) ? [name] : []), ...loginMappings]);
  return { id, loginMappings: [...mappings], maxQuota: quotaMB ?? unlimited, name };
}

function adminToWire(admin: OxContextAdmin): Record<string, WireValue> {
  return {
    display_name: admin.displayName,
    email1: admin.email,
    given_name: admin.givenName,
    language: admin.language,
    name: admin.name,
    password: admin.password,
    primaryEmail: admin.email,
    sur_name: admin.surName,
    timezone: admin.timezone,
  };
}

function readContext(result: unknown): OxContext {
  const record = returnedRecord(result, 'the context');
  const id = idOf(record);
  const { maxQuota } = record;
  const quotaMB = typeof maxQuota === 'number' && maxQuota >= 0 ? maxQuota : undefined;
  const mappings = listOf(record.loginMappings).flatMap((mapping) => textOf(mapping) ?? []);
  return { id, name: nameOf(record), quotaMB, loginMappings: mappings.filter((mapping) => mapping !== String(id)) };
}
