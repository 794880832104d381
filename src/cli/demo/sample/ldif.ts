import type { Organisation, SampleGroup, SampleUser } from './organisation.ts';
import { samplePhoto } from './photo.ts';
import { BASE_DN, CITY } from './words.ts';

type Attribute = readonly [name: string, value: string | number | Buffer];

const PHOTO_BYTES = 2 * 1024 * 1024;
const LINE = 76;

const HEAD = `# The directory of the demo, as an LDAP server would hold it (LDIF, RFC 2849).
# Change something, save, and the demo window shows what becomes of it in OX:
#   anna.meier    give her another title, or delete her entry
#   k.schulz      add a line "oxContextIDNum: 10", and her account appears
#   anna.meier2   has the mail address of anna.meier: give her another one
version: 1
`;

/** The whole directory as LDIF text. */
export function sampleLdif({ users, groups }: Organisation): string {
  const entries = [
    ...containers(),
    ...users.filter(isSmall).map(userEntry),
    ...groups.map(groupEntry),
    ...users.filter(isLarge).map(userEntry),
  ];
  return [HEAD, ...entries.map(writeEntry)].join('\n');
}

function isLarge({ hasPhoto }: SampleUser): boolean {
  return hasPhoto;
}

function isSmall({ hasPhoto }: SampleUser): boolean {
  return !hasPhoto;
}

function containers(): Attribute[][] {
  return [
    [
      ['dn', BASE_DN],
      ['objectClass', 'domain'],
      ['dc', CITY.toLowerCase()],
    ],
    ...['users', 'groups'].map((name): Attribute[] => [
      ['dn', `cn=${name},${BASE_DN}`],
      ['objectClass', 'organizationalRole'],
      ['cn', name],
    ]),
  ];
}

function userEntry(user: SampleUser): Attribute[] {
  const { firstName, lastName, context } = user;
  const name = `${firstName} ${lastName}`;
  return [
    ['dn', userDn(user.login)],
    ['objectClass', 'inetOrgPerson'],
    ['objectClass', 'oxUserObject'],
    ['entryUUID', user.uuid],
    ['uid', user.login],
    ['cn', name],
    ['givenName', firstName],
    ['sn', lastName],
    ['oxDisplayName', name],
    ['title', user.title],
    ['mailPrimaryAddress', user.mail],
    ['telephoneNumber', user.phone],
    ['roomNumber', user.room],
    ['employeeNumber', user.employeeNumber],
    ['o', context.company],
    ['oxDepartment', user.department],
    ['street', context.street],
    ['postalCode', '99510'],
    ['l', CITY],
    ['isOxUser', 'OK'],
    ['oxAccess', user.accessProfile],
    ...(user.hasContext ? ([['oxContextIDNum', context.id]] satisfies Attribute[]) : []),
    ...(user.hasPhoto ? ([['jpegPhoto', samplePhoto(PHOTO_BYTES)]] satisfies Attribute[]) : []),
  ];
}

function groupEntry({ name, members, uuid }: SampleGroup): Attribute[] {
  return [
    ['dn', `cn=${name},cn=groups,${BASE_DN}`],
    ['objectClass', 'univentionGroup'],
    ['objectClass', 'oxGroup'],
    ['entryUUID', uuid],
    ['cn', name],
    ['isOxGroup', 'OK'],
    ...members.map((login): Attribute => ['uniqueMember', userDn(login)]),
  ];
}

function userDn(login: string): string {
  return `uid=${login},cn=users,${BASE_DN}`;
}

function writeEntry(attributes: readonly Attribute[]): string {
  return attributes.map(([name, value]) => `${fold(writeValue(name, value))}\n`).join('');
}

/** What LDIF cannot say in plain letters goes as base64. */
function writeValue(name: string, value: string | number | Buffer): string {
  if (Buffer.isBuffer(value)) return `${name}:: ${value.toString('base64')}`;
  const text = String(value);
  return /^(?![ :<])[\x20-\x7e]*(?<! )$/.test(text) ? `${name}: ${text}` : `${name}:: ${Buffer.from(text).toString('base64')}`;
}

function fold(line: string): string {
  if (line.length <= LINE) return line;
  return [line.slice(0, LINE), ...(line.slice(LINE).match(new RegExp(`.{1,${LINE - 1}}`, 'g')) ?? [])].join('\n ');
}
