import type { OxSimulation, StoredUser, UserData } from './state/index.ts';
import { ACCESS_OF_GUESTS } from './state/index.ts';

/** What happens in OX behind a client's back. Throws an `Error` with one line when the object is not there. */
export type Edit =
  | { readonly kind: 'setUserFields'; readonly contextId: number; readonly user: number | string; readonly fields: UserData }
  | { readonly kind: 'deleteUser'; readonly contextId: number; readonly user: number | string }
  | { readonly kind: 'deleteGroup'; readonly contextId: number; readonly group: number | string }
  | { readonly kind: 'addGuest'; readonly contextId: number; readonly mail: string; readonly createdBy?: number | undefined };

/** Carries out an edit without any check of OX, and gives the id that it was about. */
export function applyEdit(ox: OxSimulation, edit: Edit): number {
  switch (edit.kind) {
    case 'setUserFields':
      return setUserFields(ox, edit.contextId, edit.user, edit.fields);
    case 'deleteUser':
      return deleteUser(ox, edit.contextId, edit.user);
    case 'deleteGroup':
      return deleteGroup(ox, edit.contextId, edit.group);
    case 'addGuest':
      return addGuest(ox, edit.contextId, edit.mail, edit.createdBy);
  }
}

function setUserFields(ox: OxSimulation, contextId: number, reference: number | string, fields: UserData): number {
  const user = findUser(ox, contextId, reference);
  const { password = user.password, name = user.name, ...others } = fields;
  contextOf(ox, contextId).putUser({ ...user, name, password, data: { ...user.data, ...others, name, id: user.id } });
  return user.id;
}

function deleteUser(ox: OxSimulation, contextId: number, reference: number | string): number {
  const user = findUser(ox, contextId, reference);
  contextOf(ox, contextId).removeUser(user);
  return user.id;
}

function deleteGroup(ox: OxSimulation, contextId: number, reference: number | string): number {
  const context = contextOf(ox, contextId);
  const group = typeof reference === 'number' ? context.groups.get(reference) : context.groupNamed(reference);
  if (group === undefined) throw new Error(`there is no group ${reference} in context ${contextId}`);
  context.removeGroup(group);
  return group.id;
}

/** Somebody shares something with an address: OX makes a guest of it, who holds the address. */
function addGuest(ox: OxSimulation, contextId: number, mail: string, createdBy?: number): number {
  const context = contextOf(ox, contextId);
  const id = context.takeId();
  const data: UserData = { id, display_name: mail, primaryEmail: mail, email1: mail, language: ox.settings.defaultLanguage };
  const guestCreatedBy = createdBy ?? context.record.adminId;
  context.putUser({
    id,
    name: '',
    password: '',
    data,
    access: ACCESS_OF_GUESTS,
    capabilities: [],
    personal: '',
    guestCreatedBy,
    dataOf: `${contextId}/${id}`,
  });
  return id;
}

function contextOf(ox: OxSimulation, contextId: number) {
  const context = ox.installation.contexts.get(contextId);
  if (context === undefined) throw new Error(`there is no context ${contextId}`);
  return context;
}

function findUser(ox: OxSimulation, contextId: number, reference: number | string): StoredUser {
  const context = contextOf(ox, contextId);
  const user = typeof reference === 'number' ? context.users.get(reference) : context.userNamed(reference);
  if (user === undefined) throw new Error(`there is no user ${reference} in context ${contextId}`);
  return user;
}
