import type { ContextState, StoredUser } from './context-state.ts';
import type { UserData } from './ox-data.ts';
import { invalidData, noSuchUser } from './ox-fault.ts';
import { resolveUserId } from './references.ts';

/** Deletes users, or refuses before anything is deleted. `reassign` > 0 is who takes over the shared data. */
export function deleteUsers(context: ContextState, sent: readonly UserData[], reassign: number | undefined): void {
  const ids = sent.map((user) => resolveUserId(context, user));
  const missing = ids.filter((id) => !context.users.has(id));
  if (missing.length > 0) throw noSuchUser(`No such user(s) ${missing.join(',')} in context ${context.id}`);
  checkEach(context, ids, reassign);
  if (reassign !== undefined && reassign > 0) checkReassign(context, reassign);
  const users: StoredUser[] = ids.flatMap((id) => context.users.get(id) ?? []);
  for (const user of users) context.removeUser(user);
}

function checkEach(context: ContextState, ids: readonly number[], reassign: number | undefined): void {
  const seen = new Set<number>();
  for (const id of ids) {
    if (id === reassign) {
      throw invalidData(
        'It is not allowed to reassign the shared data to the user which should be deleted. Please choose a different reassign user.',
      );
    }
    if (seen.has(id)) throw invalidData(`User ${id} is contained multiple times in delete request.`);
    if (context.isAdmin(id)) throw invalidData('Admin delete not supported');
    seen.add(id);
  }
}

function checkReassign(context: ContextState, id: number): void {
  const choose = 'Please choose a different reassign user.';
  const user = context.users.get(id);
  if (user === undefined) throw invalidData(`The reassign user with id ${id} does not exist in context ${context.id}. ${choose}`);
  if ((user.data.filestoreId ?? 0) === 0) throw invalidData(`The reassign user with id ${id} is not an owner of a filestore. ${choose}`);
}
