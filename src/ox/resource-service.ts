import type { ContextAccess, OxReference, OxResource, OxResourceContent, OxResources } from './ox-gateway.ts';
import type { OxRequest, ServicePort, WireValue } from './service-port.ts';
import { idOf, nameOf, readNothing, returnedRecord, textOf } from './wire-read.ts';

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
    return this.port.find({ ...request('getData', access, { ...resource }), mayMiss: 'resource' }, readResource);
  }
}

function request(operation: string, { contextId, admin }: ContextAccess, res: Record<string, WireValue>): OxRequest {
  return { operation, contextId, caller: admin, parts: { ctx: { id: contextId }, res } };
}

/** An empty description is sent too: an element left out would leave the old one. */
function resourceToWire({ description, displayName, email, name }: OxResourceContent): Record<string, WireValue> {
  return { description, displayname: displayName, email, name };
}

function readResource(result: unknown): OxResource {
  const record = returnedRecord(result, 'the resource');
  return {
    id: idOf(record),
    name: nameOf(record),
    displayName: textOf(record.displayname) ?? '',
    description: textOf(record.description) ?? '',
    email: textOf(record.email) ?? '',
  };
}
