import { rm } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { CITY_HALL, DIRECTORY, LdapScene, SCHOOLS } from './ldap-scene.ts';
import { group, logins, users } from './people.ts';
import { polls } from './polls.ts';

const EVERYBODY = logins(60);

it('a new user costs one call, a group of any size one, a restart none, and a lost cache changes nothing in OX', async () => {
  const scene = await LdapScene.open(users(...EVERYBODY) + group('everybody', ...EVERYBODY));
  const { ox } = scene;
  const first = scene.run();
  await scene.settles(first, 'Settled', CITY_HALL, SCHOOLS, DIRECTORY);
  expect(ox.groups()).toEqual({ everybody: EVERYBODY });
  const ids = ox.ids();
  expect(ox.takeCalls()).toEqual({
    ...{ 'OXContextService.getData': 2, 'OXContextService.create': 2, 'OXUserService.exists': 2 },
    ...{ 'OXUserService.createByModuleAccess': EVERYBODY.length, 'OXGroupService.create': 1 },
  });

  await polls(first, 'people');
  first.signal('SIGTERM');
  expect(await first.ended()).toBe(0);
  const second = scene.run();
  await polls(second, 'people');
  second.signal('SIGTERM');
  expect(await second.ended()).toBe(0);
  expect(ox.takeCalls()).toEqual({});

  const { control } = ox.simulator;
  control.clearLog();
  await rm(scene.folder.at('cache/cache.db'));
  scene.run();
  // The group is the last that is looked at.
  await eventually(() => expect(control.counters().operations).toMatchObject({ 'OXGroupService.getData': 1 }));
  expect(control.log().filter(({ writes, outcome }) => writes && outcome.kind === 'ok')).toEqual([]);
  expect(ox.ids()).toEqual(ids);
});
