import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DirectoryQuery } from '../../src/directory/index.ts';
import type { DirectoryEntry } from '../../src/model/index.ts';
import { DirectoryMirror } from '../support/directory-mirror.ts';
import { Slapd } from '../support/slapd.ts';
import { directoryOn, SUFFIX, userDn, userLdif } from './ldap-fixture.ts';

let slapd: Slapd;
beforeEach(async () => {
  slapd = await Slapd.start();
});
afterEach(() => slapd.destroy());

const everyMethod = [{ changeDetection: 'ContentSync' as const }, { changeDetection: 'Timestamps' as const }];

async function readOne(
  changeDetection: 'ContentSync' | 'Timestamps',
  query: Pick<DirectoryQuery, 'attributes' | 'binaryAttributes'> & Partial<DirectoryQuery>,
): Promise<DirectoryEntry | undefined> {
  const queries = [{ name: 'users', base: SUFFIX, filter: '(isOxUser=OK)', ...query }];
  const directory = directoryOn(slapd, { queries, changeDetection });
  const mirror = new DirectoryMirror(directory);
  await mirror.poll();
  await directory.close();
  return mirror.all()[0];
}

describe.each(everyMethod)('with $changeDetection an entry shows', ({ changeDetection }) => {
  it('a photo as its octets, also one that is text, one that is empty of meaning and one of 2 MB', async () => {
    const photos = [Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0x00, 0x01]), Buffer.from('plain text'), Buffer.alloc(2_000_000, 0xfe)];
    for (const photo of photos) {
      await slapd.apply(userLdif('anna', { lines: `jpegPhoto:: ${photo.toString('base64')}` }));
      const entry = await readOne(changeDetection, { attributes: ['uid'], binaryAttributes: ['JPEGphoto'] });
      expect(entry?.binary.get('jpegphoto')).toHaveLength(1);
      expect(entry?.binary.get('jpegphoto')?.[0]?.equals(photo)).toBe(true);
      expect(entry?.attributes.has('jpegphoto')).toBe(false);
      await slapd.apply(`dn: ${userDn('anna')}\nchangetype: delete\n\n`);
    }
  });

  it('umlauts, emoji and values in their order', async () => {
    const name = Buffer.from('Jürgen 😀 Łukasiewicz').toString('base64');
    await slapd.apply(userLdif('juergen', { lines: `displayName:: ${name}\ntelephoneNumber: 3\ntelephoneNumber: 1\ntelephoneNumber: 2` }));
    const entry = await readOne(changeDetection, { attributes: ['displayName', 'telephoneNumber'], binaryAttributes: [] });
    expect(entry?.attributes.get('displayname')).toEqual(['Jürgen 😀 Łukasiewicz']);
    expect(entry?.attributes.get('telephonenumber')).toEqual(['3', '1', '2']);
  });

  it('its name as the server spells it, with commas, quotes, plus signs and umlauts', async () => {
    const rdn = Buffer.from(`uid=a\\,b\\+c \\"d\\" \\\\ ü\\3Bx,ou=users,${SUFFIX}`).toString('base64');
    await slapd.apply(`dn:: ${rdn}
objectClass: inetOrgPerson
objectClass: oxUserObject
uid:: ${Buffer.from('a,b+c "d" \\ ü;x').toString('base64')}
cn: odd
sn: odd
isOxUser: OK

`);
    const entry = await readOne(changeDetection, { attributes: ['uid'], binaryAttributes: [] });
    expect(entry?.attributes.get('uid')).toEqual(['a,b+c "d" \\ ü;x']);
    expect(entry?.dn).toMatch(/^uid=a\\2Cb\\2Bc \\22d\\22 \\5C ü\\3Bx,ou=users,dc=example,dc=org$/);
  });

  it('only what was asked for, under names in lower case, and nothing for what it lacks', async () => {
    await slapd.apply(userLdif('anna', { lines: 'title: Dr.' }));
    const entry = await readOne(changeDetection, {
      attributes: ['UID', 'SN', 'description', 'oxUserfield01'],
      binaryAttributes: ['jpegPhoto'],
    });
    expect([...(entry?.attributes.keys() ?? [])].sort()).toEqual(['sn', 'uid']);
    expect(entry?.binary.size).toBe(0);
  });

  it('operational attributes when they are asked for', async () => {
    await slapd.apply(userLdif('anna'));
    const entry = await readOne(changeDetection, { attributes: ['entryUUID', 'modifyTimestamp', 'entryCSN'], binaryAttributes: [] });
    expect(entry?.attributes.get('entryuuid')).toEqual([entry?.entryUuid]);
    expect(entry?.attributes.get('modifytimestamp')?.[0]).toMatch(/^\d{14}Z$/);
    expect(entry?.attributes.get('entrycsn')?.[0]).toMatch(/#/);
  });

  it('a certificate, whose name needs the option ";binary", as octets under its plain name', async () => {
    const certificate = Buffer.from(slapd.ca.replace(/-----[^-]+-----|\s/g, ''), 'base64');
    await slapd.apply(userLdif('anna', { lines: `userCertificate;binary:: ${certificate.toString('base64')}` }));
    const entry = await readOne(changeDetection, { attributes: [], binaryAttributes: ['userCertificate;binary'] });
    expect(entry?.binary.get('usercertificate')?.[0]?.equals(certificate)).toBe(true);
  });

  it('a univentionObjectIdentifier as source id, else the entryUUID', async () => {
    await slapd.apply(userLdif('anna', { lines: 'univentionObjectIdentifier: ABC-1' }));
    const withIdentifier = await readOne(changeDetection, { attributes: ['uid'], binaryAttributes: [] });
    expect(withIdentifier?.sourceId).toBe('ABC-1');
    expect(withIdentifier?.entryUuid).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    await slapd.apply(`dn: ${userDn('anna')}\nchangetype: modify\ndelete: univentionObjectIdentifier\n\n`);
    const without = await readOne(changeDetection, { attributes: ['uid'], binaryAttributes: [] });
    expect(without?.sourceId).toBe(withIdentifier?.entryUuid);
  });

  it('itself to a filter with umlauts, written plainly or as octets', async () => {
    await slapd.apply(userLdif('anna', { lines: `title:: ${Buffer.from('Prüfer (Köln)').toString('base64')}` }));
    for (const filter of ['(title=Prüfer \\28Köln\\29)', '(title=Pr\\c3\\bcfer*)', '(& (isOxUser=OK) (! (title=x)) )']) {
      const entry = await readOne(changeDetection, { filter, attributes: ['uid'], binaryAttributes: [] });
      expect(entry?.attributes.get('uid')).toEqual(['anna']);
    }
  });
});
