import { afterEach, describe, expect, it } from 'vitest';
import { DirectoryMirror } from '../support/directory-mirror.ts';
import { Slapd } from '../support/slapd.ts';
import {
  Cleanup,
  containerLdif,
  deleteLdif,
  directoryOn,
  groupLdif,
  moveLdif,
  replaceLdif,
  SUFFIX,
  userDn,
  userLdif,
  usersLdif,
  ways,
} from './ldap-fixture.ts';

const cleanup = new Cleanup();
afterEach(() => cleanup.run());

describe.each(ways)('with $way', ({ method, settings }) => {
  async function follow(ldif: string): Promise<{ slapd: Slapd; mirror: DirectoryMirror }> {
    const slapd = cleanup.add(await Slapd.start(settings, ldif), (server) => server.destroy());
    const directory = cleanup.add(directoryOn(slapd), (source) => source.close());
    const mirror = new DirectoryMirror(directory);
    const summary = await mirror.poll();
    expect(summary).toMatchObject({ method, server: slapd.url });
    return { slapd, mirror };
  }

  it('the first poll tells every user and every group, and that this was all', async () => {
    const { mirror } = await follow(usersLdif('anna', 'bob') + groupLdif('staff', 'anna', 'bob'));
    expect(mirror.names()).toEqual(['anna', 'bob']);
    expect(mirror.named('staff', 'groups').attributes.get('uniquemember')).toEqual([userDn('anna'), userDn('bob')]);
    expect(mirror.told).toEqual(expect.arrayContaining(['end users snapshot', 'end groups snapshot']));
  });

  it('a new user is told', async () => {
    const { slapd, mirror } = await follow(usersLdif('anna'));
    await slapd.apply(userLdif('bob'));
    await mirror.pollUntil(() => mirror.names().includes('bob'));
    expect(mirror.names()).toEqual(['anna', 'bob']);
  });

  it('a changed, a new and a removed attribute are told', async () => {
    const { slapd, mirror } = await follow(userLdif('anna', { lines: 'telephoneNumber: 1\ntelephoneNumber: 2' }));
    await slapd.apply(replaceLdif(userDn('anna'), 'sn', 'Newname') + replaceLdif(userDn('anna'), 'title', 'Dr.'));
    await slapd.apply(replaceLdif(userDn('anna'), 'telephoneNumber'));
    await mirror.pollUntil(() => mirror.named('anna').attributes.get('telephonenumber') === undefined);
    expect(Object.fromEntries(mirror.named('anna').attributes)).toEqual({ uid: ['anna'], sn: ['Newname'], title: ['Dr.'] });
  });

  it('a renamed user keeps the source id', async () => {
    const { slapd, mirror } = await follow(usersLdif('anna', 'bob'));
    const before = mirror.named('anna').sourceId;
    await slapd.apply(moveLdif(userDn('anna'), 'uid=anne'));
    await mirror.pollUntil(() => mirror.names().includes('anne'));
    expect(mirror.names()).toEqual(['anne', 'bob']);
    expect(mirror.named('anne').sourceId).toBe(before);
  });

  it('a moved user keeps the source id', async () => {
    const { slapd, mirror } = await follow(usersLdif('anna') + containerLdif('berlin'));
    const before = mirror.named('anna').sourceId;
    await slapd.apply(moveLdif(userDn('anna'), 'uid=anna', 'ou=berlin'));
    await mirror.pollUntil(() => mirror.named('anna').dn === userDn('anna', 'ou=berlin'));
    expect(mirror.named('anna').sourceId).toBe(before);
  });

  it('a deleted user is gone', async () => {
    const { slapd, mirror } = await follow(usersLdif('anna', 'bob'));
    await slapd.apply(deleteLdif(userDn('anna')));
    await mirror.pollUntil(() => mirror.names().length === 1);
    expect(mirror.names()).toEqual(['bob']);
  });

  it('a user who leaves the filter is gone, and comes back under the same source id', async () => {
    const { slapd, mirror } = await follow(usersLdif('anna', 'bob'));
    const before = mirror.named('anna').sourceId;
    await slapd.apply(replaceLdif(userDn('anna'), 'isOxUser', 'Not'));
    await mirror.pollUntil(() => !mirror.names().includes('anna'));
    await slapd.apply(replaceLdif(userDn('anna'), 'isOxUser', 'OK'));
    await mirror.pollUntil(() => mirror.names().includes('anna'));
    expect(mirror.named('anna').sourceId).toBe(before);
  });

  it('a user deleted and created again under the same name is another one', async () => {
    const { slapd, mirror } = await follow(usersLdif('anna', 'bob'));
    const before = mirror.named('anna').sourceId;
    await slapd.apply(deleteLdif(userDn('anna')) + userLdif('anna'));
    await mirror.pollUntil(() => mirror.all().every(({ sourceId }) => sourceId !== before));
    expect(mirror.names()).toEqual(['anna', 'bob']);
  });

  it('an entry restored with its univentionObjectIdentifier is the same one', async () => {
    const lines = 'univentionObjectIdentifier: 0815';
    const { slapd, mirror } = await follow(userLdif('anna', { lines }) + usersLdif('bob'));
    const before = mirror.named('anna');
    await slapd.apply(deleteLdif(userDn('anna')) + userLdif('anna', { lines }));
    await mirror.pollUntil(() => mirror.names().includes('anna') && mirror.named('anna').entryUuid !== before.entryUuid);
    expect(mirror.named('anna').sourceId).toBe('0815');
    expect(mirror.names()).toEqual(['anna', 'bob']);
  });

  it('users who come in with a moved container are told, and gone when it leaves the base again', async () => {
    const outside =
      containerLdif('outside') + containerLdif('people', 'ou=outside') + userLdif('carl', { container: 'ou=people,ou=outside' });
    const slapd = cleanup.add(await Slapd.start(settings, usersLdif('anna') + outside), (server) => server.destroy());
    const base = `ou=users,${SUFFIX}`;
    const query = { name: 'users', base, filter: '(isOxUser=OK)', attributes: ['uid'], binaryAttributes: [] };
    const mirror = new DirectoryMirror(cleanup.add(directoryOn(slapd, { queries: [query] }), (source) => source.close()));
    await mirror.poll();
    await slapd.apply(moveLdif(`ou=people,ou=outside,${SUFFIX}`, 'ou=people', 'ou=users'));
    await mirror.pollUntil(() => mirror.names().includes('carl'));
    await slapd.apply(moveLdif(`ou=people,${base}`, 'ou=people', 'ou=outside'));
    await mirror.pollUntil(() => !mirror.names().includes('carl'));
    expect(mirror.names()).toEqual(['anna']);
  });

  it('a poll without changes tells nothing but that every query was read', async () => {
    const { mirror } = await follow(usersLdif('anna', 'bob'));
    await mirror.pollUntil(() => mirror.told.every((line) => !line.startsWith('entry')) || method === 'Timestamps');
    expect(mirror.told.filter((line) => line.startsWith('gone') || line.startsWith('present'))).toEqual([]);
    expect(mirror.told.filter((line) => line.startsWith('end users'))).toEqual(['end users delta']);
  });

  it('goes on from its cursor in a new process', async () => {
    const { slapd, mirror } = await follow(usersLdif('anna', 'bob', 'carl'));
    await slapd.apply(deleteLdif(userDn('anna')) + userLdif('dora') + replaceLdif(userDn('bob'), 'sn', 'New'));
    const restarted = mirror.over(cleanup.add(directoryOn(slapd), (source) => source.close()));
    await restarted.pollUntil(() => restarted.names().length === 3 && restarted.named('bob').attributes.get('sn')?.[0] === 'New');
    expect(restarted.names()).toEqual(['bob', 'carl', 'dora']);
  });

  it('a restart of the server loses nothing', async () => {
    const { slapd, mirror } = await follow(usersLdif('anna', 'bob', 'carl'));
    await slapd.apply(deleteLdif(userDn('anna')));
    await slapd.stop();
    await slapd.start();
    await slapd.apply(userLdif('dora'));
    await mirror.poll().catch(() => undefined);
    await mirror.pollUntil(() => !mirror.names().includes('anna') && mirror.names().includes('dora'));
    expect(mirror.names()).toEqual(['bob', 'carl', 'dora']);
  });
});

