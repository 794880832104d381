import { ACCESS_OF_GUESTS, type ContextState, type OxSimulation, type UserData } from '../state/index.ts';
import { contextOf, type Reference, userOf } from './edit-target.ts';

export type UserEdit =
  | { readonly kind: 'setUserFields'; readonly contextId: number; readonly user: Reference; readonly fields: UserData }
  | { readonly kind: 'deleteUser'; readonly contextId: number; readonly user: Reference }
  | { readonly kind: 'addGuest'; readonly contextId: number; readonly mail: string; readonly createdBy?: number | undefined };

export function applyUserEdit(ox: OxSimulation, edit: UserEdit): number {
  const context = contextOf(ox, edit.contextId);
  switch (edit.kind) {
    case 'setUserFields':
      return setUserFields(context, edit.user, edit.fields);
    case 'deleteUser': {
      const user = userOf(context, edit.user);
      context.removeUser(user);
      return user.id;
    }
    case 'addGuest':
      return addGuest(context, edit.mail, ox.settings.defaultLanguage, edit.createdBy);
  }
}

function setUserFields(context: ContextState, reference: Reference, fields: UserData): number {
  const user = userOf(context, reference);
  const { password = user.password, name = user.name, ...others } = fields;
  context.putUser({ ...user, name, password, data: { ...user.data, ...others, name, id: user.id } });
  return user.id;
}

/** Somebody shares something with an address: OX makes a guest of it, who holds the address. */
function addGuest(context: ContextState, mail: string, language: string, guestCreatedBy = context.record.adminId): number {
  const id = context.takeId();
  const data: UserData = { id, display_name: mail, primaryEmail: mail, email1: mail, language };
  const nothing = { name: '', password: '', capabilities: [], personal: '' };
  context.putUser({ ...nothing, id, data, access: ACCESS_OF_GUESTS, guestCreatedBy, dataOf: `${context.id}/${id}` });
  return id;
}
