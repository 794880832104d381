/** One attribute of an entry: text, several texts, octets, or nothing (the attribute is left out). */
export type AttributeValue = string | readonly string[] | Buffer | undefined;
export type Attributes = Readonly<Record<string, AttributeValue>>;

export interface Entry {
  readonly dn: string;
  readonly attributes: Attributes;
}

const BASE = 'dc=example,dc=org';

/** The DN under which the entry of a user stands. */
export function userDn(uid: string): string {
  return `uid=${uid},cn=users,${BASE}`;
}

/** A user as UDM writes it, in context 10 with the rights of webmail. `more` adds attributes, or takes them away with `undefined`. */
export function user(uid: string, more: Attributes = {}): Entry {
  const common = {
    objectClass: ['inetOrgPerson', 'univentionMail', 'oxUserObject'],
    univentionObjectType: 'users/user',
    entryUUID: `user-${uid}`,
    uid,
    givenName: 'Given',
    sn: 'Sur',
    oxDisplayName: `Display ${uid}`,
    mailPrimaryAddress: `${uid}@example.org`,
    isOxUser: 'OK',
    oxAccess: 'webmail',
    oxContextIDNum: '10',
  };
  return { dn: userDn(uid), attributes: { ...common, ...more } };
}

/** A group with users as members, by their DNs. */
export function group(cn: string, members: readonly string[], more: Attributes = {}): Entry {
  const common = {
    objectClass: ['univentionGroup', 'oxGroup'],
    univentionObjectType: 'groups/group',
    entryUUID: `group-${cn}`,
    cn,
    isOxGroup: 'OK',
    uniqueMember: members,
  };
  return { dn: groupDn(cn), attributes: { ...common, ...more } };
}

export function groupDn(cn: string): string {
  return `cn=${cn.replaceAll(/[,+"\\<>;=#]/g, (character) => `\\${character}`)},cn=groups,${BASE}`;
}

/** A functional account of the directory. */
export function functionalAccount(cn: string, members: readonly string[], more: Attributes = {}): Entry {
  const common = {
    objectClass: ['oxFunctionalAccount'],
    univentionObjectType: 'oxmail/functional_account',
    entryUUID: `account-${cn}`,
    cn,
    mailPrimaryAddress: `${cn}@example.org`,
    uniqueMember: members,
  };
  return { dn: `cn=${cn},cn=functional_accounts,cn=open-xchange,${BASE}`, attributes: { ...common, ...more } };
}
