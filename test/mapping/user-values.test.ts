import { describe, expect, it } from 'vitest';
import { CREATE_ONLY_USER_FIELDS, mapUser } from '../../src/mapping/index.ts';
import { entryOf } from '../support/entry-of.ts';
import { type Attributes, anna, faultOfAnna, fieldsOfAnna, mapAnna, mappingOf } from '../support/mapping-of.ts';
import { textWith } from '../support/matchers.ts';

describe('dates', () => {
  it.each([
    ['1990-12-31', '1990-12-31'],
    ['31.12.1990', '1990-12-31'],
    ['1.2.1990', '1990-02-01'],
    ['29.02.2000', '2000-02-29'],
    [' 1990-12-31 ', '1990-12-31'],
  ])('%s is sent as %s', (text, date) => {
    expect(fieldsOfAnna({ univentionBirthday: text, oxAnniversary: text })).toMatchObject({ birthday: date, anniversary: date });
  });

  it.each([
    '31.02.1990',
    '1900-02-29',
    '1990-13-01',
    '1990-00-10',
    '1899-12-31',
    '12/31/1990',
    '19901231',
    'tomorrow',
    '1990-12-31T00:00:00Z',
  ])('%s is none', (text) => {
    expect(faultOfAnna({ univentionBirthday: text })).toEqual({
      reason: 'InvalidDate',
      message: `uid=anna,cn=users,dc=example,dc=org: univentionBirthday holds "${text}", expected a date such as 1990-12-31 or 31.12.1990, from 1900 on`,
    });
  });
});

describe('the quota', () => {
  it.each([
    ['-1', -1],
    ['0', 0],
    ['-0', 0],
    ['2048', 2048],
  ])('%s is sent as a number', (text, quota) => {
    expect(fieldsOfAnna({ oxUserQuota: text }).maxQuota).toBe(quota);
  });

  it.each(['-2', '1 GB', '1.5', ''.padEnd(20, '9')])('%s is no quota', (text) => {
    expect(faultOfAnna({ oxUserQuota: text })).toMatchObject({
      reason: 'InvalidMapping',
      message: textWith('oxUserQuota holds'),
    });
  });
});

describe('mail addresses', () => {
  it('make the primary address, the sender of a new user and the head of the aliases', () => {
    expect(fieldsOfAnna({ mailAlternativeAddress: ['a@example.org', 'b@example.org'] })).toMatchObject({
      email1: 'anna@example.org',
      primaryEmail: 'anna@example.org',
      defaultSenderAddress: 'anna@example.org',
      aliases: ['anna@example.org', 'a@example.org', 'b@example.org'],
    });
  });

  it('stand among the aliases once, whatever their case', () => {
    const addresses = ['ANNA@example.org', 'a@example.org', 'A@Example.org'];
    expect(fieldsOfAnna({ mailAlternativeAddress: addresses }).aliases).toEqual(['anna@example.org', 'a@example.org']);
  });

  it('lose blanks around them', () => {
    expect(fieldsOfAnna({ mailPrimaryAddress: ' anna@example.org ', mailAlternativeAddress: ['', ' a@example.org'] }).aliases).toEqual([
      'anna@example.org',
      'a@example.org',
    ]);
  });

  it.each([
    'anna',
    'anna@',
    '@example.org',
    'a b@example.org',
    'anna@exa mple.org',
    'a@b@c',
    'anna@.org',
    'anna@example..org',
    'anna@example.org.',
    'Anna <anna@example.org>',
  ])('%s is none', (address) => {
    const expected = { reason: 'InvalidMailAddress', message: textWith('expected a mail address such as anna@example.org') };
    expect(faultOfAnna({ mailPrimaryAddress: address })).toMatchObject(expected);
    expect(faultOfAnna({ mailAlternativeAddress: ['a@example.org', address] })).toMatchObject(expected);
    expect(faultOfAnna({ oxEmail2: address })).toMatchObject(expected);
  });

  it.each(["o'hara+tag@example.org", 'jörg@exämple.org', 'root@localhost', 'a.b-c_d@sub.example.co', '1@2.de'])('%s is one', (address) => {
    expect(faultOfAnna({ mailPrimaryAddress: address })).toBeUndefined();
  });

  it('name the wrong one, not the whole list', () => {
    expect(faultOfAnna({ mailAlternativeAddress: ['fine@example.org', 'wrong'] })?.message).toContain(
      'mailAlternativeAddress holds "wrong", expected',
    );
  });
});

describe('pictures', () => {
  const jpeg = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3]);
  const png = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 9]);

  it.each([
    ['image/jpeg', jpeg],
    ['image/png', png],
    ['image/gif', Buffer.from('GIF89a...')],
    ['image/gif', Buffer.from('GIF87a...')],
  ])('are sent as base64 with their type: %s', (contentType, octets) => {
    expect(fieldsOfAnna({ jpegPhoto: octets })).toMatchObject({ image1: octets.toString('base64'), image1ContentType: contentType });
  });

  it('are left as they are in OX when there is none', () => {
    for (const fields of [fieldsOfAnna(), fieldsOfAnna({ jpegPhoto: Buffer.alloc(0) })]) {
      expect(fields).not.toHaveProperty('image1');
      expect(fields).not.toHaveProperty('image1ContentType');
    }
  });

  it.each(['BM bitmap', '\u00ff\u00d8 hardly JPEG', '\u0089PNG alone', 'GIF90a'])(
    'of another format are left out, which is told but is no fault: %j',
    (octets) => {
      const mapped = mapUser(entryOf({ ...anna, jpegPhoto: Buffer.from(octets, 'latin1') }), mappingOf(), 'people');
      expect(mapped).toMatchObject({ notes: ['jpegPhoto holds no JPEG, PNG or GIF picture: the picture in OX is left as it is'] });
      expect(mapped).not.toHaveProperty('object.fault');
      expect(mapped).not.toHaveProperty('object.fields.image1');
    },
  );
});

