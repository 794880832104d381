import { expect, it, onTestFinished } from 'vitest';
import { configMapManifest, manifestOf, secretManifest } from '../support/manifest-folder.ts';
import { Slapd } from '../support/slapd.ts';
import { EVERYTHING, Provisioning } from './provisioning-fixture.ts';

const anna = `dn: uid=anna,ou=users,dc=example,dc=org
objectClass: inetOrgPerson
objectClass: univentionMail
objectClass: oxUserObject
uid: anna
cn: Anna Meier
givenName: Anna
sn: Meier
oxDisplayName: Anna Meier
mailPrimaryAddress: anna@example.org
isOxUser: OK
oxAccess: groupware
oxContextIDNum: 10
`;

it('reads an LDAP server with the credentials and certificates of the manifests, and says what is wrong with either', async () => {
  const slapd = await Slapd.start({}, anna);
  onTestFinished(() => slapd.destroy());
  const provisioning = await Provisioning.create();
  const { folder } = provisioning;
  const people = ['OXDirectory', 'people'] as const;
  const ldap = {
    urls: [slapd.ldapsUrl],
    baseDN: slapd.suffix,
    bindSecretRef: { name: 'ldap-bind' },
    caConfigMapRef: { name: 'ldap-ca' },
  };
  await folder.write('m/directory.yaml', manifestOf({ kind: 'OXDirectory', name: 'people', spec: { ldap, pollInterval: '1s' } }));

  const operator = provisioning.run();
  await provisioning.settle(operator, 'InvalidSpec', people);
  expect((await provisioning.ready(...people))?.message).toContain('ConfigMap ldap-ca: there is no such ConfigMap');
  await folder.write('m/ca.yaml', configMapManifest('ldap-ca', { 'ca.crt': slapd.ca }));
  await provisioning.settle(operator, 'DirectoryAccessDenied', people);
  expect((await provisioning.ready(...people))?.message).toContain('Secret ldap-bind: there is no such Secret');

  const { dn, password } = slapd.reader;
  await folder.write('m/bind.yaml', secretManifest('ldap-bind', { bindDN: dn, password: 'Wrong-One' }));
  await operator.until('was refused', async () => (await provisioning.ready(...people))?.message.includes(slapd.ldapsUrl) === true);
  expect(await provisioning.ready(...people)).toMatchObject({ status: 'False', reason: 'DirectoryAccessDenied' });
  await folder.write('m/bind.yaml', secretManifest('ldap-bind', { bindDN: dn, password }));
  await provisioning.settle(operator, 'Settled', ...EVERYTHING);
  expect(provisioning.logins(10)).toEqual(['anna', 'oxadmin']);

  await slapd.stop();
  await provisioning.settle(operator, 'DirectoryUnreachable', people);
  await slapd.start();
  await provisioning.settle(operator, 'Settled', people);
  await slapd.apply('dn: uid=anna,ou=users,dc=example,dc=org\nchangetype: modify\nreplace: title\ntitle: Mayor\n');
  await operator.until('changed her title', () => provisioning.simulator.control.users(10).some(({ title }) => title === 'Mayor'));
  expect(operator.out).not.toContain('Wrong-One');
  expect(operator.out).not.toContain(password);
});
