import { join } from 'node:path';

/** How the test server behaves; everything has a default, and `Slapd.reconfigure` changes it between two starts. */
export interface SlapdSettings {
  readonly suffix: string;
  /** Content sync: off, without a session log (a log of 0), or with one of so many changes. */
  readonly syncprov: false | { readonly sessionlog: number };
  /** `olcServerID`: the third part of every CSN. */
  readonly serverId?: number;
  /** `limits` for the bind DN of the operator, as slapd.conf spells it. */
  readonly readerLimits: string;
  /** `index` lines. */
  readonly indexes: readonly string[];
  /** `access to …` lines; without any everybody may read everything. */
  readonly access: readonly string[];
  /** More lines for the database, say `idletimeout` or another overlay. */
  readonly databaseLines: readonly string[];
}

export const defaultSettings: SlapdSettings = {
  suffix: 'dc=example,dc=org',
  syncprov: { sessionlog: 1000 },
  readerLimits: 'size=unlimited time=unlimited',
  indexes: ['objectClass eq', 'entryUUID eq', 'entryCSN eq', 'modifyTimestamp eq', 'uid eq', 'cn eq', 'uniqueMember eq'],
  access: [],
  databaseLines: [],
};

export const ADMIN_PASSWORD = 'admin-secret';
export const READER_PASSWORD = 'reader-secret';

const SYSTEM_SCHEMAS = ['core', 'cosine', 'nis', 'inetorgperson'];
const OWN_SCHEMAS = ['univention', 'ox'];

/** The slapd.conf of a server whose files all lie in `folder`. */
export function slapdConfiguration(folder: string, settings: SlapdSettings): string {
  const schemaFolder = join(import.meta.dirname, 'ldap-schema');
  return [
    ...SYSTEM_SCHEMAS.map((name) => `include /etc/ldap/schema/${name}.schema`),
    ...OWN_SCHEMAS.map((name) => `include ${join(schemaFolder, `${name}.schema`)}`),
    'modulepath /usr/lib/ldap',
    'moduleload back_mdb',
    ...(settings.syncprov === false ? [] : ['moduleload syncprov']),
    `pidfile ${join(folder, 'slapd.pid')}`,
    `TLSCACertificateFile ${join(folder, 'ca.crt')}`,
    `TLSCertificateFile ${join(folder, 'server.crt')}`,
    `TLSCertificateKeyFile ${join(folder, 'server.key')}`,
    'threads 4',
    ...(settings.serverId === undefined ? [] : [`serverID ${settings.serverId}`]),
    ...databaseConfiguration(folder, settings),
    '',
  ].join('\n');
}

function databaseConfiguration(folder: string, settings: SlapdSettings): string[] {
  const { suffix, syncprov } = settings;
  return [
    'database mdb',
    `suffix ${suffix}`,
    `rootdn cn=admin,${suffix}`,
    `rootpw ${ADMIN_PASSWORD}`,
    `directory ${join(folder, 'data')}`,
    'maxsize 1073741824',
    'dbnosync',
    `limits dn.exact="${readerDn(suffix)}" ${settings.readerLimits}`,
    ...settings.indexes.map((index) => `index ${index}`),
    'access to attrs=userPassword by anonymous auth by * none',
    ...settings.access,
    ...(settings.access.length === 0 ? ['access to * by * read'] : []),
    ...settings.databaseLines,
    ...(syncprov === false ? [] : ['overlay syncprov', 'syncprov-checkpoint 1000 10']),
    ...(syncprov !== false && syncprov.sessionlog > 0 ? [`syncprov-sessionlog ${syncprov.sessionlog}`] : []),
  ];
}

/** The account that the operator binds with in tests. */
export function readerDn(suffix: string): string {
  return `cn=reader,${suffix}`;
}

/** The entries that every test directory begins with: suffix, reader, containers of users and groups. */
export function baseLdif(suffix: string): string {
  return `dn: ${suffix}
objectClass: dcObject
objectClass: organization
dc: ${/^dc=([^,]+)/.exec(suffix)?.[1] ?? 'example'}
o: Example

dn: ${readerDn(suffix)}
objectClass: organizationalRole
objectClass: simpleSecurityObject
cn: reader
userPassword: ${READER_PASSWORD}

dn: ou=users,${suffix}
objectClass: organizationalUnit
ou: users

dn: ou=groups,${suffix}
objectClass: organizationalUnit
ou: groups
`;
}
