import { afterEach, describe, expect, it } from 'vitest';
import type { LdapDirectoryOptions } from '../../src/directory/index.ts';
import { AdjustableClock } from '../support/adjustable-clock.ts';
import { DirectoryMirror } from '../support/directory-mirror.ts';
import { eventually } from '../support/eventually.ts';
import { textLike, textWith } from '../support/matchers.ts';
import { peopleLdif } from '../support/people-ldif.ts';
import { Slapd } from '../support/slapd.ts';
import type { SlapdSettings } from '../support/slapd-config.ts';
import { TcpProxy } from '../support/tcp-proxy.ts';
import { Cleanup, deleteLdif, directoryOn, replaceLdif, SUFFIX, userDn, usersLdif, ways } from './ldap-fixture.ts';

const cleanup = new Cleanup();
afterEach(() => cleanup.run());

const SEVEN = ['anna', 'bob', 'carl', 'dora', 'emil', 'fred', 'gina'];
const usersOnly = [
  { name: 'users', base: `ou=users,${SUFFIX}`, filter: '(isOxUser=OK)', attributes: ['uid', 'title'], binaryAttributes: [] },
];

interface Following {
  readonly slapd: Slapd;
  readonly mirror: DirectoryMirror;
}

async function follow(settings: Partial<SlapdSettings>, ldif: string, options: Partial<LdapDirectoryOptions> = {}): Promise<Following> {
  const slapd = cleanup.add(await Slapd.start(settings, ldif), (server) => server.destroy());
  const directory = cleanup.add(directoryOn(slapd, { queries: usersOnly, ...options }), (source) => source.close());
  return { slapd, mirror: new DirectoryMirror(directory) };
}

/** Polls until the directory is asked on a connection that works; what it answers then. */
async function pollReconnected(mirror: DirectoryMirror): Promise<void> {
  for (;;) {
    try {
      await mirror.poll();
      return;
    } catch (error) {
      if (!String(error).includes('connection')) throw error;
    }
  }
}

