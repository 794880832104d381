import { describe, expect, it } from 'vitest';
import { compileMapping, defaultFilter, mapGroup, mapUser, type Preset } from '../../src/mapping/index.ts';
import { entryOf } from '../support/entry-of.ts';
import { anna, mapAnna, mappingOf } from '../support/mapping-of.ts';
import { textWith } from '../support/matchers.ts';

const univention = mappingOf();
const strict = compileMapping({ preset: 'Univention' }, { checkNameCharacters: true });
const inetOrgPerson = mappingOf({ preset: 'InetOrgPerson' });

describe('the switch isOxUser', () => {
  it.each(['OK', 'ok', 'true', 'TRUE'])('makes a user of OX with %s', (isOxUser) => {
    expect(mapUser(entryOf({ ...anna, isOxUser }), univention, 'people').type).toBe('object');
  });

  it('keeps an entry out with anything else, and says so', () => {
    expect(mapUser(entryOf({ ...anna, isOxUser: 'Not' }), univention, 'people')).toEqual({
      type: 'outOfScope',
      why: 'isOxUser is "Not", not OK',
    });
    expect(mapUser(entryOf({ ...anna, isOxUser: [] }), univention, 'people')).toEqual({ type: 'outOfScope', why: 'isOxUser is not set' });
  });

  it('does not exist with preset InetOrgPerson', () => {
    expect(mapUser(entryOf({ uid: 'bob' }), inetOrgPerson, 'people').type).toBe('object');
  });

  it('is not part of the filter, so that an entry that is switched off is seen', () => {
    expect(defaultFilter('users', 'Univention')).not.toContain('isOxUser');
    expect(defaultFilter('groups', 'Univention')).not.toContain('isOxGroup');
  });
});

describe('a disabled account', () => {
  it.each([
    ['shadowExpire', '1'],
    ['sambaAcctFlags', '[UD         ]'],
    ['krb5KDCFlags', '254'],
  ])('loses rights and mail when %s is %s', (attribute, value) => {
    const user = mapAnna({ [attribute]: value });
    expect(user.accessProfile).toBe('');
    expect(user.fields.mailenabled).toBe(false);
  });

  it.each([
    ['shadowExpire', '20000'],
    ['sambaAcctFlags', '[U          ]'],
    ['krb5KDCFlags', '126'],
  ])('is none when %s is %s', (attribute, value) => {
    expect(mapAnna({ [attribute]: value }).accessProfile).toBe('premium');
  });

  it('is not known to preset InetOrgPerson', () => {
    const mapped = mapUser(entryOf({ uid: 'bob', shadowExpire: '1' }), inetOrgPerson, 'people');
    expect(mapped).toMatchObject({ object: { accessProfile: 'premium' } });
  });
});

describe('the access profile', () => {
  it('is the one that the entry names', () => {
    expect(mapAnna({ oxAccess: 'pim_drive' })).toMatchObject({ accessProfile: 'pim_drive', fields: { mailenabled: true } });
  });

  it('is empty when the entry names none: no rights, no mail', () => {
    expect(mapAnna({ oxAccess: [] })).toMatchObject({ accessProfile: '', fields: { mailenabled: false } });
  });

  it('switches mail off when it is none', () => {
    expect(mapAnna({ oxAccess: 'none' })).toMatchObject({ accessProfile: 'none', fields: { mailenabled: false } });
  });

  it('comes from the attribute and the default that the OXDirectory names', () => {
    const settings = { users: { accessProfile: { attribute: 'employeeType', default: 'webmail' } } };
    expect(mapAnna({ employeeType: 'pim' }, settings).accessProfile).toBe('pim');
    expect(mapAnna({}, settings).accessProfile).toBe('webmail');
  });
});

