import { describe, expect, it } from 'vitest';
import { attributesNeeded, binaryAttributes, compileMapping, type MappingSettings } from '../../src/mapping/index.ts';
import { OperatorError } from '../../src/model/index.ts';
import { entryOf } from '../support/entry-of.ts';
import { fieldsOfAnna, mapEntry, mappingOf } from '../support/mapping-of.ts';

type Overrides = NonNullable<MappingSettings['mapping']>;

function fieldsWith(mapping: Overrides, attributes: Parameters<typeof fieldsOfAnna>[0] = {}): Readonly<Record<string, unknown>> {
  return fieldsOfAnna(attributes, { mapping });
}

function refusalOf(settings: Partial<MappingSettings>): string {
  try {
    mappingOf(settings);
  } catch (error) {
    expect(error).toBeInstanceOf(OperatorError);
    expect(error).toMatchObject({ reason: 'InvalidMapping', errorClass: 'invalid' });
    return (error as OperatorError).message;
  }
  return 'no problem';
}

describe('mapping.set', () => {
  it('feeds a field from another attribute', () => {
    expect(fieldsWith({ set: { userfield01: 'description' } }, { description: 'staff', oxUserfield01: 'old' }).userfield01).toBe('staff');
  });

  it('clears the field when that attribute is empty, whatever the old one holds', () => {
    expect(fieldsWith({ set: { userfield01: 'description' } }, { oxUserfield01: 'old' }).userfield01).toBe('');
  });

  it('takes UDM properties and the names of the old connector', () => {
    const attributes = { mailPrimaryAddress: 'anna@example.org', uid: 'anna', univentionMailHomeServer: 'home' };
    expect(fieldsWith({ set: { employee_type: 'username' } }, attributes).employeeType).toBe('anna');
    expect(fieldsWith({ set: { imap_server: 'uid' } }, attributes)).toMatchObject({ imapServer: 'anna', smtpServer: 'home' });
  });

  it('sends fields that the table does not have', () => {
    expect(fieldsWith({ set: { telephone_isdn: 'oxTelephoneIp', info: 'description' } }, { oxTelephoneIp: '1' })).toMatchObject({
      telephone_isdn: '1',
      info: '',
    });
  });

  it('sends the used quota to whoever insists', () => {
    expect(fieldsWith({ set: { used_quota: 'oxUserQuota' } }, { oxUserQuota: '5' })).toMatchObject({ usedQuota: 5, maxQuota: 5 });
  });

  it('takes the first value, also for a field that had the second of another attribute', () => {
    expect(fieldsWith({ set: { telephone_business2: 'mobile' } }, { mobile: '42', telephoneNumber: ['1', '2'] }).telephone_business2).toBe(
      '42',
    );
  });

  it('gives language and time zone of a new user, with the default behind', () => {
    const set = { language: 'preferredLanguage', timezone: 'oxTimeZone' };
    expect(fieldsWith({ set }, { preferredLanguage: 'fr_FR' })).toMatchObject({ language: 'fr_FR', timezone: 'Europe/Berlin' });
  });

  it('gives the login at the mail server, with the template behind', () => {
    expect(fieldsWith({ set: { imapLogin: 'description' } }, { description: 'mail-7' }).imapLogin).toBe('mail-7');
    expect(fieldsWith({ set: { imapLogin: 'description' } }).imapLogin).toBe('anna@example.org');
  });

  it('takes pictures from another attribute and asks for its octets', () => {
    const octets = Buffer.from([0xff, 0xd8, 0xff]);
    expect(fieldsWith({ set: { image1: 'thumbnailPhoto' } }, { thumbnailPhoto: octets }).image1).toBe(octets.toString('base64'));
    expect(binaryAttributes(mappingOf({ mapping: { set: { image1: 'thumbnailPhoto' } } }), 'users')).toEqual(['thumbnailPhoto']);
  });

  it('reads truth values', () => {
    const set = { load_remote_mail_content_by_default: 'description' };
    expect(fieldsWith({ set }, { description: 'TRUE' }).load_remote_mail_content_by_default).toBe(true);
    expect(fieldsWith({ set }, { description: 'FALSE' }).load_remote_mail_content_by_default).toBe(false);
    expect(fieldsWith({ set })).not.toHaveProperty('load_remote_mail_content_by_default');
  });

  it('never sends an empty folder name, which OX cannot use', () => {
    expect(fieldsWith({ set: { mail_folder_sent_name: 'description' } })).not.toHaveProperty('mail_folder_sent_name');
  });
});

