import { expect, it } from 'vitest';
import { sampleLdif } from '../../src/cli/demo/sample/ldif.ts';
import { sampleManifests } from '../../src/cli/demo/sample/manifests.ts';
import { sampleOrganisation } from '../../src/cli/demo/sample/organisation.ts';
import { samplePhoto } from '../../src/cli/demo/sample/photo.ts';
import { type LdifRecord, parseLdif } from '../../src/directory/index.ts';

const organisation = sampleOrganisation();

function values(record: LdifRecord | undefined, attribute: string): string[] {
  return (record?.attributes.get(attribute) ?? []).map(String);
}

it('is the same every time', () => {
  expect(sampleLdif(sampleOrganisation())).toBe(sampleLdif(organisation));
  expect(sampleManifests(sampleOrganisation())).toEqual(sampleManifests(organisation));
});

it('holds what it promises: 3 contexts, 300 users, 25 groups, and what goes wrong in real directories', () => {
  const records = parseLdif(sampleLdif(organisation), 'people.ldif');
  const users = records.filter((record) => values(record, 'objectclass').includes('oxUserObject'));
  const groups = records.filter((record) => values(record, 'objectclass').includes('oxGroup'));
  expect([organisation.contexts.length, users.length, groups.length]).toEqual([3, 300, 25]);
  for (const attribute of ['uid', 'entryuuid']) expect(new Set(users.map((user) => values(user, attribute)[0])).size).toBe(300);
  expect(users.filter((user) => values(user, 'oxcontextidnum').length === 0).map((user) => values(user, 'uid'))).toEqual([['k.schulz']]);
  expect(groups.filter((group) => values(group, 'cn')[0]?.includes('&'))).toHaveLength(1);
  const addresses = Map.groupBy(users, (user) => values(user, 'mailprimaryaddress')[0]);
  expect([...addresses].filter(([, holders]) => holders.length > 1).map(([address]) => address)).toEqual(['anna.meier@lindenau.example']);
  expect(users.some((user) => values(user, 'sn').includes('Müller'))).toBe(true);
  const members = new Set(groups.flatMap((group) => values(group, 'uniquemember')));
  expect(members.size).toBe(300);
  for (const { dn } of users) expect(members).toContain(dn);
});

it.each([2 * 1024 * 1024, 70_000, 66_625])('makes a JPEG picture of exactly %i bytes', (size) => {
  const photo = samplePhoto(size);
  expect(photo).toHaveLength(size);
  // Every segment leads to the next one, up to the picture data, which the end marker follows.
  let at = 2;
  const markers: number[] = [];
  while (markers.at(-1) !== 0xda) {
    expect(photo[at]).toBe(0xff);
    markers.push(photo[at + 1] ?? 0);
    at += 2 + photo.readUInt16BE(at + 2);
  }
  expect(photo.readUInt16BE(0)).toBe(0xffd8);
  expect(photo.readUInt16BE(size - 2)).toBe(0xffd9);
  expect(markers.filter((marker) => marker !== 0xfe)).toEqual([0xe0, 0xdb, 0xc0, 0xc4, 0xc4, 0xda]);
});