describe('a container with users below it', () => {
  it.each(ways.slice(0, 2))('that is renamed gives its users their new names ($way)', async ({ settings }) => {
    const ldif = containerLdif('berlin') + userLdif('anna', { container: 'ou=berlin' }) + usersLdif('bob');
    const slapd = cleanup.add(await Slapd.start(settings, ldif), (server) => server.destroy());
    const mirror = new DirectoryMirror(cleanup.add(directoryOn(slapd), (source) => source.close()));
    await mirror.poll();
    await slapd.apply(moveLdif(`ou=berlin,${SUFFIX}`, 'ou=bremen'));
    await mirror.poll();
    expect(mirror.named('anna').dn).toBe(userDn('anna', 'ou=bremen'));
    expect(mirror.names()).toEqual(['anna', 'bob']);
  });
});

describe('content sync', () => {
  it('survives more changes between two polls than the session log holds', async () => {
    const names = Array.from({ length: 40 }, (_, index) => `user${index + 10}`);
    const slapd = cleanup.add(await Slapd.start({ syncprov: { sessionlog: 10 } }, usersLdif(...names)), (server) => server.destroy());
    const mirror = new DirectoryMirror(cleanup.add(directoryOn(slapd), (source) => source.close()));
    await mirror.poll();
    await slapd.apply(
      names
        .slice(0, 15)
        .map((name) => replaceLdif(userDn(name), 'title', 'Dr.'))
        .join(''),
    );
    await slapd.apply(
      names
        .slice(15, 30)
        .map((name) => deleteLdif(userDn(name)))
        .join(''),
    );
    await mirror.poll();
    expect(mirror.names()).toEqual([...names.slice(0, 15), ...names.slice(30)]);
    expect(mirror.all().filter(({ attributes }) => attributes.get('title')?.[0] === 'Dr.')).toHaveLength(15);
  });
});