describe('mapping.unset', () => {
  it.each(['note', 'imap_login', 'language', 'birthday', 'mailenabled'])('leaves %s in OX alone', (name) => {
    const fields = fieldsWith({ unset: [name] }, { oxNote: 'x', univentionBirthday: '1990-01-01' });
    expect(Object.keys(fields)).not.toContain(name === 'imap_login' ? 'imapLogin' : name);
    expect(Object.keys(fieldsOfAnna({ oxNote: 'x', univentionBirthday: '1990-01-01' }))).toContain(
      name === 'imap_login' ? 'imapLogin' : name,
    );
  });

  it('takes port and scheme along with a mail server', () => {
    const fields = fieldsWith({ unset: ['imapServer'] }, { univentionMailHomeServer: 'home' });
    for (const field of ['imapServer', 'imapPort', 'imapSchema']) expect(fields).not.toHaveProperty(field);
    expect(fields).toHaveProperty('smtpPort');
  });

  it('takes the content type along with the picture', () => {
    const fields = fieldsWith({ unset: ['image1'] }, { jpegPhoto: Buffer.from([0xff, 0xd8, 0xff]) });
    expect(fields).not.toHaveProperty('image1ContentType');
    expect(binaryAttributes(mappingOf({ mapping: { unset: ['image1'] } }), 'users')).toEqual([]);
  });

  it('does not ask the directory for what is not sent', () => {
    expect(attributesNeeded(mappingOf(), 'users')).toContain('oxNote');
    expect(attributesNeeded(mappingOf({ mapping: { unset: ['note'] } }), 'users')).not.toContain('oxNote');
  });

  it.each(['email1', 'display_name', 'given_name', 'sur_name', 'primary_email', 'name'])('cannot spare %s, which OX needs', (name) => {
    expect(refusalOf({ mapping: { unset: [name] } })).toBe(`spec.mapping.unset: found "${name}", expected a field that OX can do without`);
  });
});

describe('mapping.alternatives', () => {
  it('are looked at in order when the attribute is empty', () => {
    const mapping = { alternatives: { email1: ['mailAlternativeAddress', 'e-mail'] } };
    expect(fieldsWith(mapping, { mailPrimaryAddress: [], mail: 'third@example.org' }).email1).toBe('third@example.org');
    expect(
      fieldsWith(mapping, { mailPrimaryAddress: [], mailAlternativeAddress: 'second@example.org', mail: 'third@example.org' }).email1,
    ).toBe('second@example.org');
    expect(fieldsWith(mapping, { mail: 'third@example.org' }).email1).toBe('anna@example.org');
  });

  it('take the place of the preset’s, an empty list takes them away', () => {
    const attributes = { oxDisplayName: [], displayName: 'Display', cn: 'Common' };
    expect(fieldsWith({ alternatives: { display_name: ['cn'] } }, attributes).display_name).toBe('Common');
    expect(fieldsWith({ alternatives: { display_name: [] } }, attributes).display_name).toBe('');
  });

  it('stay when the attribute is set anew', () => {
    expect(fieldsWith({ set: { display_name: 'gecos' } }, { displayName: 'Display' }).display_name).toBe('Display');
  });

  it('serve the list of aliases as a whole', () => {
    const mapping = { alternatives: { aliases: ['mailLocalAddress'] } };
    expect(fieldsWith(mapping, { mailLocalAddress: ['x@example.org', 'y@example.org'] }).aliases).toEqual([
      'anna@example.org',
      'x@example.org',
      'y@example.org',
    ]);
  });
});

