import { expect, it, onTestFinished } from 'vitest';
import { runCommand } from '../support/command-process.ts';
import { configMapManifest, manifestOf, secretManifest } from '../support/manifest-folder.ts';
import { Slapd } from '../support/slapd.ts';
import { Provisioning } from './provisioning-fixture.ts';

function person(uid: string, changes: Readonly<Record<string, string>> = {}): string {
  const attributes = {
    ...{ uid, cn: uid, givenName: 'Given', sn: 'Family', oxDisplayName: `${uid} Family`, mailPrimaryAddress: `${uid}@example.org` },
    ...{ isOxUser: 'OK', oxAccess: 'groupware', oxContextIDNum: '10', ...changes },
  };
  const classes = ['inetOrgPerson', 'univentionMail', 'oxUserObject'].map((name) => `objectClass: ${name}`);
  const lines = Object.entries(attributes).map(([name, value]) => `${name}: ${value}`);
  return [`dn: uid=${uid},ou=users,dc=example,dc=org`, ...classes, ...lines, ''].join('\n');
}

/** Anna is as she should be, Bob waits for an access profile, Vera is not for OX, Dora is left out by the filter. */
const PEOPLE = [
  person('anna', { description: 'Front desk' }),
  person('bob', { oxAccess: 'own-profile' }),
  person('vera', { isOxUser: 'Not' }),
  person('dora', { employeeType: 'external' }),
].join('\n');

const FILTER = '(&(objectClass=oxUserObject)(!(employeeType=external)))';

it('explains users of an LDAP server: their entry, the attributes of each field, whether they are for OX, and what they wait for', async () => {
  const slapd = await Slapd.start({}, PEOPLE);
  onTestFinished(() => slapd.destroy());
  const provisioning = await Provisioning.create();
  const { folder, simulator } = provisioning;
  const ldap = {
    urls: [slapd.ldapsUrl],
    baseDN: slapd.suffix,
    bindSecretRef: { name: 'ldap-bind' },
    caConfigMapRef: { name: 'ldap-ca' },
  };
  const spec = { ldap, pollInterval: '1s', users: { filter: FILTER }, mapping: { set: { userfield01: 'description' } } };
  await folder.write('m/directory.yaml', manifestOf({ kind: 'OXDirectory', name: 'people', spec }));
  await folder.write('m/ca.yaml', configMapManifest('ldap-ca', { 'ca.crt': slapd.ca }));
  await folder.write('m/bind.yaml', secretManifest('ldap-bind', { bindDN: slapd.reader.dn, password: slapd.reader.password }));

  const explain = async (name: string): Promise<string> => {
    const place = ['--manifests', folder.at('m'), '--cache', folder.at('cache.db')];
    const settings = { OX_SOAP_SERVER: simulator.url, OX_MASTER_PASSWORD: 'secret' };
    const { code, out, error } = await runCommand(['explain', ...place, name], settings);
    expect({ code, error }).toEqual({ code: 0, error: '' });
    expect(out).not.toContain(slapd.reader.password);
    return out;
  };

  const beforehand = await explain('anna');
  expect(beforehand).toMatch(/^ {2}Source {4}OXDirectory people: uid=anna,ou=users,dc=example,dc=org, polled 20/m);
  expect(beforehand).toMatch(/^ {2}In OX {5}could not be asked: context 10 is not set up: it has no admin yet who could be asked$/m);
  expect(simulator.control.contexts()).toEqual([]);

  const operator = provisioning.run();
  await operator.until('created anna', () => simulator.control.users(10).some(({ name }) => name === 'anna'));
  await operator.until('has bob wait', async () => (await explain('bob')).includes('WaitingForAccessProfile'));
  const anna = await explain('anna');
  expect(anna).toMatch(/^User anna in context 10\n {2}State {5}settled$/m);
  expect(anna).toContain(`  Scope     for OX: found by ${FILTER} below ${slapd.suffix}, and switched on\n`);
  expect(anna).toMatch(/^ {2}In OX {5}"anna" in context 10, id \d+, as it should be$/m);
  expect(anna).toMatch(/^display_name +"anna Family" +oxDisplayName$/m);
  expect(anna).toMatch(/^primaryEmail +"anna@example\.org" +the primary mail address \(mailPrimaryAddress\)$/m);
  expect(anna).toMatch(/^userfield01 +"Front desk" +description/m);
  expect(anna).toMatch(/^contextId +10 +oxContextIDNum$/m);
  expect(anna).toMatch(/^20\S+ +create +10 +ok +\d+ fields$/m);

  expect(await explain('bob')).toMatch(
    /^User bob in context 10\n {2}State {5}waiting, WaitingForAccessProfile: waits for the access profile "own-profile", which does not exist\n {2}To do {5}Create the access profile /,
  );
  expect(await explain('vera')).toMatch(/^ {2}Scope {5}not for OX: isOxUser is "Not", not OK$/m);
  expect(await explain('dora')).toContain(
    `  Scope     left out: the filter of users, ${FILTER} below dc=example,dc=org, does not find it\n`,
  );
});
