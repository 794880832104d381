import type { OxSimulation } from '../state/index.ts';
import { type AccountEdit, applyAccountEdit } from './account-edit.ts';
import { applyDeputyEdit, type DeputyEdit } from './deputy-edit.ts';
import { applyGroupEdit, type GroupEdit } from './group-edit.ts';
import { applyResourceEdit, type ResourceEdit } from './resource-edit.ts';
import { applyUserEdit, type UserEdit } from './user-edit.ts';

/** What happens in OX behind a client's back. Throws an `Error` with one line when the object is not there. */
export type Edit = UserEdit | GroupEdit | ResourceEdit | AccountEdit | DeputyEdit;

type Apply<E> = (ox: OxSimulation, edit: E) => number;

const appliers: { readonly [K in Edit['kind']]: Apply<Extract<Edit, { kind: K }>> } = {
  setUserFields: applyUserEdit,
  deleteUser: applyUserEdit,
  addGuest: applyUserEdit,
  setGroup: applyGroupEdit,
  deleteGroup: applyGroupEdit,
  addResource: applyResourceEdit,
  setResourceFields: applyResourceEdit,
  deleteResource: applyResourceEdit,
  addAccount: applyAccountEdit,
  setAccountFields: applyAccountEdit,
  deleteAccount: applyAccountEdit,
  putDeputy: applyDeputyEdit,
  deleteDeputy: applyDeputyEdit,
  blockManual: applyDeputyEdit,
};

/** Carries out an edit without any check of OX, and gives the id that it was about: of deputies that of who granted. */
export function applyEdit(ox: OxSimulation, edit: Edit): number {
  const apply = appliers[edit.kind] as Apply<Edit>;
  return apply(ox, edit);
}
