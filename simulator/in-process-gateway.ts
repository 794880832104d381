import { type Credentials, type Fields, type FieldValue, isUserField, type Reason, USER_FIELDS, USER_RIGHTS } from '../src/model/index.ts';
import {
  type ContextAccess,
  type NewOxUser,
  type OxContext,
  type OxContextAdmin,
  type OxContextChange,
  type OxContexts,
  OxError,
  type OxGateway,
  type OxGroup,
  type OxGroupContent,
  type OxGroups,
  type OxReference,
  type OxUser,
  type OxUserChange,
  type OxUsers,
} from '../src/ox/index.ts';
import { type InProcessOptions, InProcessPort } from './in-process-port.ts';
import type { ContextData, GroupData, UserData } from './state/index.ts';

export interface InProcessGatewayOptions extends InProcessOptions {
  /** The master admin that calls; read for every call. */
  readonly master?: (() => Credentials) | undefined;
}

/** An `OxGateway` straight onto the state machine: no HTTP, no XML, no timers. Everything else is as with the real one. */
export class InProcessGateway implements OxGateway {
  readonly contexts: OxContexts;
  readonly users: OxUsers;
  readonly groups: OxGroups;

  constructor(options: InProcessGatewayOptions) {
    const port = new InProcessPort(options);
    const { ox } = options;
    this.contexts = contextsOver(port, options.master ?? (() => ox.installation.master));
    this.users = usersOver(port);
    this.groups = groupsOver(port);
  }

  async close(): Promise<void> {}
}

function contextsOver(port: InProcessPort, master: () => Credentials): OxContexts {
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

function usersOver(port: InProcessPort): OxUsers {
  const service = 'OXUserService';
  return {
    create: async (access, user) => {
      const usrdata = { ...sentFields(access, 'createByModuleAccess', user.fields), name: user.name, password: user.password };
      const args = { ...inContext(access), usrdata, access: rightsToSend(user) };
      const { id } = await port.call(service, 'createByModuleAccess', args, { caller: access.admin, secrets: [user.password] });
      return id ?? 0;
    },
    change: async (access, user, change) => {
      const usrdata = changeToSend(access, user, change);
      await port.call(service, 'change', { ...inContext(access), usrdata }, { caller: access.admin });
    },
    changeRights: (access, user, rights) =>
      port.call(
        service,
        'changeByModuleAccess',
        { ...inContext(access), user, moduleAccess: rightsToSend({ rights }) },
        { caller: access.admin },
      ),
    delete: (access, id) => port.call(service, 'delete', { ...inContext(access), user: { id } }, { caller: access.admin }),
    exists: (access, user) => port.call(service, 'exists', { ...inContext(access), user }, { caller: access.admin }),
    get: async (access, user) => {
      const data = await found('user', port.call(service, 'getData', { ...inContext(access), user }, { caller: access.admin }));
      return data === undefined ? undefined : readUser(data);
    },
    getMany: async (access, ids) => {
      if (ids.length === 0) return [];
      if (ids.length > 100)
        throw refusal('ServerFault', access, 'getMultipleData', `${ids.length} users were asked for, at most 100 go into one call`);
      const args = { ...inContext(access), users: ids.map((id) => ({ id })) };
      return (await port.call(service, 'getMultipleData', args, { caller: access.admin })).map(readUser);
    },
    rights: async (access, user) => {
      const flags = await port.call(service, 'getModuleAccess', { ...inContext(access), user }, { caller: access.admin });
      return USER_RIGHTS.filter((right) => flags[right]);
    },
  };
}

function groupsOver(port: InProcessPort): OxGroups {
  const service = 'OXGroupService';
  return {
    create: async (access, group) => {
      const { id } = await port.call(service, 'create', { ...inContext(access), grp: groupToSend(group) }, { caller: access.admin });
      return id ?? 0;
    },
    change: (access, id, group) =>
      port.call(service, 'change', { ...inContext(access), grp: { id, ...groupToSend(group) } }, { caller: access.admin }),
    delete: (access, id) => port.call(service, 'delete', { ...inContext(access), grp: { id } }, { caller: access.admin }),
    get: async (access, grp) =>
      readGroup(await found('group', port.call(service, 'getData', { ...inContext(access), grp }, { caller: access.admin }))),
  };
}

/** What a read does not find is `undefined`, any other error stays one. */
async function found<Result>(kind: 'context' | 'user' | 'group', call: Promise<Result>): Promise<Result | undefined> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof OxError && error.missing === kind) return undefined;
    throw error;
  }
}

const inContext = ({ contextId }: ContextAccess) => ({ ctx: { id: contextId } });

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

function rightsToSend({ rights }: Pick<NewOxUser, 'rights'>): Readonly<Record<string, boolean>> {
  return Object.fromEntries(rights.map((right) => [right, true]));
}

function changeToSend(access: ContextAccess, user: OxReference, { name, fields }: OxUserChange): UserData {
  if (name !== undefined && !('id' in user)) throw refusal('ServerFault', access, 'change', 'a user can be renamed by id only');
  return { ...sentFields(access, 'change', fields), ...(name === undefined ? {} : { name }), ...user };
}

/** Only a text can be cleared by an empty one. */
function sentFields(access: ContextAccess, operation: string, fields: Fields): UserData {
  const unknown = Object.keys(fields).filter((field) => !isUserField(field));
  if (unknown.length > 0) throw refusal('InvalidMapping', access, operation, `OX has no user field ${unknown.join(', ')}`);
  return Object.fromEntries(
    Object.entries(fields).filter(([field, value]) => value !== '' || (isUserField(field) && USER_FIELDS[field] === 'text')),
  );
}

function refusal(reason: Reason, { contextId }: ContextAccess, operation: string, words: string): OxError {
  const service = 'OXUserService';
  return new OxError(reason, `${service}.${operation} in context ${contextId}: ${words}`, {
    service,
    operation,
    contextId,
    target: 'context',
  });
}

function readUser(data: UserData): OxUser {
  const fields: Record<string, FieldValue> = {};
  for (const [field, value] of Object.entries(data)) {
    if (isUserField(field) && isValue(value)) fields[field] = value;
  }
  return { id: data.id ?? 0, name: data.name ?? '', fields };
}

function isValue(value: unknown): value is FieldValue {
  return Array.isArray(value) ? value.length > 0 : ['string', 'number', 'boolean'].includes(typeof value);
}

function groupToSend({ name, displayName, members }: OxGroupContent): GroupData {
  return { name, displayname: displayName, members: [...new Set(members)] };
}

function readGroup(data: GroupData | undefined): OxGroup | undefined {
  if (data === undefined) return undefined;
  return { id: data.id ?? 0, name: data.name ?? '', displayName: data.displayname ?? '', members: data.members ?? [] };
}
