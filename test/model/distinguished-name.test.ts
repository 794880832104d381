import { expect, test } from 'vitest';
import { normalizeDn } from '../../src/model/index.ts';

test.each([
  ['uid=Anna,ou=People,DC=Example,dc=org', 'UID=anna , OU=people,dc=example, dc=ORG'],
  ['cn=Anna Meier,dc=org', 'CN=anna   meier,dc=org'],
  ['cn=Meier\\, Anna,dc=org', 'cn=Meier\\2C Anna,dc=org'],
  ['cn=J\u00fcrgen,dc=org', 'cn=j\\C3\\BCrgen,dc=org'],
  ['uid=a+cn=b,dc=org', 'cn=B+uid=A,dc=org'],
  ['uid=a.b-c_d@e,dc=org', 'uid=A.B-C_D@E,dc=org'],
])('%s is the same as %s', (one, other) => {
  expect(normalizeDn(one)).toBe(normalizeDn(other));
});

test.each([
  ['uid=anna,dc=org', 'uid=anna2,dc=org'],
  ['uid=anna,dc=org', 'cn=anna,dc=org'],
  ['cn=Meier\\,dc=org', 'cn=Meier,dc=org'],
  ['cn=a\\,b=c,dc=org', 'cn=a,b=c,dc=org'],
  ['uid=a,uid=b', 'uid=b,uid=a'],
])('%s is another than %s', (one, other) => {
  expect(normalizeDn(one)).not.toBe(normalizeDn(other));
});

test('is what it is when it is normalized again', () => {
  for (const dn of ['uid=Anna,dc=org', 'cn=Meier\\2C Anna,dc=org', 'cn=\\23 1+uid=x,dc=org']) {
    expect(normalizeDn(normalizeDn(dn))).toBe(normalizeDn(dn));
  }
});
