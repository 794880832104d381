/** Entries of a large sample directory, as UCS would hold them. */
export interface SamplePeople {
  readonly suffix: string;
  readonly count: number;
  /** Every so manieth user has a photo of 2 kB. */
  readonly photoEvery?: number;
  /** Over how many OX contexts they are spread, from 10 on; 20 when left out. */
  readonly contexts?: number;
}

/** LDIF of `count` OX users below `ou=users`. */
export function peopleLdif(people: SamplePeople): string {
  return Array.from({ length: people.count }, (_, index) => personLdif(people, index)).join('\n');
}

const photo = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.alloc(2_000, 0x5a)]).toString('base64');

function personLdif({ suffix, photoEvery, contexts = 20 }: SamplePeople, index: number): string {
  const name = `user${String(index).padStart(6, '0')}`;
  const withPhoto = photoEvery !== undefined && index % photoEvery === 0;
  return `dn: uid=${name},ou=users,${suffix}
objectClass: inetOrgPerson
objectClass: posixAccount
objectClass: shadowAccount
objectClass: univentionObject
objectClass: univentionMail
objectClass: univentionPerson
objectClass: oxUserObject
univentionObjectType: users/user
univentionObjectIdentifier: ${identifierOf(index)}
uid: ${name}
uidNumber: ${10_000 + index}
gidNumber: 5000
homeDirectory: /home/${name}
cn: Given${index} Family${index}
givenName: Given${index}
sn: Family${index}
displayName: Given${index} Family${index}
mailPrimaryAddress: ${name}@example.org
mailAlternativeAddress: given${index}.family${index}@example.org
telephoneNumber: +49 421 ${100_000 + index}
telephoneNumber: +49 421 ${200_000 + index}
l: Bremen
postalCode: 28359
street: Mary-Somerville-Strasse 1
o: Example
title: Dr.
isOxUser: OK
oxContextIDNum: ${10 + (index % contexts)}
oxAccess: premium
oxDisplayName: Given${index} Family${index}
oxDepartment: Department ${index % 100}
${withPhoto ? `jpegPhoto:: ${photo}\n` : ''}`;
}

function identifierOf(index: number): string {
  return `6f1d2c3b-0000-4000-8000-${index.toString(16).padStart(12, '0')}`;
}
