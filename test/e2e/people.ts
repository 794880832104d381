export const SUFFIX = 'dc=example,dc=org';

interface UserShape {
  readonly contextId?: number;
  /** `univentionObjectIdentifier`; without one the directory's own entryUUID is the identity. */
  readonly identifier?: string;
  /** More lines of LDIF. */
  readonly lines?: readonly string[];
}

/** An OX user as UCS keeps one, for a real server and for LDIF files alike. */
export function user(uid: string, { contextId = 10, identifier, lines = [] }: UserShape = {}): string {
  return entry([
    `dn: ${userDn(uid)}`,
    ...['inetOrgPerson', 'univentionObject', 'univentionMail', 'oxUserObject'].map((name) => `objectClass: ${name}`),
    ...(identifier === undefined ? [] : [`univentionObjectIdentifier: ${identifier}`]),
    ...[`uid: ${uid}`, `cn: ${uid}`, `givenName: ${uid}`, `sn: Sample`, `oxDisplayName: ${uid} Sample`],
    ...[`mailPrimaryAddress: ${uid}@example.org`, 'isOxUser: OK', 'oxAccess: groupware', `oxContextIDNum: ${contextId}`],
    ...lines,
  ]);
}

export function users(...uids: readonly string[]): string {
  return uids.map((uid) => user(uid)).join('');
}

export function group(name: string, ...members: readonly string[]): string {
  return entry([
    `dn: ${groupDn(name)}`,
    ...['posixGroup', 'univentionGroup', 'oxGroup'].map((one) => `objectClass: ${one}`),
    ...[`cn: ${name}`, 'gidNumber: 5001', 'isOxGroup: OK'],
    ...members.map((uid) => `uniqueMember: ${userDn(uid)}`),
  ]);
}

/** An organizational unit, given by its DN below the suffix. */
export function unit(rdns: string): string {
  return entry([`dn: ${rdns},${SUFFIX}`, 'objectClass: organizationalUnit', `ou: ${/^ou=([^,]+)/.exec(rdns)?.[1]}`]);
}

export function userDn(uid: string, inside = 'ou=users'): string {
  return `uid=${uid},${inside},${SUFFIX}`;
}

export function groupDn(name: string): string {
  return `cn=${name},ou=groups,${SUFFIX}`;
}

/** `count` logins that sort as they count. */
export function logins(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `user${String(index).padStart(4, '0')}`);
}

/** A change record: one attribute gets these values; none remove it. */
export function replace(dn: string, attribute: string, ...values: readonly string[]): string {
  return entry([`dn: ${dn}`, 'changetype: modify', `replace: ${attribute}`, ...values.map((value) => `${attribute}: ${value}`)]);
}

export function remove(dn: string): string {
  return entry([`dn: ${dn}`, 'changetype: delete']);
}

/** A change record: another RDN, and another place when `inside` names one. */
export function move(dn: string, rdn: string, inside?: string): string {
  const place = inside === undefined ? [] : [`newsuperior: ${inside},${SUFFIX}`];
  return entry([`dn: ${dn}`, 'changetype: modrdn', `newrdn: ${rdn}`, 'deleteoldrdn: 1', ...place]);
}

function entry(lines: readonly string[]): string {
  return `${lines.join('\n')}\n\n`;
}
