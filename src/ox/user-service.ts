import type { Fields } from '../model/index.ts';
import type { ContextAccess, NewOxUser, OxReference, OxUser, OxUserChange, OxUsers } from './ox-gateway.ts';
import type { OxRequest, ServicePort, WireValue } from './service-port.ts';
import { fieldsToWire, readRights, readUser, rightsToWire, unknownFields } from './user-wire.ts';
import { idOf, readNothing, returned, returnedFlag, returnedList, returnedRecord, returnedRecords } from './wire-read.ts';

/** 100 users answer with 1.2 MB, with pictures far more. */
const maxUsersPerCall = 100;

/** OXUserService, as the admin of the context. */
export class UserService implements OxUsers {
  private readonly port: ServicePort;

  constructor(port: ServicePort) {
    this.port = port;
  }

  async create(access: ContextAccess, user: NewOxUser): Promise<number> {
    const usrdata = { ...this.checked('createByModuleAccess', access, user.fields), name: user.name, password: user.password };
    const parts = { usrdata, access: rightsToWire(user.rights) };
    const call = { ...request('createByModuleAccess', access, parts), secrets: [user.password] };
    return this.port.call(call, (result) => idOf(returnedRecord(result, 'the new user')));
  }

  async createFromGuest(access: ContextAccess, user: NewOxUser): Promise<number> {
    const usrdata = { ...this.checked('create', access, user.fields), name: user.name, password: user.password };
    const partsBehindAuth = { convertguest: true };
    const call = { ...request('create', access, { usrdata }), partsBehindAuth, secrets: [user.password] };
    return this.port.call(call, (result) => idOf(returnedRecord(result, 'the new user')));
  }

  async change(access: ContextAccess, user: OxReference, change: OxUserChange): Promise<void> {
    if (change.name !== undefined && !('id' in user)) {
      throw this.port.refuse('ServerFault', { operation: 'change', contextId: access.contextId }, 'a user can be renamed by id only');
    }
    const rename = change.name === undefined ? {} : { name: change.name };
    const usrdata = { ...this.checked('change', access, change.fields), ...rename, ...user };
    return this.port.call(request('change', access, { usrdata }), readNothing);
  }

  changePersonal(access: ContextAccess, user: OxReference, personal: string): Promise<void> {
    return this.port.call(request('changeMailAddressPersonal', access, { user, personal }), readNothing);
  }

  changeRights(access: ContextAccess, user: OxReference, rights: readonly string[]): Promise<void> {
    return this.port.call(request('changeByModuleAccess', access, { user, moduleAccess: rightsToWire(rights) }), readNothing);
  }

  /** Without `reassign`: what the user shared goes to the context admin. */
  delete(access: ContextAccess, id: number): Promise<void> {
    return this.port.call(request('delete', access, { user: { id } }), readNothing);
  }

  exists(access: ContextAccess, user: OxReference): Promise<boolean> {
    return this.port.call(request('exists', access, { user }), returnedFlag);
  }

  get(access: ContextAccess, user: OxReference): Promise<OxUser | undefined> {
    return this.port.find({ ...request('getData', access, { user }), mayMiss: 'user' }, (result) => readUser(returned(result)));
  }

  async getMany(access: ContextAccess, ids: readonly number[]): Promise<OxUser[]> {
    if (ids.length === 0) return [];
    if (ids.length > maxUsersPerCall) {
      const message = `${ids.length} users were asked for, at most ${maxUsersPerCall} go into one call`;
      throw this.port.refuse('ServerFault', { operation: 'getMultipleData', contextId: access.contextId }, message);
    }
    const users = ids.map((id) => ({ id }));
    return this.port.call(request('getMultipleData', access, { users }), (result) => returnedList(result).map(readUser));
  }

  guests(access: ContextAccess): Promise<number[]> {
    const pattern = { search_pattern: '*', include_guests: true, exclude_users: true };
    return this.port.call(request('list', access, pattern), (result) => returnedRecords(result, 'a user').map(idOf));
  }

  rights(access: ContextAccess, user: OxReference): Promise<string[]> {
    return this.port.call(request('getModuleAccess', access, { user }), (result) => readRights(returnedRecord(result, 'the rights')));
  }

  /** node-soap would send a misspelt field, and OX would refuse the whole message because of it. */
  private checked(operation: string, { contextId }: ContextAccess, fields: Fields): Record<string, WireValue> {
    const unknown = unknownFields(fields);
    if (unknown.length === 0) return fieldsToWire(fields);
    throw this.port.refuse('InvalidMapping', { operation, contextId }, `OX has no user field ${unknown.join(', ')}`);
  }
}

function request(operation: string, { contextId, admin }: ContextAccess, parts: Record<string, WireValue>): OxRequest {
  return { operation, contextId, caller: admin, parts: { ctx: { id: contextId }, ...parts } };
}
