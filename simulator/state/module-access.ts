import { USER_RIGHTS } from '../../src/model/index.ts';
import type { ModuleAccess, ModuleAccessData, ModuleFlag } from './ox-data.ts';
import { invalidData, storageFailure } from './ox-fault.ts';
import type { OxSettings } from './ox-settings.ts';

const FLAGS: readonly ModuleFlag[] = [...USER_RIGHTS, 'publicFolderEditable'];

/** What a user without the global address book cannot have. */
const needAddressBook: readonly ModuleFlag[] = ['editPublicFolders', 'readCreateSharedFolders', 'webdavXml', 'delegateTask'];

/** All 26 flags: what is absent is off, for OX copies what was sent onto a fresh object. */
export function completeAccess(sent: ModuleAccessData): ModuleAccess {
  const access = Object.fromEntries(FLAGS.map((flag) => [flag, sent[flag] ?? false]));
  return Object.freeze(access) as ModuleAccess;
}

/** Guests see what is shared with them and nothing else. */
export const ACCESS_OF_GUESTS: ModuleAccess = completeAccess({});

function accessWith(flags: readonly string[]): ModuleAccess {
  return completeAccess(Object.fromEntries(flags.map((flag) => [flag, true])));
}

export function withoutPublicFolders(access: ModuleAccess): ModuleAccess {
  return access.publicFolderEditable ? Object.freeze({ ...access, publicFolderEditable: false }) : access;
}

/** Refuses the one illegal combination that OX knows, and the right that is for the context admin alone. */
export function checkAccess(access: ModuleAccess, isContextAdmin: boolean): void {
  if (access.globalAddressBookDisabled && needAddressBook.some((flag) => access[flag])) {
    throw storageFailure('Global address book can not be disabled for non-PIM users.');
  }
  // OX refuses this in its folder helper; the exact text is not known.
  if (access.publicFolderEditable && !isContextAdmin) {
    throw storageFailure('publicFolderEditable can only be set for the context administrator.');
  }
}

/** The access of a named combination. */
export function namedAccess(settings: OxSettings, name: string): ModuleAccess {
  const flags = Object.hasOwn(settings.accessCombinations, name) ? settings.accessCombinations[name] : undefined;
  if (flags === undefined) throw invalidData(`No such access combination name "${name}"`);
  return accessWith(flags);
}

/** The first combination that is exactly this access. */
export function combinationName(settings: OxSettings, access: ModuleAccess): string | undefined {
  return Object.keys(settings.accessCombinations).find((name) => {
    const combination = namedAccess(settings, name);
    return FLAGS.every((flag) => combination[flag] === access[flag]);
  });
}

/** A new context's admin has webmail and contacts unless a default combination is set. */
export function newAdminAccess(settings: OxSettings): ModuleAccess {
  const name = settings.newContextAccessCombination;
  return name === 'NOT_DEFINED' ? accessWith(['webmail', 'contacts']) : namedAccess(settings, name);
}
