import { type DirectoryQuery, LdapDirectory, type LdapDirectoryOptions } from '../../src/directory/index.ts';
import { AdjustableClock } from '../support/adjustable-clock.ts';
import type { Slapd } from '../support/slapd.ts';
import type { SlapdSettings } from '../support/slapd-config.ts';

export const SUFFIX = 'dc=example,dc=org';

/** The ways to follow a directory, and the servers that lead to them. */
export const ways = [
  { way: 'content sync with a session log', method: 'ContentSync', settings: { syncprov: { sessionlog: 1000 } } },
  { way: 'content sync without a session log', method: 'ContentSync', settings: { syncprov: { sessionlog: 0 } } },
  { way: 'time stamps by entryCSN', method: 'Timestamps', settings: { syncprov: false } },
  {
    way: 'time stamps by modifyTimestamp',
    method: 'Timestamps',
    settings: { syncprov: false, access: ['access to attrs=entryCSN,contextCSN by * none', 'access to * by * read'] },
  },
] as const satisfies readonly { way: string; method: 'ContentSync' | 'Timestamps'; settings: Partial<SlapdSettings> }[];

export const usersQuery: DirectoryQuery = {
  name: 'users',
  base: SUFFIX,
  filter: '(&(objectClass=oxUserObject)(isOxUser=OK))',
  attributes: ['uid', 'sn', 'title', 'mailPrimaryAddress', 'telephoneNumber'],
  binaryAttributes: ['jpegPhoto'],
};

export const groupsQuery: DirectoryQuery = {
  name: 'groups',
  base: SUFFIX,
  filter: '(&(objectClass=oxGroup)(isOxGroup=OK))',
  attributes: ['cn', 'uniqueMember'],
  binaryAttributes: [],
};

export function userDn(uid: string, container = 'ou=users'): string {
  return `uid=${uid},${container},${SUFFIX}`;
}

export interface UserShape {
  readonly container?: string;
  /** More lines of LDIF. */
  readonly lines?: string;
}

export function userLdif(uid: string, { container = 'ou=users', lines = '' }: UserShape = {}): string {
  return `dn: ${userDn(uid, container)}
objectClass: inetOrgPerson
objectClass: univentionObject
objectClass: univentionMail
objectClass: oxUserObject
uid: ${uid}
cn: ${uid}
sn: Family of ${uid}
isOxUser: OK
${lines === '' ? '' : `${lines}\n`}
`;
}

export function usersLdif(...uids: string[]): string {
  return uids.map((uid) => userLdif(uid)).join('');
}

export function groupLdif(cn: string, ...members: string[]): string {
  return `dn: cn=${cn},ou=groups,${SUFFIX}
objectClass: posixGroup
objectClass: univentionGroup
objectClass: oxGroup
cn: ${cn}
gidNumber: 5001
isOxGroup: OK
${members.map((member) => `uniqueMember: ${userDn(member)}\n`).join('')}
`;
}

export function containerLdif(name: string, container = ''): string {
  return `dn: ou=${name},${container === '' ? '' : `${container},`}${SUFFIX}
objectClass: organizationalUnit
ou: ${name}

`;
}

/** `changetype: modify` of one attribute; no values remove it. */
export function replaceLdif(dn: string, attribute: string, ...values: string[]): string {
  return `dn: ${dn}
changetype: modify
replace: ${attribute}
${values.map((value) => `${attribute}: ${value}\n`).join('')}
`;
}

export function deleteLdif(dn: string): string {
  return `dn: ${dn}\nchangetype: delete\n\n`;
}

export function moveLdif(dn: string, newRdn: string, newContainer?: string): string {
  const superior = newContainer === undefined ? '' : `newsuperior: ${newContainer},${SUFFIX}\n`;
  return `dn: ${dn}\nchangetype: modrdn\nnewrdn: ${newRdn}\ndeleteoldrdn: 1\n${superior}\n`;
}

/** Servers, directories and the like that a test made; all are ended after it. */
export class Cleanup {
  #steps: (() => Promise<unknown>)[] = [];

  add<T>(thing: T, end: (thing: T) => Promise<unknown>): T {
    this.#steps.push(() => end(thing));
    return thing;
  }

  async run(): Promise<void> {
    const steps = this.#steps.reverse();
    this.#steps = [];
    for (const step of steps) await step();
  }
}

/** A directory on this server, with short limits; the options override everything. */
export function directoryOn(slapd: Slapd, options: Partial<LdapDirectoryOptions> = {}): LdapDirectory {
  return new LdapDirectory({
    urls: [slapd.url],
    bind: async () => slapd.reader,
    queries: [usersQuery, groupsQuery],
    clock: new AdjustableClock(),
    ...options,
  });
}
