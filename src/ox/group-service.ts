import type { ContextAccess, OxGroup, OxGroupContent, OxGroups, OxReference } from './ox-gateway.ts';
import type { OxRequest, ServicePort, WireValue } from './service-port.ts';
import { idOf, listOf, nameOf, readNothing, returnedRecord, returnedRecords, textOf } from './wire-read.ts';

/** OXGroupService, as the admin of the context. */
export class GroupService implements OxGroups {
  private readonly port: ServicePort;

  constructor(port: ServicePort) {
    this.port = port;
  }

  create(access: ContextAccess, group: OxGroupContent): Promise<number> {
    return this.port.call(request('create', access, groupToWire(group)), (result) => idOf(returnedRecord(result, 'the new group')));
  }

  change(access: ContextAccess, id: number, group: OxGroupContent): Promise<void> {
    return this.port.call(request('change', access, { id, ...groupToWire(group) }), readNothing);
  }

  delete(access: ContextAccess, id: number): Promise<void> {
    return this.port.call(request('delete', access, { id }), readNothing);
  }

  get(access: ContextAccess, group: OxReference): Promise<OxGroup | undefined> {
    return this.port.find({ ...request('getData', access, { ...group }), mayMiss: 'group' }, (result) =>
      readGroup(returnedRecord(result, 'the group')),
    );
  }

  list({ contextId, admin }: ContextAccess): Promise<OxGroup[]> {
    const call = { operation: 'listAll', contextId, caller: admin, parts: { ctx: { id: contextId } } };
    return this.port.call(call, (result) => returnedRecords(result, 'a group').map(readGroup));
  }
}

function request(operation: string, { contextId, admin }: ContextAccess, grp: Record<string, WireValue>): OxRequest {
  return { operation, contextId, caller: admin, parts: { ctx: { id: contextId }, grp } };
}

/** Each member once: OX answers a second one with the "Duplicate entry" of its database. */
function groupToWire({ displayName, members, name }: OxGroupContent): Record<string, WireValue> {
  return { displayname: displayName, members: [...new Set(members)], name };
}

function readGroup(record: Readonly<Record<string, unknown>>): OxGroup {
  const members = listOf(record.members).filter((member) => typeof member === 'number');
  return { id: idOf(record), name: nameOf(record), displayName: textOf(record.displayname) ?? '', members };
}
