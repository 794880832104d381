import { describe, expect, it } from 'vitest';
import { compileMapping, mapUser } from '../../src/mapping/index.ts';
import { entryOf } from '../support/entry-of.ts';
import { type Attributes, anna, faultOfAnna, mapAnna, mapEntry } from '../support/mapping-of.ts';
import { textWith } from '../support/matchers.ts';

describe('the login', () => {
  it('is the uid', () => {
    expect(mapAnna()).toMatchObject({ kind: 'User', owner: 'people', sourceId: 'source-1', name: 'anna' });
  });

  it('is what the identifier says, as LDAP attribute or UDM property', () => {
    expect(mapAnna({ employeeNumber: '007' }, { users: { identifier: 'employeeNumber' } }).name).toBe('007');
    expect(mapAnna({}, { users: { identifier: 'username' } }).name).toBe('anna');
    expect(mapAnna({}, { users: { identifier: 'mailPrimaryAddress' } }).name).toBe('anna@example.org');
  });

  it('is the source id when the identifier is entryUUID', () => {
    expect(mapEntry(entryOf(anna, { sourceId: 'f3a' }), { users: { identifier: 'entryUUID' } }).name).toBe('f3a');
  });

  it('has to be there', () => {
    expect(mapAnna({ uid: [] })).toMatchObject({
      name: 'uid=anna,cn=users,dc=example,dc=org',
      fault: { reason: 'InvalidIdentifier', message: 'uid=anna,cn=users,dc=example,dc=org: uid is empty, expected a name' },
    });
  });

  it('has to be one', () => {
    expect(faultOfAnna({ uid: ['anna', 'anne'] })).toMatchObject({
      reason: 'InvalidIdentifier',
      message: textWith('uid holds 2 values, expected exactly one'),
    });
  });

  it.each<[string, Attributes, string]>([
    ['phone', { telephoneNumber: ['1', '2'] }, 'telephoneNumber holds 2 values, expected exactly one'],
    ['phone', {}, 'telephoneNumber is empty, expected a name'],
    ['employeeNumber', { employeeNumber: ' ' }, 'employeeNumber is empty, expected a name'],
    ['oxDisplayName', { oxDisplayName: ['Anna', 'Anne', 'Anja'] }, 'oxDisplayName holds 3 values, expected exactly one'],
  ])('cannot come from %s with %j', (identifier, attributes, problem) => {
    expect(faultOfAnna(attributes, { users: { identifier } })).toEqual({
      reason: 'InvalidIdentifier',
      message: `uid=anna,cn=users,dc=example,dc=org: ${problem}`,
    });
  });

  it('may hold any characters: OX itself refuses what it does not take', () => {
    expect(faultOfAnna({ uid: 'anna müller' })).toBeUndefined();
  });

  it('is checked for the characters that OX takes by default when that is asked for', () => {
    const strict = compileMapping({ preset: 'Univention' }, { checkNameCharacters: true });
    const mapped = mapUser(entryOf({ ...anna, uid: 'anna müller' }), strict, 'people');
    expect(mapped).toMatchObject({
      object: { fault: { reason: 'IllegalCharacters', message: textWith('uid holds "anna müller" with the characters " ü", expected') } },
    });
    expect(mapUser(entryOf({ ...anna, uid: 'a.b_c-d+e%$@1' }), strict, 'people')).not.toHaveProperty('object.fault');
  });
});

describe('the context', () => {
  it('is the one that the entry names', () => {
    expect(mapAnna({ oxContextIDNum: '20' }).contextId).toBe(20);
  });

  it('is the default when the entry names none', () => {
    expect(mapAnna({ oxContextIDNum: [] }, { users: { contextId: { default: 30 } } }).contextId).toBe(30);
  });

  it('is missed when there is neither: the user waits', () => {
    expect(mapAnna({ oxContextIDNum: [] })).toMatchObject({
      contextId: 0,
      fault: { reason: 'NoContext', message: textWith('oxContextIDNum is empty and no default context is set') },
    });
  });

  it.each(['zehn', '0', '-1', '2147483648', '1.5'])('cannot be %s, and the default does not hide that', (oxContextIDNum) => {
    expect(mapAnna({ oxContextIDNum }, { users: { contextId: { default: 30 } } })).toMatchObject({
      contextId: 0,
      fault: {
        reason: 'NoContext',
        message: textWith(`oxContextIDNum holds "${oxContextIDNum}", expected one number from 1 to 2147483647`),
      },
    });
  });

  it('is one, though the schema of the directory allows several', () => {
    expect(faultOfAnna({ oxContextIDNum: ['10', '20'] })).toMatchObject({
      reason: 'NoContext',
      message: textWith('"10, 20"'),
    });
  });

  it('comes from the attribute that the OXDirectory names, or from none', () => {
    const settings = { users: { contextId: { attribute: 'departmentNumber', default: 30 } } };
    expect(mapAnna({ departmentNumber: '40' }, settings).contextId).toBe(40);
    expect(mapAnna({}, { users: { contextId: { attribute: '', default: 30 } } }).contextId).toBe(30);
  });
});

describe('what OX needs of every user', () => {
  it.each([
    ['sn', 'sur_name', 'sn (sur_name)'],
    ['givenName', 'given_name', 'givenName (given_name)'],
    ['oxDisplayName', 'display_name', 'oxDisplayName and displayName (display_name)'],
    ['mailPrimaryAddress', 'email1', 'mailPrimaryAddress (email1)'],
  ])('%s is missed by the names of both sides', (attribute, _field, named) => {
    expect(faultOfAnna({ [attribute]: ' ' })).toEqual({
      reason: 'MandatoryFieldMissing',
      message: `uid=anna,cn=users,dc=example,dc=org: empty, but OX needs it: ${named}`,
    });
  });

  it('is missed all at once', () => {
    expect(faultOfAnna({ sn: [], givenName: [] })?.message).toContain('givenName (given_name), sn (sur_name)');
  });
});

it('names everything that is wrong with an entry, and the reason of the first', () => {
  const fault = faultOfAnna({ oxContextIDNum: 'x', univentionBirthday: 'yesterday', sn: [] });
  expect(fault).toMatchObject({ reason: 'NoContext' });
  expect(fault?.message).toMatch(/oxContextIDNum .*; univentionBirthday .*; empty, but OX needs it: sn/);
});

it('cuts long values in messages', () => {
  expect(faultOfAnna({ univentionBirthday: 'x'.repeat(10_000) })!.message.length).toBeLessThan(300);
});
