import type { Cache, CachedObject, Member } from '../cache/index.ts';
import type { Kind } from '../model/index.ts';

/** Kinds that are written with the ids of users. */
export const KINDS_WITH_MEMBERS: ReadonlySet<Kind> = new Set(['Group', 'FunctionalAccount', 'DeputyPermission']);

/** Who is in it; what they should be only where the logins of an account are made of it. */
export function membersOf({ id, kind }: CachedObject, { objects }: Cache): readonly Member[] {
  return KINDS_WITH_MEMBERS.has(kind) ? objects.members(id, kind === 'FunctionalAccount') : [];
}
