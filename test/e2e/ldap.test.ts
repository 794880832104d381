import { describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { CITY_HALL, DIRECTORY, LdapScene, SCHOOLS } from './ldap-scene.ts';
import { group, groupDn, move, remove, replace, unit, user, userDn, users } from './people.ts';
import { polls } from './polls.ts';

describe('a person in LDAP', () => {
  it('is followed into OX through every change of title, name and place, with one account and one call each', async () => {
    const north = 'ou=north,ou=users';
    const scene = await LdapScene.open(unit(north) + users('anna', 'bob') + group('staff', 'anna', 'bob'));
    const { slapd, ox } = scene;
    const operator = scene.run();
    await scene.settles(operator, 'Settled', CITY_HALL, SCHOOLS, DIRECTORY);
    expect((await scene.status(DIRECTORY)).source).toMatchObject({ changeDetection: 'ContentSync', server: slapd.url });
    expect(ox.groups()).toEqual({ staff: ['anna', 'bob'] });
    const { 'OXUserService.createByModuleAccess': created, 'OXGroupService.create': groups } = ox.takeCalls();
    expect({ created, groups }).toEqual({ created: 2, groups: 1 });
    const annasId = ox.ids().get('anna');

    await slapd.apply(replace(userDn('anna'), 'title', 'Mayor'));
    await eventually(() => expect(ox.user('anna')).toMatchObject({ id: annasId, title: 'Mayor' }));
    expect(ox.takeCalls()).toEqual({ 'OXUserService.change': 1 });

    await slapd.apply(move(userDn('anna'), 'uid=anna.meier'));
    await eventually(() => expect(ox.ids().get('anna.meier')).toBe(annasId));
    // The group still names the old DN: without a server that mends references she is no member any more.
    const renamed = { 'OXUserService.getData': 1, 'OXUserService.change': 1, 'OXGroupService.change': 1 };
    await eventually(() => expect(ox.groups()).toEqual({ staff: ['bob'] }));
    expect(ox.takeCalls()).toEqual(renamed);
    expect(ox.logins()).toEqual(['anna.meier', 'bob']);

    await slapd.apply(move(userDn('anna.meier'), 'uid=anna.meier', north));
    await slapd.apply(replace(groupDn('staff'), 'uniqueMember', userDn('anna.meier', north), userDn('bob')));
    await eventually(() => expect(ox.groups()).toEqual({ staff: ['anna.meier', 'bob'] }));
    await polls(operator, 'people');
    expect(ox.takeCalls()).toEqual({ 'OXGroupService.change': 1 });
    expect(ox.ids().get('anna.meier')).toBe(annasId);
  });

  it('goes from OX when switched off, moved out of the base, or deleted, and gets a new account when made anew', async () => {
    const scene = await LdapScene.open(
      unit('ou=retired') + users('anna', 'bob', 'carla', 'dora') + group('staff', 'anna', 'bob', 'carla', 'dora'),
    );
    const { slapd, ox } = scene;
    const operator = scene.run();
    await scene.settles(operator, 'Settled', DIRECTORY);
    const before = ox.ids();

    await slapd.apply(replace(userDn('anna'), 'isOxUser', 'Not'));
    await eventually(() => expect([ox.logins(), ox.groups().staff]).toEqual(twice('bob', 'carla', 'dora')));
    await slapd.apply(replace(userDn('anna'), 'isOxUser', 'OK'));
    await eventually(() => expect([ox.logins(), ox.groups().staff]).toEqual(twice('anna', 'bob', 'carla', 'dora')));
    expect(ox.ids().get('anna')).not.toBe(before.get('anna'));

    await slapd.apply(move(userDn('bob'), 'uid=bob', 'ou=retired') + remove(userDn('carla')));
    await eventually(() => expect([ox.logins(), ox.groups().staff]).toEqual(twice('anna', 'dora')));
    await scene.settles(operator, 'Settled', DIRECTORY);
    ox.takeCalls();

    await slapd.apply(remove(userDn('dora')) + user('dora', { lines: ['title: Successor'] }));
    await eventually(() => expect(ox.user('dora')).toMatchObject({ title: 'Successor' }));
    await scene.settles(operator, 'Settled', DIRECTORY);
    expect(ox.ids().get('dora')).not.toBe(before.get('dora'));
    await eventually(() => expect(ox.groups()).toEqual({ staff: ['anna', 'dora'] }));
    expect(ox.takeCalls()).toMatchObject({ 'OXUserService.delete': 1, 'OXUserService.createByModuleAccess': 1 });
  });

  it('keeps the account when made anew with the same univentionObjectIdentifier', async () => {
    const anna = { identifier: '6f1d2c3b-0000-4000-8000-000000000001' };
    const scene = await LdapScene.open(user('anna', anna));
    const { slapd, ox } = scene;
    const operator = scene.run();
    await scene.settles(operator, 'Settled', DIRECTORY);
    const annasId = ox.ids().get('anna');
    ox.takeCalls();

    await slapd.apply(remove(userDn('anna')) + user('anna', { ...anna, lines: ['title: Restored'] }));
    await eventually(() => expect(ox.user('anna')).toMatchObject({ id: annasId, title: 'Restored' }));
    await polls(operator, 'people');
    expect(ox.takeCalls()).toEqual({ 'OXUserService.change': 1 });
  });
});

describe('a group in LDAP', () => {
  it('is in OX once in each context of its members, follows them with one call each, and goes when nobody is left', async () => {
    const teachers = ['carla', 'dora'].map((uid) => user(uid, { contextId: 20 }));
    const scene = await LdapScene.open(users('anna', 'bob') + teachers.join('') + group('lab', 'anna'));
    const { slapd, ox } = scene;
    const operator = scene.run();
    await scene.settles(operator, 'Settled', DIRECTORY);
    expect([ox.groups(10), ox.groups(20)]).toEqual([{ lab: ['anna'] }, {}]);
    ox.takeCalls();

    await slapd.apply(replace(groupDn('lab'), 'uniqueMember', ...['anna', 'bob', 'carla', 'dora'].map((uid) => userDn(uid))));
    await eventually(() => expect([ox.groups(10), ox.groups(20)]).toEqual([{ lab: ['anna', 'bob'] }, { lab: ['carla', 'dora'] }]));
    expect(ox.takeCalls()).toEqual({ 'OXGroupService.change': 1, 'OXGroupService.create': 1 });

    await slapd.apply(move(groupDn('lab'), 'cn=Research'));
    await eventually(() =>
      // OX keeps group names in lower case.
      expect([ox.groups(10), ox.groups(20)]).toEqual([{ research: ['anna', 'bob'] }, { research: ['carla', 'dora'] }]),
    );
    await slapd.apply(replace(groupDn('Research'), 'uniqueMember', userDn('anna')));
    await eventually(() => expect([ox.groups(10), ox.groups(20)]).toEqual([{ research: ['anna'] }, {}]));
    await slapd.apply(remove(groupDn('Research')));
    await eventually(() => expect(ox.groups(10)).toEqual({}));
    await polls(operator, 'people');
    expect(ox.logins(10)).toEqual(['anna', 'bob']);
    // After many changes in a row the status is some seconds late.
    await eventually(async () => expect((await scene.condition(DIRECTORY))?.message).toBe('4 in step with OX'), { within: 30_000 });
  });
});

/** In the context, and in its only group. */
function twice(...logins: readonly string[]): [readonly string[], readonly string[]] {
  return [logins, logins];
}
