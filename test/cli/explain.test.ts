import { expect, it } from 'vitest';
import { runCommand } from '../support/command-process.ts';
import { EVERYTHING, group, ldif, Provisioning, user } from './provisioning-fixture.ts';

function explain(provisioning: Provisioning, ...args: readonly string[]) {
  const place = ['--manifests', provisioning.folder.at('m'), '--cache', provisioning.folder.at('cache.db')];
  return runCommand(['explain', ...place, ...args], { OX_SOAP_SERVER: provisioning.simulator.url, OX_MASTER_PASSWORD: 'secret' });
}

it('tells of a user where each field comes from, what OX holds, and what was done', async () => {
  const provisioning = await Provisioning.create();
  const visitor = user('vera', 10).replace('isOxUser: OK', 'isOxUser: Not');
  const entries = [user('anna', 10, ['title: Dr.']), user('carla', 20), visitor, group('staff', ['anna', 'carla'])];
  await provisioning.folder.write('m/people.ldif', ldif(entries));
  const operator = provisioning.run();
  await provisioning.settle(operator, 'Settled', ...EVERYTHING);
  const { code, out, error } = await explain(provisioning, 'anna');
  expect({ code, error }).toEqual({ code: 0, error: '' });
  expect(out).toMatch(
    /^User anna in context 10\n {2}State {5}settled\n {2}Source {4}OXDirectory people: uid=anna,dc=example,dc=org, polled 20/,
  );
  expect(out).toMatch(/^ {2}Scope {5}for OX: found by \(&\(objectClass=oxUserObject\)\(uid=\*\)\), and switched on$/m);
  expect(out).toMatch(/^ {2}In OX {5}"anna" in context 10, id \d+, as it should be$/m);
  expect(out).toMatch(/^display_name +"anna Sample" +oxDisplayName$/m);
  expect(out).toMatch(/^title +"Dr\." +title$/m);
  expect(out).toMatch(/^birthday +- +left as it is, for OX cannot clear it$/m);
  expect(out).toMatch(/^contextId +10 +oxContextIDNum$/m);
  expect(out).toMatch(/^20\S+ +create +10 +ok +\d+ fields$/m);

  expect((await explain(provisioning, 'vera')).out).toMatch(/Scope {5}not for OX: isOxUser is "Not", not OK/);
  const both = await explain(provisioning, 'staff');
  expect(both).toMatchObject({ code: 1, out: '' });
  expect(both.error).toMatch(/Group +staff +10 .*\nGroup +staff +20 /);
  const staff: unknown = JSON.parse((await explain(provisioning, 'Group/staff', '--context', '20', '-o', 'json')).out);
  expect(staff).toMatchObject({ object: { kind: 'Group', contextId: 20 }, ox: { state: 'there', differences: [] } });
  const nobody = await explain(provisioning, 'nobody');
  expect(nobody.code).toBe(1);
  expect(nobody.error).toMatch(/nothing here is called "nobody"/);
});

it('tells the same where no operator runs any more, and what somebody changed in OX', async () => {
  const provisioning = await Provisioning.create();
  const operator = provisioning.run();
  await provisioning.settle(operator, 'Settled', ...EVERYTHING);
  operator.signal('SIGTERM');
  await operator.ended();
  const { id } = provisioning.simulator.control.users(10).find(({ name }) => name === 'anna') ?? {};
  provisioning.simulator.control.edit({ kind: 'setUserFields', contextId: 10, user: Number(id), fields: { sur_name: 'Other' } });
  const { code, out } = await explain(provisioning, 'user-anna');
  expect(code).toBe(0);
  expect(out).toMatch(/^ {2}In OX {5}"anna" in context 10, id \d+, but\n {12}sur_name: OX has "Other", wanted is "Sample"$/m);
});
