import { describe, expect, it } from 'vitest';
import { attributesNeeded, type MappedDeputies, type MappingSettings, mapDeputies, modulePermissions } from '../../src/mapping/index.ts';
import { entryOf } from '../support/entry-of.ts';
import { anna, mappingOf } from '../support/mapping-of.ts';

const enabled: Partial<MappingSettings> = { deputyPermissions: 'Enabled' };

function deputiesOf(values: string | readonly string[], settings = enabled): MappedDeputies {
  return mapDeputies(entryOf({ ...anna, oxDeputyPermissionGivenTo: values }), mappingOf(settings));
}

const bob = 'uid=bob,cn=users,dc=example,dc=org';
const cleo = 'uid=cleo,cn=users,dc=example,dc=org';

describe('a deputy of the entry', () => {
  it.each([
    ['a viewer of mails', `${bob} |:$:| 02400 |:$:| 00000 |:$:| 0`, { dn: bob, mail: '02400', calendar: '00000', sendOnBehalfOf: false }],
    ['an editor and author', `${bob} |:$:| 02440 |:$:| 08444 |:$:| 1`, { dn: bob, mail: '02440', calendar: '08444', sendOnBehalfOf: true }],
    ['a sender only', `${bob} |:$:| 00000 |:$:| 00000 |:$:| 1`, { dn: bob, mail: '00000', calendar: '00000', sendOnBehalfOf: true }],
    ['an admin', `${bob} |:$:| 18444 |:$:| 00000 |:$:| 0`, { dn: bob, mail: '18444', calendar: '00000', sendOnBehalfOf: false }],
    ['no word on sending', `${bob} |:$:| 02400 |:$:| 00000 |:$:| `, { dn: bob, mail: '02400', calendar: '00000', sendOnBehalfOf: false }],
    ['words for truth', `${bob} |:$:| 02400 |:$:| 00000 |:$:| TRUE`, { dn: bob, mail: '02400', calendar: '00000', sendOnBehalfOf: true }],
    ['no blanks', `${bob}|:$:|02400|:$:|00000|:$:|0`, { dn: bob, mail: '02400', calendar: '00000', sendOnBehalfOf: false }],
    [
      'another spelling of the DN',
      'UID=Bob, CN=Users,dc=example,dc=org |:$:| 02400 |:$:| 00000 |:$:| 0',
      { dn: bob, mail: '02400', calendar: '00000', sendOnBehalfOf: false },
    ],
  ])('may be %s', (_what, value, grant) => {
    expect(deputiesOf(value)).toEqual({ grants: [grant] });
  });

  it('who may do nothing is none, for OX keeps no such permission', () => {
    expect(deputiesOf(`${bob} |:$:| 00000 |:$:| 00000 |:$:| 0`)).toEqual({ grants: [] });
  });

  it('comes in the same order, whatever the order of the directory', () => {
    const values = [`${cleo} |:$:| 02400 |:$:| 00000 |:$:| 0`, `${bob} |:$:| 02400 |:$:| 00000 |:$:| 0`];
    expect(deputiesOf(values).grants.map(({ dn }) => dn)).toEqual([bob, cleo]);
    expect(deputiesOf(values.toReversed())).toEqual(deputiesOf(values));
  });

  it.each([[], '', ' '])('is nobody with %j', (values) => {
    expect(deputiesOf(values)).toEqual({ grants: [] });
  });
});

