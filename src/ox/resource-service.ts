import type { ContextAccess, OxReference, OxResource, OxResourceContent, OxResources } from './ox-gateway.ts';
import type { OxRequest, ServicePort, WireValue } from './service-port.ts';
import { idOf, nameOf, readNothing, returnedRecord, returnedRecords, textOf } from './wire-read.ts';

const maxPerCall = 100;

/** OXResourceService, as the admin of the context. */
export class ResourceService implements OxResources {
  private readonly port: ServicePort;

  constructor(port: ServicePort) {
    this.port = port;
  }

  create(access: ContextAccess, resource: OxResourceContent): Promise<number> {
    const res = { available: true, ...resourceToWire(resource) };
    return this.port.call(request('create', access, res), (result) => idOf(returnedRecord(result, 'the new resource')));
  }

  /** The reference comes last: with a name OX looks for it, and the name of the content cannot take its place. */
  change(access: ContextAccess, resource: OxReference, content: OxResourceContent): Promise<void> {
    return this.port.call(request('change', access, { ...resourceToWire(content), ...resource }), readNothing);
  }

  delete(access: ContextAccess, id: number): Promise<void> {
    return this.port.call(request('delete', access, { id }), readNothing);
  }

  get(access: ContextAccess, resource: OxReference): Promise<OxResource | undefined> {
    return this.port.find({ ...request('getData', access, { ...resource }), mayMiss: 'resource' }, (result) =>
      readResource(returnedRecord(result, 'the resource')),
    );
  }

  ids({ contextId, admin }: ContextAccess): Promise<number[]> {
    const call = { operation: 'listAll', contextId, caller: admin, parts: { ctx: { id: contextId } } };
    return this.port.call(call, (result) => returnedRecords(result, 'a resource').map(idOf));
  }

  async getMany({ contextId, admin }: ContextAccess, ids: readonly number[]): Promise<OxResource[]> {
    if (ids.length === 0) return [];
    if (ids.length > maxPerCall) {
      const message = `${ids.length} resources were asked for, at most ${maxPerCall} go into one call`;
      throw this.port.refuse('ServerFault', { operation: 'getMultipleData', contextId }, message);
    }
    const parts = { ctx: { id: contextId }, resources: ids.map((id) => ({ id })) };
    const call = { operation: 'getMultipleData', contextId, caller: admin, parts };
    return this.port.call(call, (result) => returnedRecords(result, 'a resource').map(readResource));
  }
}

function request(operation: string, { contextId, admin }: ContextAccess, res: Record<string, WireValue>): OxRequest {
  return { operation, contextId, caller: admin, parts: { ctx: { id: contextId }, res } };
}

/** An empty description is sent too: an element left out would leave the old one. */
function resourceToWire({ description, displayName, email, name }: OxResourceContent): Record<string, WireValue> {
  return { description, displayname: displayName, email, name };
}

function readResource(record: Readonly<Record<string, unknown>>): OxResource {
  return {
    id: idOf(record),
    name: nameOf(record),
    displayName: textOf(record.displayname) ?? '',
    description: textOf(record.description) ?? '',
    email: textOf(record.email) ?? '',
  };
}
