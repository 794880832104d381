import type { ContextState } from './context-state.ts';
import type { ResourcePermissionData } from './ox-data.ts';
import { invalidData } from './ox-fault.ts';

const privileges = ['NONE', 'ASK_TO_BOOK', 'BOOK_DIRECTLY', 'DELEGATE'];

/** Who may book a resource, checked. That everybody may book it is how a resource is without permissions, so it is not stored. */
export function storedPermissions(context: ContextState, sent: readonly ResourcePermissionData[]): readonly ResourcePermissionData[] {
  if (sent.length === 1 && sent.every(isDefault)) return [];
  const seen = new Set<string>();
  for (const permission of sent) {
    const key = checkedEntity(context, permission);
    if (seen.has(key)) throw invalidData(`Duplicate permission entity ${permission.entity}.`);
    seen.add(key);
  }
  const given = sent.map(({ privilege }) => privilege?.toUpperCase());
  if (given.includes('ASK_TO_BOOK') && !given.includes('DELEGATE')) throw invalidData('Permission ASK_TO_BOOK without DELEGATE found.');
  return sent;
}

function isDefault({ entity, group, privilege }: ResourcePermissionData): boolean {
  return entity === 0 && group === true && privilege === 'BOOK_DIRECTLY';
}

function checkedEntity(context: ContextState, { entity, group, privilege }: ResourcePermissionData): string {
  if (entity === undefined) throw invalidData('Permission without entity found.');
  if (group === undefined) throw invalidData('Permission without group flag found.');
  if (privilege === undefined || privilege === '') throw invalidData(`Missing permission privilege for entity ${entity}.`);
  if (group) checkGroup(context, entity);
  else checkUser(context, entity);
  if (!privileges.includes(privilege.toUpperCase())) throw invalidData(`Invalid permission privilege ${privilege} for entity ${entity}.`);
  return `${group} ${entity}`;
}

function checkGroup(context: ContextState, id: number): void {
  if (id !== 0 && !context.groups.has(id)) throw invalidData(`Group with id ${id} not found.`);
}

function checkUser(context: ContextState, id: number): void {
  const user = context.users.get(id);
  if (user === undefined) throw invalidData(`User with id ${id} not found.`);
  if (user.guestCreatedBy !== 0) throw invalidData(`User ${id} is a guest user.`);
}