describe.each(ways)('with $way nothing is taken for gone', ({ settings }) => {
  it('when a size limit cuts the search off', async () => {
    const { slapd, mirror } = await follow(settings, usersLdif(...SEVEN));
    await mirror.poll();
    await slapd.reconfigure({ readerLimits: 'size.soft=3 size.hard=3 size.prtotal=3' });
    const poll = pollReconnected(new DirectoryMirror(cleanup.add(directoryOn(slapd, { queries: usersOnly }), (source) => source.close())));
    await expect(poll).rejects.toMatchObject({
      reason: 'DirectoryIncomplete',
      message: textLike(/\(isOxUser=OK\) below "ou=users,.*cut off by a size limit.*size=unlimited/),
    });
  });

  it('when the right to read the entries is lost', async () => {
    const { slapd, mirror } = await follow(settings, usersLdif(...SEVEN));
    await mirror.poll();
    await slapd.reconfigure({ access: ['access to dn.children="ou=users,dc=example,dc=org" by * none', 'access to * by * read'] });
    await slapd.apply(replaceLdif(userDn('anna'), 'title', 'Dr.'));
    const message = textLike(/found nothing, where there were 7 entries/);
    await eventually(() => expect(pollReconnected(mirror)).rejects.toMatchObject({ reason: 'DirectoryIncomplete', message }));
    expect(mirror.names()).toEqual(SEVEN);
  });

  it('when the right to read the attribute of the filter is lost', async () => {
    const { slapd, mirror } = await follow(settings, usersLdif(...SEVEN));
    await mirror.poll();
    await slapd.reconfigure({ access: ['access to attrs=isOxUser by * none', 'access to * by * read'] });
    await slapd.apply(replaceLdif(userDn('anna'), 'title', 'Dr.'));
    // The look at all ids that finds it out comes as often as it is cheap.
    await eventually(() => expect(pollReconnected(mirror)).rejects.toMatchObject({ reason: 'DirectoryIncomplete' }));
    expect(mirror.names()).toEqual(SEVEN);
  });

  it('when the base is gone', async () => {
    const { slapd, mirror } = await follow(settings, usersLdif(...SEVEN));
    await mirror.poll();
    await slapd.apply(SEVEN.map((name) => deleteLdif(userDn(name))).join('') + deleteLdif(`ou=users,${SUFFIX}`));
    await expect(mirror.poll()).rejects.toMatchObject({
      reason: 'DirectoryIncomplete',
      message: textLike(/below "ou=users,.*(found no such base|found nothing)/),
    });
    expect(mirror.hasEnd).toBe(false);
  });

  it('when the base never was', async () => {
    const { mirror } = await follow(settings, usersLdif(...SEVEN), {
      queries: [{ ...usersOnly[0], name: 'users', base: `ou=typo,${SUFFIX}`, filter: '(uid=*)', attributes: [], binaryAttributes: [] }],
    });
    await expect(mirror.poll()).rejects.toMatchObject({
      reason: 'DirectoryIncomplete',
      message: textLike(/ou=typo,dc=example,dc=org" found no such base; it does not exist, or the bind DN may not read it/),
    });
  });

  it('when part of the tree lies on another server', async () => {
    const referral = `dn: ou=branch,ou=users,${SUFFIX}
objectClass: referral
objectClass: extensibleObject
ou: branch
ref: ldap://other.example.org/ou=branch,${SUFFIX}

`;
    const { mirror } = await follow(settings, usersLdif(...SEVEN) + referral);
    await expect(mirror.poll()).rejects.toMatchObject({
      reason: 'DirectoryIncomplete',
      message: textLike(/referred to ldap:\/\/other\.example\.org/),
    });
    expect(mirror.hasEnd).toBe(false);
  });

  it('when the server dies in the middle of a search', async () => {
    const { slapd, mirror } = await follow(settings, peopleLdif({ suffix: SUFFIX, count: 6_000, photoEvery: 1 }), {
      queries: usersOnly.map((query) => ({ ...query, binaryAttributes: ['jpegPhoto'] })),
    });
    const poll = mirror.poll(async () => slapd.stop('SIGKILL'));
    await expect(poll).rejects.toMatchObject({ reason: 'DirectoryUnreachable' });
    expect(mirror.hasEnd).toBe(false);
    expect(mirror.cursor).toBeUndefined();
  });

  it('when the connection is cut in the middle of a search, and the next poll makes it good', async () => {
    const slapd = cleanup.add(await Slapd.start(settings, peopleLdif({ suffix: SUFFIX, count: 3_000 })), (server) => server.destroy());
    const proxy = cleanup.add(await TcpProxy.start(slapd.ports.plain), (server) => server.stop());
    const directory = cleanup.add(directoryOn(slapd, { queries: usersOnly, urls: [proxy.url] }), (source) => source.close());
    const mirror = new DirectoryMirror(directory);
    proxy.cutAfterBytes = 200_000;
    await expect(mirror.poll()).rejects.toMatchObject({ reason: 'DirectoryUnreachable', message: textWith(proxy.url) });
    expect(mirror.hasEnd).toBe(false);
    proxy.cutAfterBytes = Number.POSITIVE_INFINITY;
    await mirror.poll();
    expect(mirror.names()).toHaveLength(3_000);
  });

  it('when the server falls silent in the middle of a search', async () => {
    const slapd = cleanup.add(await Slapd.start(settings, usersLdif(...SEVEN)), (server) => server.destroy());
    const proxy = cleanup.add(await TcpProxy.start(slapd.ports.plain), (server) => server.stop());
    const options = { queries: usersOnly, urls: [proxy.url], requestTimeoutMs: 50 };
    const mirror = new DirectoryMirror(cleanup.add(directoryOn(slapd, options), (source) => source.close()));
    await mirror.poll();
    proxy.isSwallowing = true;
    await expect(mirror.poll()).rejects.toMatchObject({
      reason: 'DirectoryUnreachable',
      message: `${proxy.url}: the server did not answer a search for 0.05 s`,
    });
    proxy.isSwallowing = false;
    await mirror.poll();
    expect(mirror.names()).toEqual(SEVEN);
  });

  it('when the consumer fails, and it is told everything again', async () => {
    const { slapd, mirror } = await follow(settings, usersLdif('anna'));
    await mirror.poll();
    await slapd.apply(usersLdif('bob'));
    const full = new Error('the disk is full');
    await expect(mirror.poll(() => Promise.reject(full))).rejects.toBe(full);
    await mirror.poll();
    expect(mirror.names()).toEqual(['anna', 'bob']);
  });

  it('when the ids of the entries may not be read', async () => {
    const { mirror } = await follow(
      { ...settings, access: ['access to attrs=entryUUID by * none', 'access to * by * read'] },
      usersLdif('anna'),
    );
    const poll = mirror.poll();
    // Content sync tells the ids by itself.
    if ('syncprov' in settings && settings.syncprov !== false) await poll;
    else
      await expect(poll).rejects.toMatchObject({
        reason: 'DirectoryIncomplete',
        message: textLike(/does not show its entryUUID/),
      });
  });
});

describe('a consumer that lost what it was told last', () => {
  it.each(ways)('goes on from its older cursor and still learns what is gone ($way)', async ({ settings }) => {
    const slapd = cleanup.add(await Slapd.start(settings, usersLdif(...SEVEN)), (server) => server.destroy());
    const directory = cleanup.add(directoryOn(slapd, { queries: usersOnly }), (source) => source.close());
    const mirror = new DirectoryMirror(directory);
    await mirror.poll();
    const older = mirror.over(directory);
    await slapd.apply(deleteLdif(userDn('anna')));
    await mirror.pollUntil(() => mirror.names().length === 6);
    await older.pollUntil(() => older.names().length === 6);
    expect(older.names()).toEqual(SEVEN.slice(1));
  });
});

describe('a directory that is closed', () => {
  it('ends the poll that is under way', async () => {
    const slapd = cleanup.add(await Slapd.start({}, peopleLdif({ suffix: SUFFIX, count: 3_000 })), (server) => server.destroy());
    const directory = directoryOn(slapd, { queries: usersOnly });
    const mirror = new DirectoryMirror(directory);
    await expect(mirror.poll(() => directory.close())).rejects.toMatchObject({ reason: 'DirectoryUnreachable' });
    await expect(mirror.poll()).rejects.toMatchObject({ reason: 'DirectoryUnreachable', message: 'the directory is closed' });
  });
});

describe('an emptied query', () => {
  it('is believed when somebody says so', async () => {
    const asked: string[] = [];
    const acceptsEmpty = (query: string, known: number): boolean => asked.push(`${query} ${known}`) > 0;
    const { slapd, mirror } = await follow({}, usersLdif(...SEVEN), { acceptsEmpty });
    await mirror.poll();
    await slapd.apply(SEVEN.map((name) => deleteLdif(userDn(name))).join(''));
    await mirror.poll();
    expect(mirror.names()).toEqual([]);
    expect(asked).toEqual(['users 7']);
  });

  it('is believed at once when there were only a few entries', async () => {
    const { slapd, mirror } = await follow({}, usersLdif('anna', 'bob'));
    await mirror.poll();
    await slapd.apply(deleteLdif(userDn('anna')) + deleteLdif(userDn('bob')));
    await mirror.poll();
    expect(mirror.names()).toEqual([]);
  });
});

describe('how changes are found', () => {
  it('is said clearly when the server cannot do what is asked for', async () => {
    const { slapd, mirror } = await follow({ syncprov: false }, usersLdif('anna'), { changeDetection: 'ContentSync' });
    await expect(mirror.poll()).rejects.toMatchObject({
      reason: 'InvalidSpec',
      message: `${slapd.url}: changeDetection is ContentSync, but the server does not offer it (RFC 4533); load the overlay syncprov there, or set changeDetection to Auto`,
    });
  });

  it('is time stamps where they are asked for, although the server offers more', async () => {
    const { mirror } = await follow({}, usersLdif('anna'), { changeDetection: 'Timestamps' });
    await expect(mirror.poll()).resolves.toMatchObject({ method: 'Timestamps' });
  });

  it('needs the right to read time stamps', async () => {
    const access = ['access to attrs=entryCSN,modifyTimestamp by * none', 'access to * by * read'];
    const { mirror } = await follow({ syncprov: false, access }, usersLdif('anna'));
    await expect(mirror.poll()).rejects.toMatchObject({
      reason: 'DirectoryIncomplete',
      message: textLike(/neither entryCSN nor modifyTimestamp.*read access to the operational attributes/),
    });
  });

  it('changes to content sync when the server learns it, without telling that anything is gone', async () => {
    const { slapd, mirror } = await follow({ syncprov: false }, usersLdif(...SEVEN));
    await mirror.poll();
    await slapd.reconfigure({ syncprov: { sessionlog: 100 } });
    await pollReconnected(mirror);
    expect(mirror.names()).toEqual(SEVEN);
    await expect(mirror.poll()).resolves.toMatchObject({ method: 'ContentSync' });
  });
});

describe('everything is read again', () => {
  const clock = new AdjustableClock();
  const cursors: readonly { why: string; spoil: (cursor: string) => string }[] = [
    { why: 'the cursor is no JSON', spoil: () => 'garbage' },
    { why: 'the cursor is of another version', spoil: (cursor) => cursor.replace('"version":1', '"version":99') },
    { why: 'the cursor is of other queries', spoil: (cursor) => cursor.replace(/"fingerprint":"[0-9a-f]+/, '"fingerprint":"00') },
    { why: 'a cookie is garbage', spoil: (cursor) => cursor.replace(/"cookie":"[^"]+/, '"cookie":"garbage') },
    { why: 'a cookie is very old', spoil: (cursor) => cursor.replace(/csn=\d{4}/g, 'csn=2001') },
  ];

  it.each(cursors)('when $why, and what is gone meanwhile is noticed', async ({ spoil }) => {
    const { slapd, mirror } = await follow({}, usersLdif(...SEVEN));
    await mirror.poll();
    await slapd.apply(deleteLdif(userDn('anna')));
    const restarted = mirror.over(cleanup.add(directoryOn(slapd, { queries: usersOnly, clock }), (source) => source.close()));
    restarted.cursor = spoil(mirror.cursor ?? '');
    await restarted.poll();
    expect(restarted.names()).toEqual(SEVEN.slice(1));
  });

  it('now and then in any case', async () => {
    const { mirror } = await follow({}, usersLdif(...SEVEN), { clock });
    await mirror.poll();
    clock.advance(25 * 60 * 60_000);
    await mirror.poll();
    expect(mirror.told).toEqual(expect.arrayContaining(['entry anna', 'end users snapshot']));
  });
});

describe('several servers', () => {
  it('the second is asked after the first failed in a search', async () => {
    const first = cleanup.add(await Slapd.start({ readerLimits: 'size=3' }, usersLdif(...SEVEN)), (server) => server.destroy());
    const second = cleanup.add(await Slapd.start({}, usersLdif(...SEVEN)), (server) => server.destroy());
    const urls = [first.url, second.url];
    const mirror = new DirectoryMirror(cleanup.add(directoryOn(first, { queries: usersOnly, urls }), (source) => source.close()));
    await expect(mirror.poll()).rejects.toMatchObject({ reason: 'DirectoryIncomplete' });
    await expect(mirror.poll()).resolves.toMatchObject({ server: second.url });
  });

  it('a notice of the server that it ends the connection is no answer', async () => {
    const { slapd, mirror } = await follow({}, usersLdif(...SEVEN));
    await mirror.poll();
    const child = slapd.pid;
    const ended = slapd.stop();
    expect(child).toBeDefined();
    await ended;
    await expect(mirror.poll()).rejects.toMatchObject({ reason: 'DirectoryUnreachable' });
    expect(mirror.hasEnd).toBe(false);
  });
});