describe('a mapping that cannot be', () => {
  it.each<[string, Partial<MappingSettings>, string]>([
    [
      'an unknown field',
      { mapping: { set: { userfield21: 'x' } } },
      'spec.mapping.set: found "userfield21", expected an OX field such as userfield01',
    ],
    ['an unknown field to leave out', { mapping: { unset: ['nonsense'] } }, 'spec.mapping.unset: found "nonsense", expected an OX field'],
    ['an unknown field with alternatives', { mapping: { alternatives: { nope: [] } } }, 'spec.mapping.alternatives: found "nope"'],
    [
      'an impossible attribute',
      { mapping: { set: { note: 'two words' } } },
      'spec.mapping.set.note: found "two words", expected the name of an attribute',
    ],
    ['no attribute', { mapping: { set: { note: '' } } }, 'spec.mapping.set.note: found "", expected the name of an attribute'],
    ['an impossible alternative', { mapping: { alternatives: { note: ['ok', '-'] } } }, 'spec.mapping.alternatives.note: found "-"'],
    ['the name', { mapping: { set: { name: 'cn' } } }, 'set spec.users.identifier instead'],
    ['the second primary address', { mapping: { set: { primaryEmail: 'mail' } } }, 'set email1 instead'],
    ['a port', { mapping: { set: { imap_port: 'x' } } }, 'set spec.userDefaults.imapServer instead'],
    [
      'set and unset at once',
      { mapping: { set: { note: 'x' }, unset: ['note'] } },
      'expected a field that is not in set or alternatives as well',
    ],
    [
      'set and unset by two names',
      { mapping: { set: { imap_server: 'x' }, unset: ['imapServer'] } },
      'spec.mapping.unset: found "imapServer"',
    ],
    ['an impossible identifier', { users: { identifier: '1st name' } }, 'spec.users.identifier: found "1st name"'],
    ['an impossible group identifier', { groups: { identifier: '?' } }, 'spec.groups.identifier: found "?"'],
    ['an impossible context attribute', { users: { contextId: { attribute: '!' } } }, 'spec.users.contextId.attribute: found "!"'],
    [
      'half a language',
      { userDefaults: { language: 'de' } },
      'spec.userDefaults.language: found "de", expected a language and a country such as de_DE',
    ],
    [
      'a bare mail server',
      { userDefaults: { imapServer: 'mail' } },
      'spec.userDefaults.imapServer: found "mail", expected an address such as imap://',
    ],
    ['the wrong protocol', { userDefaults: { smtpServer: 'imap://mail' } }, 'spec.userDefaults.smtpServer: found "imap://mail"'],
    ['port 0', { userDefaults: { imapServer: 'imap://mail:0' } }, 'spec.userDefaults.imapServer: found "imap://mail:0"'],
    ['a stray brace', { userDefaults: { imapLogin: '{}}' } }, 'spec.userDefaults.imapLogin: found "{}}", expected text with {} for'],
    ['a star in braces', { userDefaults: { imapLogin: '{*}dovecotadmin' } }, 'such as {}*master'],
  ])('is refused: %s', (_what, settings, message) => {
    expect(refusalOf(settings)).toContain(message);
  });

  it('is refused with every problem in one line', () => {
    const message = refusalOf({ mapping: { set: { a: 'b' }, unset: ['c'] }, userDefaults: { imapServer: 'x' } });
    expect(message.split('; ')).toHaveLength(3);
    expect(message).not.toContain('\n');
  });
});

describe('preset InetOrgPerson', () => {
  const bob = entryOf({
    uid: 'bob',
    cn: 'Bob Berg',
    givenName: 'Bob',
    sn: 'Berg',
    mail: ['bob@example.org', 'b.berg@example.org'],
    telephoneNumber: ['1', '2'],
    mobile: '3',
    l: 'Bremen',
    street: 'Wall 1',
    postalCode: '28195',
    o: 'Example',
    title: 'Head of IT',
    ou: 'IT',
    jpegPhoto: Buffer.from([0xff, 0xd8, 0xff]),
  });

  it('maps a plain entry', () => {
    const user = mapEntry(bob, { preset: 'InetOrgPerson', users: { contextId: { default: 10 } } });
    expect(user).toMatchObject({
      name: 'bob',
      contextId: 10,
      accessProfile: 'premium',
      fields: {
        display_name: 'Bob Berg',
        given_name: 'Bob',
        sur_name: 'Berg',
        email1: 'bob@example.org',
        aliases: ['bob@example.org', 'b.berg@example.org'],
        telephone_business1: '1',
        telephone_business2: '2',
        cellular_telephone1: '3',
        city_business: 'Bremen',
        street_business: 'Wall 1',
        postal_code_business: '28195',
        company: 'Example',
        position: 'Head of IT',
        department: 'IT',
        image1ContentType: 'image/jpeg',
        mailenabled: true,
      },
    });
    expect(user).not.toHaveProperty('fault');
  });

  it('does not touch fields that it has no attribute for', () => {
    expect(mapEntry(bob, { preset: 'InetOrgPerson' }).fields).not.toHaveProperty('userfield01');
  });

  it('knows no UDM names, except the login that old installations call username', () => {
    const settings: MappingSettings = { preset: 'InetOrgPerson', users: { identifier: 'username' }, mapping: { set: { note: 'phone' } } };
    const needed = attributesNeeded(compileMapping(settings), 'users');
    expect(needed).toContain('uid');
    expect(needed).toContain('phone');
  });
});

describe('the attributes that a search asks for', () => {
  it('are each named once and include what identifies and gates an entry', () => {
    const needed = attributesNeeded(mappingOf({ userDefaults: { imapLogin: '{roomNumber}{gidNumber}' } }), 'users');
    expect(needed).toEqual([...new Set(needed)]);
    expect(needed).toEqual(
      expect.arrayContaining([
        'entryUUID',
        'univentionObjectIdentifier',
        'uid',
        'isOxUser',
        'oxContextIDNum',
        'oxAccess',
        'sambaAcctFlags',
        'jpegPhoto',
        'gidNumber',
      ]),
    );
  });

  it('are few for groups', () => {
    expect(attributesNeeded(mappingOf(), 'groups')).toEqual(['entryUUID', 'univentionObjectIdentifier', 'cn', 'isOxGroup', 'uniqueMember']);
    expect(binaryAttributes(mappingOf(), 'groups')).toEqual([]);
  });
});
