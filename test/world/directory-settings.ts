import type { Mode } from '../../src/engine/index.ts';
import type { DirectoryEntry } from '../../src/model/index.ts';
import type { GuardLimits } from './world.ts';

export type Scope = 'users' | 'groups' | 'functionalAccounts';

/** What somebody changes in the OXDirectory while it is at work. */
export interface DirectorySettings {
  readonly modes: Readonly<Record<Scope, Mode>>;
  readonly userDeletion: { readonly policy: 'Delete' | 'Disable' | 'Orphan'; readonly graceDays?: number };
  readonly errorPolicy: 'Park' | 'Halt';
  readonly suspend: boolean;
  /** Of users; groups keep theirs. */
  readonly limits: GuardLimits;
  /** People of one context are not for OX. */
  readonly isNarrow: boolean;
}

/** Everything is done that the directory says. */
export function usualSettings(limits: GuardLimits): DirectorySettings {
  return {
    modes: { users: 'Enforce', groups: 'Enforce', functionalAccounts: 'Enforce' },
    userDeletion: { policy: 'Delete' },
    errorPolicy: 'Park',
    suspend: false,
    limits,
    isNarrow: false,
  };
}

/** Whose context the narrow filter leaves out. */
export const LEFT_OUT = 12;
const NARROW_FILTER = `(!(oxContextIDNum=${LEFT_OUT}))`;

/** Which entries a search with the filter of the spec finds. */
export function filterOf({ filter }: { readonly filter: string }): (entry: DirectoryEntry) => boolean {
  if (filter !== NARROW_FILTER) return () => true;
  return ({ query, attributes }) => query !== 'users' || attributes.get('oxcontextidnum')?.[0] !== String(LEFT_OUT);
}

/** The spec with these settings, whatever else it says. */
export function withSettings(spec: unknown, settings: DirectorySettings): object {
  const { users, groups, deletionGuard, ...others } = spec as Readonly<Record<string, object>>;
  const { modes, userDeletion, errorPolicy, suspend, limits, isNarrow } = settings;
  return {
    ...others,
    users: { ...users, mode: modes.users, filter: isNarrow ? NARROW_FILTER : '' },
    groups: { ...groups, mode: modes.groups },
    functionalAccounts: { mode: modes.functionalAccounts },
    deletionGuard: { ...deletionGuard, users: limits },
    ...{ userDeletion, errorPolicy, suspend },
  };
}

/** Which part of the spec decides about what a service of OX is told. */
export const SCOPE_OF: ReadonlyMap<string, Scope> = new Map([
  ['OXUserService', 'users'],
  ['OXUserCopyService', 'users'],
  ['OXDeputyPermissionsService', 'users'],
  ['OXGroupService', 'groups'],
  ['OXSecondaryAccountService', 'functionalAccounts'],
]);

/** Nobody who leaves is deleted, as far as this history goes. */
export function deletesNobody({ modes, userDeletion, suspend }: DirectorySettings): boolean {
  return modes.users !== 'Enforce' || userDeletion.policy !== 'Delete' || (userDeletion.graceDays ?? 0) > 0 || suspend;
}
