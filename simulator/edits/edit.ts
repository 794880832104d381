import type { OxSimulation } from '../state/index.ts';
import { type AccountEdit, applyAccountEdit } from './account-edit.ts';
import { applyDeputyEdit, type DeputyEdit } from './deputy-edit.ts';
import { applyGroupEdit, type GroupEdit } from './group-edit.ts';
import { applyResourceEdit, type ResourceEdit } from './resource-edit.ts';
import { applyUserEdit, type UserEdit } from './user-edit.ts';

/** What happens in OX behind a client's back. Throws an `Error` with one line when the object is not there. */
export type Edit = UserEdit | GroupEdit | ResourceEdit | AccountEdit | DeputyEdit;

/** Carries out an edit without any check of OX, and gives the id that it was about: of deputies that of who granted. */
export function applyEdit(ox: OxSimulation, edit: Edit): number {
  switch (edit.kind) {
    case 'setUserFields':
    case 'deleteUser':
    case 'addGuest':
      return applyUserEdit(ox, edit);
    case 'setGroup':
    case 'deleteGroup':
      return applyGroupEdit(ox, edit);
    case 'addResource':
    case 'setResourceFields':
    case 'deleteResource':
      return applyResourceEdit(ox, edit);
    case 'addAccount':
    case 'setAccountFields':
    case 'deleteAccount':
      return applyAccountEdit(ox, edit);
    case 'putDeputy':
    case 'deleteDeputy':
    case 'blockManual':
      return applyDeputyEdit(ox, edit);
  }
}
