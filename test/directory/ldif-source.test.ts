import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LdifDirectory, ldifFile } from '../../src/directory/index.ts';
import { ConfigurationError } from '../../src/model/index.ts';
import { DirectoryMirror } from '../support/directory-mirror.ts';
import { textLike, textWith } from '../support/matchers.ts';
import { groupLdif, groupsQuery, SUFFIX, userDn, userLdif, usersLdif, usersQuery } from './ldap-fixture.ts';

const SEVEN = ['anna', 'bob', 'carl', 'dora', 'emil', 'fred', 'gina'];
const queries = [usersQuery, groupsQuery];

/** A text that a test edits. */
class Text {
  content: string;

  constructor(content: string) {
    this.content = content;
  }

  directory(options: Partial<ConstructorParameters<typeof LdifDirectory>[0]> = {}): LdifDirectory {
    return new LdifDirectory({ name: 'people.ldif', read: async () => this.content, queries, ...options });
  }
}

function withId(uid: string, id: string): string {
  return userLdif(uid, { lines: `entryUUID: ${id}` });
}

describe('a directory in an LDIF text', () => {
  it('tells users and groups like a server', async () => {
    const mirror = new DirectoryMirror(new Text(usersLdif('anna', 'bob') + groupLdif('staff', 'anna')).directory());
    await expect(mirror.poll()).resolves.toMatchObject({ method: 'File', server: 'people.ldif' });
    expect(mirror.names()).toEqual(['anna', 'bob']);
    expect(Object.fromEntries(mirror.named('staff', 'groups').attributes)).toEqual({ cn: ['staff'], uniquemember: [userDn('anna')] });
    expect(mirror.told.slice(-2)).toEqual(['end users snapshot', 'end groups snapshot']);
  });

  it('tells nothing while the text is the same', async () => {
    const mirror = new DirectoryMirror(new Text(usersLdif(...SEVEN)).directory());
    await mirror.poll();
    await mirror.poll();
    expect(mirror.told).toEqual(['end users delta', 'end groups delta']);
  });

  it('tells only what changed in the text', async () => {
    const text = new Text(usersLdif('anna', 'bob', 'carl'));
    const mirror = new DirectoryMirror(text.directory());
    await mirror.poll();
    text.content = usersLdif('anna') + userLdif('bob', { lines: 'title: Dr.' }) + usersLdif('dora');
    await mirror.poll();
    expect(mirror.told).toEqual(['entry bob', 'entry dora', textLike(/^gone /), 'end users delta', 'end groups delta']);
    expect(mirror.names()).toEqual(['anna', 'bob', 'dora']);
  });

  it('goes on from its cursor in a new process', async () => {
    const text = new Text(usersLdif('anna', 'bob'));
    const mirror = new DirectoryMirror(text.directory());
    await mirror.poll();
    const restarted = mirror.over(text.directory());
    await restarted.poll();
    expect(restarted.told).toEqual(['end users delta', 'end groups delta']);
    text.content = usersLdif('bob', 'carl');
    await restarted.poll();
    expect(restarted.names()).toEqual(['bob', 'carl']);
  });

  it('tells everything when the queries are others', async () => {
    const text = new Text(usersLdif('anna') + groupLdif('staff'));
    const mirror = new DirectoryMirror(text.directory());
    await mirror.poll();
    const other = mirror.over(text.directory({ queries: [{ ...usersQuery, filter: '(uid=bob)' }] }));
    await other.poll();
    expect(other.told).toEqual(['end users snapshot']);
    expect(other.names()).toEqual([]);
  });

  it('a user with an entryUUID keeps the source id through a rename', async () => {
    const text = new Text(withId('anna', 'A0000000-0000-4000-8000-000000000001'));
    const mirror = new DirectoryMirror(text.directory());
    await mirror.poll();
    text.content = withId('anne', 'A0000000-0000-4000-8000-000000000001');
    await mirror.poll();
    expect(mirror.names()).toEqual(['anne']);
    expect(mirror.named('anne').sourceId).toBe('a0000000-0000-4000-8000-000000000001');
  });

  it('a univentionObjectIdentifier comes before the entryUUID', async () => {
    const lines = 'entryUUID: a0000000-0000-4000-8000-000000000001\nuniventionObjectIdentifier: 4711';
    const mirror = new DirectoryMirror(new Text(userLdif('anna', { lines })).directory());
    await mirror.poll();
    expect(mirror.named('anna')).toMatchObject({ sourceId: '4711', entryUuid: 'a0000000-0000-4000-8000-000000000001' });
  });

  it('without any id the name is the id, however it is spelled', async () => {
    const text = new Text(usersLdif('anna'));
    const mirror = new DirectoryMirror(text.directory());
    await mirror.poll();
    const before = mirror.named('anna').sourceId;
    text.content = text.content.replace(/dn: .*/, `dn: UID=Anna, ou=Users,${SUFFIX.toUpperCase()}`);
    await mirror.poll();
    expect(mirror.all()).toHaveLength(1);
    expect(mirror.all()[0]?.sourceId).toBe(before);
  });

  it('a photo in base64 and one as text are octets', async () => {
    const photo = Buffer.from([0xff, 0xd8, 0xff, 0x00]);
    const lines = (value: string): string => `jpegPhoto:${value}`;
    const ldif = userLdif('anna', { lines: lines(`: ${photo.toString('base64')}`) }) + userLdif('bob', { lines: lines(' text') });
    const mirror = new DirectoryMirror(new Text(ldif).directory());
    await mirror.poll();
    expect(mirror.named('anna').binary.get('jpegphoto')).toEqual([photo]);
    expect(mirror.named('bob').binary.get('jpegphoto')).toEqual([Buffer.from('text')]);
    expect(mirror.named('bob').attributes.has('jpegphoto')).toBe(false);
  });

  it('a text that became empty deletes nobody', async () => {
    const text = new Text(usersLdif(...SEVEN));
    const mirror = new DirectoryMirror(text.directory());
    await mirror.poll();
    text.content = '';
    await expect(mirror.poll()).rejects.toMatchObject({
      reason: 'DirectoryIncomplete',
      message: 'people.ldif: found no entry for users, where there were 7 before; nothing is deleted',
    });
    text.content = usersLdif(...SEVEN.slice(1));
    await mirror.poll();
    expect(mirror.names()).toEqual(SEVEN.slice(1));
  });

  it('a broken text tells nothing, and says where it is broken', async () => {
    const text = new Text(usersLdif(...SEVEN));
    const mirror = new DirectoryMirror(text.directory());
    await mirror.poll();
    text.content = `${usersLdif('zoe')}broken\n`;
    await expect(mirror.poll()).rejects.toMatchObject({
      reason: 'DirectoryIncomplete',
      message: 'people.ldif:11: found "broken", expected "attribute: value"',
    });
    expect(mirror.changes).toEqual([]);
  });

  const twice: readonly { what: string; ldif: string; message: RegExp }[] = [
    {
      what: 'a name',
      ldif: usersLdif('anna', 'bob', 'ANNA'),
      message: /^people\.ldif:21: found the dn uid=anna,.* of line 1 again, expected it once$/,
    },
    { what: 'an id', ldif: withId('anna', 'x-1') + withId('bob', 'X-1'), message: /^people\.ldif:12: found the id x-1 of line 1 again/ },
  ];

  it.each(twice)('is refused when $what is there twice', async ({ ldif, message }) => {
    const mirror = new DirectoryMirror(new Text(ldif).directory());
    await expect(mirror.poll()).rejects.toMatchObject({ reason: 'DirectoryIncomplete', message: textLike(message) });
  });

  it('is told again to a consumer that failed', async () => {
    const text = new Text(usersLdif('anna'));
    const mirror = new DirectoryMirror(text.directory());
    await mirror.poll();
    text.content = usersLdif('anna', 'bob');
    await expect(mirror.poll(() => Promise.reject(new Error('full')))).rejects.toThrow('full');
    await mirror.poll();
    expect(mirror.names()).toEqual(['anna', 'bob']);
  });

  it('cannot judge a filter whose rules need a schema', () => {
    const queryOf = (filter: string) => [{ ...usersQuery, filter }];
    expect(() => new Text('').directory({ queries: queryOf('(cn:caseExactMatch:=x)') })).toThrow(ConfigurationError);
    expect(() => new Text('').directory({ queries: queryOf('(cn=x') })).toThrow(/the filter of users is not an LDAP filter/);
  });
});

describe('an LDIF file', () => {
  let folder: string;
  let path: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ox-operator-ldif-'));
    path = join(folder, 'people.ldif');
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('is read anew when it changes, however fast', async () => {
    const read = ldifFile(path);
    for (const text of ['a', 'b', 'c', 'longer', 'd', 'e']) {
      await writeFile(path, text);
      expect(await read()).toBe(text);
    }
  });

  it('that is not there is unreachable, and found when it appears', async () => {
    const mirror = new DirectoryMirror(new LdifDirectory({ name: path, read: ldifFile(path), queries }));
    await expect(mirror.poll()).rejects.toMatchObject({ reason: 'DirectoryUnreachable', message: textWith(path) });
    await writeFile(path, usersLdif('anna'));
    await mirror.poll();
    expect(mirror.names()).toEqual(['anna']);
  });
});