describe('a value that names no deputy', () => {
  it.each([
    ['nothing but a DN', bob],
    ['four digits', `${bob} |:$:| 0240 |:$:| 00000 |:$:| 0`],
    ['six digits', `${bob} |:$:| 02400 |:$:| 000000 |:$:| 0`],
    ['letters', `${bob} |:$:| viewer |:$:| 00000 |:$:| 0`],
    ['an admin who is neither 0 nor 1', `${bob} |:$:| 28444 |:$:| 00000 |:$:| 0`],
    ['no calendar', `${bob} |:$:| 02400 |:$:| 0`],
    ['a word too many', `${bob} |:$:| 02400 |:$:| 00000 |:$:| 0 |:$:| 0`],
    ['an unknown truth', `${bob} |:$:| 02400 |:$:| 00000 |:$:| 2`],
    ['no DN', `bob |:$:| 02400 |:$:| 00000 |:$:| 0`],
    ['another delimiter', `${bob} | 02400 | 00000 | 0`],
  ])('is a fault that names attribute and value: %s', (_what, value) => {
    const { grants, fault } = deputiesOf([`${cleo} |:$:| 02400 |:$:| 00000 |:$:| 0`, value]);
    expect(grants).toEqual([]);
    expect(fault?.reason).toBe('InvalidMapping');
    expect(fault?.message).toContain(`uid=anna,cn=users,dc=example,dc=org: oxDeputyPermissionGivenTo holds "${value.slice(0, 59)}`);
    expect(fault?.message).toContain('expected <DN> |:$:| <5 digits for mail> |:$:| <5 digits for calendar> |:$:| <0 or 1>');
  });

  it('is the entry itself', () => {
    expect(deputiesOf('uid=ANNA, cn=users,dc=example,dc=org |:$:| 02400 |:$:| 00000 |:$:| 0').fault).toEqual({
      reason: 'InvalidMapping',
      message: 'uid=anna,cn=users,dc=example,dc=org: oxDeputyPermissionGivenTo holds the entry itself, expected another user as deputy',
    });
  });

  it('is one who stands there already, by whatever spelling', () => {
    expect(deputiesOf([`${bob} |:$:| 02400 |:$:| 00000 |:$:| 0`, `${bob.toUpperCase()} |:$:| 08444 |:$:| 00000 |:$:| 0`]).fault).toEqual({
      reason: 'InvalidMapping',
      message: `uid=anna,cn=users,dc=example,dc=org: oxDeputyPermissionGivenTo holds "${bob}" twice, expected each deputy once`,
    });
  });
});

describe('deputies', () => {
  const value = `${bob} |:$:| 02400 |:$:| 00000 |:$:| 0`;

  it.each<[string, Partial<MappingSettings>]>([
    ['are not asked for', {}],
    ['are disabled', { deputyPermissions: 'Disabled' }],
    ['are not known to the preset', { ...enabled, preset: 'InetOrgPerson' }],
    ['have no attribute', { ...enabled, users: { deputies: { attribute: '' } } }],
  ])('are nobody where they %s', (_when, settings) => {
    expect(deputiesOf(value, settings)).toEqual({ grants: [] });
    expect(deputiesOf('nonsense', settings)).toEqual({ grants: [] });
    expect(attributesNeeded(mappingOf(settings), 'users')).not.toContain('oxDeputyPermissionGivenTo');
  });

  it('are asked of the directory where they are enabled', () => {
    expect(attributesNeeded(mappingOf(enabled), 'users')).toContain('oxDeputyPermissionGivenTo');
  });

  it('come from the attribute that is named instead', () => {
    const mapping = mappingOf({ ...enabled, preset: 'InetOrgPerson', users: { deputies: { attribute: 'secretary' } } });
    expect(mapDeputies(entryOf({ secretary: value }), mapping).grants).toMatchObject([{ dn: bob }]);
    expect(attributesNeeded(mapping, 'users')).toContain('secretary');
  });
});

describe('five digits', () => {
  it.each([
    ['02400', { admin: false, folder: 2, read: 4, write: 0, delete: 0 }],
    ['02440', { admin: false, folder: 2, read: 4, write: 4, delete: 0 }],
    ['08444', { admin: false, folder: 8, read: 4, write: 4, delete: 4 }],
    ['12400', { admin: true, folder: 2, read: 4, write: 0, delete: 0 }],
  ])('%s are the permissions of a module', (digits, permission) => {
    expect(modulePermissions({ mail: digits, calendar: digits })).toEqual([
      { module: 'mail', ...permission },
      { module: 'calendar', ...permission },
    ]);
  });

  it.each([
    ['00000', '08444', ['calendar']],
    ['02400', '00000', ['mail']],
    ['00000', '10000', []],
  ])('of mail %s and calendar %s give %j: OX keeps no module without permission', (mail, calendar, modules) => {
    expect(modulePermissions({ mail, calendar }).map(({ module }) => module)).toEqual(modules);
  });
});
