import type { DirectorySpec } from '../crds/index.ts';

/** What decides about how entries become objects; when it changes, everything is read again. */
export function mappingKey(spec: DirectorySpec): string {
  const { ldap, ldif, preset, users, groups, mapping, userDefaults, deputyPermissions } = spec;
  const { mode: _, ...accounts } = spec.functionalAccounts;
  return JSON.stringify({ base: ldap?.baseDN, ldif, preset, users, groups, accounts, mapping, userDefaults, deputyPermissions });
}
