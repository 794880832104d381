import { expect, test } from 'vitest';
import { fingerprints } from '../../src/cache/index.ts';
import { group, user, userDn } from './stage/entries.ts';
import { useStage } from './stage/stage.ts';
import { CHANGE_GROUP, CREATE_GROUP } from './tables/soap-calls.ts';

const stage = useStage();
const COUNT = 10_000;
const admin = {
  name: 'oxadmin',
  password: 'adminpw',
  display_name: 'A',
  given_name: 'A',
  sur_name: 'A',
  primaryEmail: 'a@b.c',
  email1: 'a@b.c',
};
const logins = Array.from({ length: COUNT }, (_, index) => `m${index}`);

/** Users who were provisioned earlier: they are in OX, and the operator knows them. To create them here would only take long. */
async function provisionedEarlier(): Promise<void> {
  const { ox } = stage.simulator.control;
  ox.call('OXContextService', 'create', { ctx: { id: 30, name: 'c30', maxQuota: -1 }, admin_user: admin, auth: ox.installation.master });
  await stage.say(...logins.map((login) => user(login, { oxContextIDNum: '30' })));
  for (const login of logins) {
    const object = stage.cache.objects.find('User', 'people', `user-${login}`, 0);
    if (object?.desired === undefined) throw new Error(`${login} is not in the cache`);
    const { name, fields } = object.desired;
    const common = { ctx: { id: 30 }, auth: { login: 'oxadmin', password: 'adminpw' } };
    const usrdata = {
      name,
      password: 'x',
      display_name: name,
      given_name: name,
      sur_name: name,
      primaryEmail: `${name}@x.org`,
      email1: `${name}@x.org`,
    };
    const oxId = ox.call('OXUserService', 'create', { ...common, usrdata }).id ?? 0;
    const applied = { oxId, contextId: 30, name, fields: fingerprints(fields), rights: [] };
    const progress = { state: 'settled', attempts: 0, nextAt: 0 } as const;
    stage.cache.objects.record(object, { progress, reason: 'Settled', message: '', applied, lookFirst: false, waitingFor: undefined });
  }
  stage.store.putSecret('c30-admin', { username: 'oxadmin', password: 'adminpw' });
  await stage.apply('OXContext', 'c30', { contextId: 30, contextName: 'c30', adminSecretRef: { name: 'c30-admin' } });
  await stage.ready('OXContext', 'c30');
}

test('a group of 10,000 members is created and changed with one call each', async () => {
  await provisionedEarlier();
  const members = logins.map(userDn);
  expect(await stage.say(group('many', members.slice(1)))).toEqual([CREATE_GROUP]);
  expect(await stage.say(group('many', members))).toEqual([CHANGE_GROUP]);
  const found = (await stage.ox.groups(30)).find(({ name }) => name === 'many');
  expect(new Set(found?.members).size).toBe(COUNT);
});