describe('a group', () => {
  const members = ['uid=anna,cn=users,dc=example,dc=org', 'UID=Bob, cn=Users,dc=example,dc=org', 'uid=anna,cn=users,dc=example,dc=org'];
  const staff = { isOxGroup: 'OK', cn: 'staff', uniqueMember: members };

  it('has its members by normalised DN, each once', () => {
    expect(mapGroup(entryOf(staff, { sourceId: 'g1' }), univention)).toEqual({
      type: 'group',
      sourceId: 'g1',
      name: 'staff',
      displayName: 'staff',
      memberDns: ['uid=anna,cn=users,dc=example,dc=org', 'uid=bob,cn=users,dc=example,dc=org'],
    });
  });

  it('keeps inner groups among its members', () => {
    const uniqueMember = ['cn=Board, cn=groups,dc=example,dc=org', ...members];
    expect(mapGroup(entryOf({ ...staff, uniqueMember }), univention)).toMatchObject({
      memberDns: ['cn=board,cn=groups,dc=example,dc=org', 'uid=anna,cn=users,dc=example,dc=org', 'uid=bob,cn=users,dc=example,dc=org'],
    });
  });

  it('may be empty', () => {
    expect(mapGroup(entryOf({ ...staff, uniqueMember: [] }), univention)).toMatchObject({ type: 'group', memberDns: [] });
  });

  it('takes member and uniqueMember with preset InetOrgPerson, and needs no switch', () => {
    const entry = entryOf({ cn: 'staff', member: 'uid=a,dc=x', uniqueMember: 'uid=b,dc=x' });
    expect(mapGroup(entry, inetOrgPerson)).toMatchObject({ memberDns: ['uid=a,dc=x', 'uid=b,dc=x'] });
  });

  it.each(['Not', []])('is none of OX when isOxGroup is %j', (isOxGroup) => {
    expect(mapGroup(entryOf({ ...staff, isOxGroup }), univention).type).toBe('outOfScope');
  });

  it.each(['users', 'Users', 'USERS'])("called %s is OX's own and never touched", (cn) => {
    expect(mapGroup(entryOf({ ...staff, cn }), univention)).toMatchObject({
      type: 'outOfScope',
      why: textWith('never touched'),
    });
  });

  it('without a name has a fault and is called by its DN', () => {
    expect(mapGroup(entryOf({ ...staff, cn: [] }, { dn: 'cn=x,dc=example' }), univention)).toMatchObject({
      name: 'cn=x,dc=example',
      fault: { reason: 'InvalidIdentifier', message: 'cn=x,dc=example: cn is empty, expected a name' },
    });
  });

  it('with two names has a fault', () => {
    expect(mapGroup(entryOf({ ...staff, cn: ['staff', 'crew'] }, { dn: 'cn=x,dc=example' }), univention)).toMatchObject({
      fault: { reason: 'InvalidIdentifier', message: 'cn=x,dc=example: cn holds 2 values, expected exactly one' },
    });
  });

  it('may be called by any characters: OX itself refuses what it does not take', () => {
    expect(mapGroup(entryOf({ ...staff, cn: 'Grün & Söhne' }), univention)).not.toHaveProperty('fault');
  });

  it.each([
    ['a & b', '&'],
    ['Grün & Söhne', 'ü&ö'],
    ['x/y', '/'],
    ['(all)', '()'],
    ['a:b;c', ':;'],
    ['ääh', 'ä'],
  ])('called %s is refused with the characters %s when names are checked', (cn, characters) => {
    const mapped = mapGroup(entryOf({ ...staff, cn }, { dn: 'cn=x,dc=example' }), strict);
    expect(mapped).toMatchObject({
      name: cn,
      fault: {
        reason: 'IllegalCharacters',
        message: textWith(`cn=x,dc=example: cn holds "${cn}" with the characters "${characters}", expected letters from a to z`),
      },
    });
  });

  it('may have blanks and $@%.+_- in its name, in contrast to a user', () => {
    expect(mapGroup(entryOf({ ...staff, cn: 'Staff of $@%.+_-09' }), strict)).not.toHaveProperty('fault');
    expect(mapUser(entryOf({ ...anna, uid: 'anna a' }), strict, 'people')).toMatchObject({
      object: { fault: { reason: 'IllegalCharacters', message: textWith('uid holds "anna a" with the characters " "') } },
    });
  });

  it.each<[string, Preset]>([
    ['name', 'Univention'],
    ['name', 'InetOrgPerson'],
    ['cn', 'InetOrgPerson'],
    ['', 'Univention'],
  ])('is named by its cn when the identifier is %j with preset %s', (identifier, preset) => {
    const mapped = mapGroup(entryOf(staff), mappingOf({ preset, groups: { identifier } }));
    expect(mapped).toMatchObject({ name: 'staff' });
  });

  it('is named by the identifier of the OXDirectory', () => {
    const byDescription = mappingOf({ groups: { identifier: 'description' } });
    expect(mapGroup(entryOf({ ...staff, description: 'The Staff' }), byDescription)).toMatchObject({
      name: 'The Staff',
      displayName: 'The Staff',
    });
    const byId = mappingOf({ groups: { identifier: 'entryUUID' } });
    expect(mapGroup(entryOf(staff, { sourceId: 'g1' }), byId)).toMatchObject({ name: 'g1' });
  });
});
