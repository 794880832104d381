import { describe, expect, it } from 'vitest';
import { applyEdit, type OxSettings, type UserData } from '../../simulator/index.ts';
import { addUser, inTen, person, refusalOf, simulatedOx } from '../support/simulated-ox.ts';

function create(usrdata: UserData, settings: Partial<OxSettings> = {}): string {
  const ox = simulatedOx(settings);
  addUser(ox, 'taken', { display_name: 'Taken Name' });
  return refusalOf(() => ox.call('OXUserService', 'create', { ...inTen, usrdata }));
}

describe('OX refuses a new user', () => {
  const refused: readonly [string, UserData, string, Partial<OxSettings>?][] = [
    ['whose language has no underscore', person('a', { language: 'de' }), 'language must contain an underscore, e.g. en_US'],
    ['whose language has two underscores', person('a', { language: 'de_DE_x' }), 'language must contain an underscore, e.g. en_US'],
    ['whose time zone does not exist', person('a', { timezone: 'Mars/Base' }), 'The given timezone is invalid'],
    [
      'whose password mechanism is unknown',
      person('a', { passwordMech: '{ROT13}' }),
      'Invalid PasswordMech: {ROT13}. Use one of the following: {CRYPT}, {SHA}, {BCRYPT}, {SHA-256}, {SHA-512}',
    ],
    ['without a password', person('a', { password: undefined }), 'Empty password is not allowed.'],
    ['with a blank password', person('a', { password: '  ' }), 'Empty password is not allowed.'],
    ['without names', person('a', { given_name: undefined, sur_name: '' }), 'Mandatory fields not set: [given_name, sur_name]'],
    [
      'without anything but a password',
      { password: 'x' },
      'Mandatory fields not set: [name, display_name, given_name, sur_name, primaryEmail, email1]',
    ],
    ['with illegal characters in the name', person('jö hn'), 'Illegal chars: "ö "'],
    ['whose address has no domain', person('a', { email1: 'a@', primaryEmail: 'a@' }), 'Invalid email address'],
    ['whose alias is no address', person('a', { aliases: ['x y@example.org'] }), 'Invalid email address'],
    ['whose email2 is no address', person('a', { email2: 'nobody' }), 'Invalid email address'],
    [
      'whose email1 is spelled otherwise than the primary address',
      person('a', { email1: 'A@example.org' }),
      'primarymail must have the same value as email1',
    ],
    [
      'whose name is taken',
      person('taken', { primaryEmail: 'n@example.org', email1: 'n@example.org' }),
      'User taken already exists in this context',
    ],
    [
      'whose name is taken in other case',
      person('TAKEN', { primaryEmail: 'n@x.org', email1: 'n@x.org' }),
      'User TAKEN already exists in this context',
    ],
    [
      'whose primary address is taken',
      person('a', { primaryEmail: 'Taken@example.org', email1: 'Taken@example.org' }),
      'Primary mail address "Taken@example.org" already exists in context 10 (Already assigned to user 3).',
    ],
    [
      'whose display name is taken, when OX wants it unique',
      person('a', { display_name: 'Taken Name' }),
      'The displayname is already used',
      { enforceUniqueDisplayName: true },
    ],
  ];
  it.each(refused)('%s', (_, usrdata, text, settings) => {
    expect(create(usrdata, settings)).toBe(`InvalidDataException: ${text}`);
  });

  it('by the first check that fails, in the order of OX', () => {
    const wrong = { ...person('taken'), language: 'de', password: '', given_name: '', display_name: 'Taken Name', email2: 'nobody' };
    let usrdata: UserData = wrong;
    const fixes: UserData[] = [
      { language: 'de_DE' },
      { password: 'x' },
      { given_name: 'g' },
      { display_name: 'Free' },
      { email2: 'a@b.org' },
      { name: 'free' },
    ];
    const texts = fixes.map((fix) => {
      const text = create(usrdata, { enforceUniqueDisplayName: true });
      usrdata = { ...usrdata, ...fix };
      return text.replace('InvalidDataException: ', '');
    });
    expect(texts).toEqual([
      'language must contain an underscore, e.g. en_US',
      'Empty password is not allowed.',
      'Mandatory fields not set: [given_name]',
      'The displayname is already used',
      'Invalid email address',
      'User taken already exists in this context',
    ]);
    expect(create(usrdata)).toContain('Primary mail address "taken@example.org" already exists');
  });

  it('in a context that is not there as if the password were wrong', () => {
    const ox = simulatedOx();
    const call = () => ox.call('OXUserService', 'create', { ctx: { id: 11 }, usrdata: person('a'), auth: inTen.auth });
    expect(refusalOf(call)).toBe('InvalidCredentialsException: Authentication failed');
  });

  it('with an access combination that it does not know', () => {
    const ox = simulatedOx();
    const args = { ...inTen, usrdata: person('a'), access_combination_name: 'golden' };
    expect(refusalOf(() => ox.call('OXUserService', 'createByModuleAccessName', args))).toBe(
      'InvalidDataException: No such access combination name "golden"',
    );
  });
});

