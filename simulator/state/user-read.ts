import { authorize, type Caller } from './authentication.ts';
import type { ContextState, StoredUser } from './context-state.ts';
import { collationKey, matcherOf } from './names.ts';
import type { CredentialsData, UserData } from './ox-data.ts';
import { invalidData, noSuchUser } from './ox-fault.ts';
import { idOnly } from './references.ts';

/** getData: one missing user fails the whole call. */
export function readUsers(caller: Caller, auth: CredentialsData | undefined, sent: readonly UserData[]): readonly UserData[] {
  const { context } = caller;
  const targets = sent.map((user) => user.id ?? context.userNamed(user.name ?? '')?.id ?? 0);
  authorize(caller, auth, targets);
  return sent.map((user) => findUser(context, user).data);
}

/** When id and name are sent, both must exist; whether they are the same user is not asked. */
function findUser(context: ContextState, { id, name }: UserData): StoredUser {
  const found: (StoredUser | undefined)[] = [];
  if (id !== undefined) found.push(context.users.get(id));
  if (name !== undefined) found.push(context.userNamed(name));
  if (found.length === 0) throw invalidData('Username and userid missing.');
  const [user] = found;
  if (user === undefined || found.includes(undefined)) throw noSuchUser(`No such user ${name ?? id} in context ${context.id}`);
  return user;
}

/** By id, else by name, else by display name. */
export function userExists(context: ContextState, { id, name, display_name: displayName }: UserData): boolean {
  if (id !== undefined) return context.users.has(id);
  if (name !== undefined) return context.userNamed(name) !== undefined;
  if (displayName !== undefined) return context.usersDisplayedAs(displayName).length > 0;
  throw invalidData('Neither identifier, name nor display name set in given user object');
}

export interface GuestChoice {
  readonly include_guests?: boolean | undefined;
  readonly exclude_users?: boolean | undefined;
}

/** The ids of users whose login or display name matches. An absent or empty pattern is everybody. */
export function listUsers(context: ContextState, pattern: string | undefined, choice: GuestChoice): readonly UserData[] {
  const matches = matcherOf(pattern === undefined || pattern === '' ? '*' : pattern);
  return idsOf(context, (user) => isChosen(user, choice) && (matches(user.name) || matches(user.data.display_name)));
}

/** Users with an alias that ends with the domain. */
export function listByAliasDomain(context: ContextState, domain: string | undefined): readonly UserData[] {
  if (domain === undefined) throw invalidData('Invalid alias domain');
  const ending = collationKey(domain);
  return idsOf(context, (user) => (user.data.aliases ?? []).some((alias) => collationKey(alias).endsWith(ending)));
}

function isChosen(
  { guestCreatedBy }: StoredUser,
  { include_guests: withGuests = false, exclude_users: guestsOnly = false }: GuestChoice,
): boolean {
  return guestCreatedBy === 0 ? !guestsOnly : withGuests || guestsOnly;
}

function idsOf(context: ContextState, isWanted: (user: StoredUser) => boolean): readonly UserData[] {
  return [...context.users.values()]
    .filter(isWanted)
    .map(({ id }) => id)
    .sort((left, right) => left - right)
    .map(idOnly);
}
