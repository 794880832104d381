import { type Fields, type FieldValue, isUserField, USER_FIELDS, USER_RIGHTS } from '../../src/model/index.ts';
import type { ContextAccess, NewOxUser, OxReference, OxUser, OxUserChange, OxUsers } from '../../src/ox/index.ts';
import type { UserData } from '../state/index.ts';
import { found, inContext, refusal } from './calls.ts';
import type { InProcessPort } from './in-process-port.ts';

export function usersOver(port: InProcessPort): OxUsers {
  const service = 'OXUserService';
  return {
    create: async (access, user) => {
      const usrdata = { ...sentFields(access, 'createByModuleAccess', user.fields), name: user.name, password: user.password };
      const args = { ...inContext(access), usrdata, access: rightsToSend(user) };
      const { id } = await port.call(service, 'createByModuleAccess', args, { caller: access.admin, secrets: [user.password] });
      return id ?? 0;
    },
    createFromGuest: async (access, user) => {
      const usrdata = { ...sentFields(access, 'create', user.fields), name: user.name, password: user.password };
      const args = { ...inContext(access), usrdata, convertguest: true };
      const { id } = await port.call(service, 'create', args, { caller: access.admin, secrets: [user.password] });
      return id ?? 0;
    },
    changePersonal: (access, user, personal) =>
      port.call(service, 'changeMailAddressPersonal', { ...inContext(access), user, personal }, { caller: access.admin }),
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
    guests: async (access) => {
      const args = { ...inContext(access), search_pattern: '*', include_guests: true, exclude_users: true };
      return (await port.call(service, 'list', args, { caller: access.admin })).map(({ id }) => id ?? 0);
    },
    rights: async (access, user) => {
      const flags = await port.call(service, 'getModuleAccess', { ...inContext(access), user }, { caller: access.admin });
      return USER_RIGHTS.filter((right) => flags[right]);
    },
  };
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
