import type { FieldRow } from './field-row.ts';
import { UNIVENTION_TABLE } from './univention-table.ts';

/** Properties of UDM users and groups that no row of the table has, with their LDAP attributes. */
const furtherProperties: Readonly<Record<string, string>> = {
  username: 'uid',
  name: 'cn',
  displayName: 'displayName',
  description: 'description',
  'e-mail': 'mail',
  country: 'st',
  state: 'st',
  departmentNumber: 'departmentNumber',
  secretary: 'secretary',
  unixhome: 'homeDirectory',
  shell: 'loginShell',
  mailAddress: 'mailPrimaryAddress',
  oxContext: 'oxContextIDNum',
  oxAccess: 'oxAccess',
  isOxUser: 'isOxUser',
  isOxGroup: 'isOxGroup',
  scriptpath: 'sambaLogonScript',
  profilepath: 'sambaProfilePath',
  homedrive: 'sambaHomeDrive',
  sambahome: 'sambaHomePath',
  users: 'uniqueMember',
};

const attributeByProperty: ReadonlyMap<string, string> = new Map([
  ...Object.entries(furtherProperties).map(([property, attribute]) => [property.toLowerCase(), attribute] as const),
  ...UNIVENTION_TABLE.flatMap(namesOf),
]);

function namesOf(row: FieldRow): (readonly [string, string])[] {
  return [row, ...row.alternatives].map(({ property, attribute }) => [property.toLowerCase(), attribute]);
}

const descriptor = /^[A-Za-z][A-Za-z0-9-]*(?:;[A-Za-z0-9-]+)*$/;

/** The LDAP attribute that a name out of a manifest means, or `undefined` when no attribute can be called so. */
export function ldapAttribute(name: string, speaksUdm: boolean): string | undefined {
  const translated = speaksUdm || name === 'username' ? attributeByProperty.get(name.toLowerCase()) : undefined;
  return translated ?? (descriptor.test(name) ? name : undefined);
}