describe('a new user', () => {
  it('comes back completed, with the password as it was sent', () => {
    const ox = simulatedOx();
    const created = ox.call('OXUserService', 'create', { ...inTen, usrdata: person('jane') });
    expect(created).toMatchObject({
      id: 3,
      name: 'jane',
      password: 'userpw',
      passwordMech: '{SHA-256}',
      language: 'en_US',
      defaultSenderAddress: 'jane@example.org',
      aliases: ['jane@example.org'],
      imapPort: 143,
      smtpSchema: 'smtp://',
      drive_user_folder_mode: 'default',
      userAttributes: {
        entries: [{ key: 'config', value: { entries: [{ key: 'com.openexchange.mail.specialuse.check', value: 'true' }] } }],
      },
    });
  });

  it('has every address that it sends from among its aliases, each once whatever its case', () => {
    const ox = simulatedOx();
    addUser(ox, 'jane', { aliases: [' j@example.org ', '', 'JANE@example.org'], defaultSenderAddress: 'sender@example.org' });
    const { aliases } = ox.call('OXUserService', 'getData', { ...inTen, user: { name: 'jane' } });
    expect(aliases).toEqual(['j@example.org', 'JANE@example.org', 'sender@example.org']);
  });

  it('may have an alias that another user has', () => {
    const ox = simulatedOx();
    addUser(ox, 'jane', { aliases: ['office@example.org'] });
    expect(addUser(ox, 'john', { aliases: ['office@example.org'] })).toBe(4);
  });

  it('is a member of the default group', () => {
    const ox = simulatedOx();
    const id = addUser(ox, 'jane');
    expect(ox.call('OXGroupService', 'getData', { ...inTen, grp: { id: 1 } }).members).toEqual([2, id]);
  });

  it('has the module access of the context admin without publicFolderEditable', () => {
    const ox = simulatedOx();
    ox.call('OXContextService', 'changeModuleAccess', {
      ctx: { id: 10 },
      access: { webmail: true, publicFolderEditable: true },
      auth: { login: 'oxadminmaster', password: 'secret' },
    });
    ox.call('OXUserService', 'create', { ...inTen, usrdata: person('jane') });
    const access = ox.call('OXUserService', 'getModuleAccess', { ...inTen, user: { name: 'jane' } });
    expect(Object.entries(access).filter(([, on]) => on)).toEqual([['webmail', true]]);
  });

  it('takes the place of a guest with its address when that is asked for', () => {
    const ox = simulatedOx();
    const guest = applyEdit(ox, { kind: 'addGuest', contextId: 10, mail: 'jane@example.org' });
    expect(refusalOf(() => ox.call('OXUserService', 'create', { ...inTen, usrdata: person('jane') }))).toBe(
      `InvalidDataException: Primary mail address "jane@example.org" already exists in context 10 (Already assigned to user ${guest}).`,
    );
    const { id } = ox.call('OXUserService', 'create', { ...inTen, usrdata: person('jane'), convertguest: true });
    expect(id).toBe(guest);
    expect(ox.call('OXUserService', 'listAll', { ...inTen }).map((user) => user.id)).toEqual([2, guest]);
  });

  it('keeps its servers as scheme, host and port', () => {
    const ox = simulatedOx();
    addUser(ox, 'jane', { imapServer: 'imaps://mail.example.org:993', smtpServer: 'mail.example.org', smtpPort: 587 });
    expect(ox.call('OXUserService', 'getData', { ...inTen, user: { name: 'jane' } })).toMatchObject({
      imapServer: 'mail.example.org',
      imapSchema: 'imaps://',
      imapPort: 993,
      imapServerString: 'imaps://mail.example.org:993',
      smtpServer: 'mail.example.org',
      smtpPort: 587,
      smtpServerString: 'smtp://mail.example.org:587',
    });
  });

  it('is cut to lower case when OX is set so', () => {
    const ox = simulatedOx({ userAutoLowercase: true });
    addUser(ox, 'Jane');
    expect(ox.call('OXUserService', 'getData', { ...inTen, user: { id: 3 } }).name).toBe('jane');
  });
});