describe('mail servers', () => {
  const userDefaults = { imapServer: 'imaps://imap.example.org', smtpServer: 'smtp://smtp.example.org:2525' };

  it('are those of the setting when the entry names none', () => {
    expect(fieldsOfAnna({}, { userDefaults })).toMatchObject({
      imapServer: 'imap.example.org',
      imapPort: 993,
      imapSchema: 'imaps://',
      smtpServer: 'smtp.example.org',
      smtpPort: 2525,
      smtpSchema: 'smtp://',
    });
  });

  it('have the host that the entry names, with scheme and port of the setting', () => {
    const fields = fieldsOfAnna({ univentionMailHomeServer: 'home.example.org' }, { userDefaults });
    expect(fields).toMatchObject({ imapServer: 'home.example.org', imapPort: 993, smtpServer: 'home.example.org', smtpPort: 2525 });
  });

  it('have the usual port when there is no setting', () => {
    const fields = fieldsOfAnna({ univentionMailHomeServer: 'home.example.org' });
    expect(fields).toMatchObject({ imapPort: 143, imapSchema: 'imap://', smtpPort: 587, smtpSchema: 'smtp://' });
  });

  it('are left to OX when nobody names one: no port or scheme alone, which OX would ignore', () => {
    for (const field of ['imapServer', 'imapPort', 'imapSchema', 'smtpServer', 'smtpPort', 'smtpSchema'])
      expect(fieldsOfAnna()).not.toHaveProperty(field);
  });
});

describe('the login at the mail server', () => {
  it.each([
    ['', 'anna@example.org'],
    ['{}', 'anna@example.org'],
    ['{}*master', 'anna@example.org*master'],
    ['{username}', 'anna'],
    ['{uid}-{mailPrimaryAddress}', 'anna-anna@example.org'],
    ['everybody', 'everybody'],
  ])('%j gives %s', (imapLogin, login) => {
    expect(fieldsOfAnna({}, { userDefaults: { imapLogin } }).imapLogin).toBe(login);
  });

  it('needs the attributes that its template names', () => {
    expect(faultOfAnna({}, { userDefaults: { imapLogin: '{roomNumber}' } })).toEqual({
      reason: 'InvalidMapping',
      message: 'uid=anna,cn=users,dc=example,dc=org: roomNumber is empty, but spec.userDefaults.imapLogin needs it',
    });
  });

  it('is left out without a mail address, whose lack is the fault', () => {
    expect(faultOfAnna({ mailPrimaryAddress: [] })?.reason).toBe('MandatoryFieldMissing');
    expect(fieldsOfAnna({ mailPrimaryAddress: [] })).not.toHaveProperty('imapLogin');
  });
});

describe('the sender name', () => {
  const enabled = { userDefaults: { mailPersonal: 'Enabled' } } as const;

  it.each<[string, Attributes, string | undefined]>([
    ['oxDisplayName', { oxDisplayName: 'Anna Alster' }, 'Anna Alster'],
    ['displayName when there is no other', { oxDisplayName: [], displayName: 'Anna A.' }, 'Anna A.'],
    ['the first of several', { oxDisplayName: ['Anna Alster', 'Anna'] }, 'Anna Alster'],
    ['nobody’s when there is none', { oxDisplayName: ' ' }, undefined],
  ])('is %s', (_what, attributes, personal) => {
    expect(mapAnna(attributes, enabled).personal).toBe(personal);
  });

  it('is what the mapping makes of the display name', () => {
    expect(mapAnna({ cn: 'Common' }, { ...enabled, mapping: { set: { display_name: 'cn' } } }).personal).toBe('Common');
    expect(mapAnna({ displayName: 'Anna A.' }, { ...enabled, preset: 'InetOrgPerson' }).personal).toBe('Anna A.');
  });

  it.each([{}, { mailPersonal: 'Disabled' }] as const)('is left to OX with %j', (userDefaults) => {
    expect(mapAnna({}, { userDefaults })).not.toHaveProperty('personal');
  });
});

describe('foreign aliases', () => {
  it('stay in OX with users.aliases: Merge', () => {
    expect(mapAnna({}, { users: { aliases: 'Merge' } }).aliasPolicy).toBe('Merge');
  });

  it.each([{}, { aliases: 'Replace' }] as const)('go with %j', (users) => {
    expect(mapAnna({}, { users })).not.toHaveProperty('aliasPolicy');
  });
});

describe('what new users get', () => {
  it('is language and time zone of the OXDirectory', () => {
    expect(fieldsOfAnna()).toMatchObject({ language: 'de_DE', timezone: 'Europe/Berlin' });
    expect(fieldsOfAnna({}, { userDefaults: { language: 'en_GB', timezone: 'UTC' } })).toMatchObject({
      language: 'en_GB',
      timezone: 'UTC',
    });
  });

  it('is left to OX where the OXDirectory says nothing on purpose', () => {
    const fields = fieldsOfAnna({}, { userDefaults: { language: '', timezone: '' } });
    expect(fields).not.toHaveProperty('language');
    expect(fields).not.toHaveProperty('timezone');
  });

  it('is theirs afterwards', () => {
    expect(CREATE_ONLY_USER_FIELDS).toEqual(['language', 'timezone', 'defaultSenderAddress']);
  });

  it('is a spam filter that is on', () => {
    expect(fieldsOfAnna().gui_spam_filter_enabled).toBe(true);
  });
});
