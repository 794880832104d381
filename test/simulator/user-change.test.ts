import { describe, expect, it } from 'vitest';
import { applyEdit, CONNECTOR_READY, OX_DEFAULTS, type OxSettings, type UserData } from '../../simulator/index.ts';
import { addUser, contextAdmin, inTen, refusalOf, simulatedOx } from '../support/simulated-ox.ts';

/** Changes jane (id 3), beside whom there is taken (id 4). */
function change(usrdata: UserData, settings: Partial<OxSettings> = {}): string {
  const ox = simulatedOx(settings);
  addUser(ox, 'jane', { aliases: ['alias@example.org'] });
  addUser(ox, 'taken', { display_name: 'Taken Name' });
  return refusalOf(() => ox.call('OXUserService', 'change', { ...inTen, usrdata: { id: 3, ...usrdata } }));
}

const strict = { ...OX_DEFAULTS };
const all = 'primaryMail, Email1 and defaultSenderAddress must be present in set of aliases.';
const changedMail = { primaryEmail: 'new@example.org', email1: 'new@example.org' };

describe('OX refuses a change', () => {
  const refused: readonly [string, UserData, string, Partial<OxSettings>?][] = [
    ['of the name when names are fixed', { name: 'other' }, 'Changing username is disabled!', strict],
    ['to illegal characters', { name: 'o th' }, 'Illegal chars: " "'],
    ['to a name that is taken', { name: 'taken' }, 'User taken already exists in this context'],
    ['to a display name that is taken', { display_name: 'Taken Name' }, 'The displayname is already used', strict],
    ['to a language without underscore', { language: 'de' }, 'Language must contain an underscore, e.g. en_US.'],
    ['to a time zone that does not exist', { timezone: 'Mars/Base' }, 'The given timezone is invalid'],
    ['of the primary address when that is fixed', { primaryEmail: 'new@example.org' }, 'primary mail must not be changed', strict],
    [
      'of the mechanism without a password',
      { passwordMech: '{SHA-256}' },
      'When changing password mechanism, the password string must also be supplied',
    ],
    ['to an address that is none', { ...changedMail, aliases: ['no address'] }, 'Invalid email address'],
    ['to two different addresses', { primaryEmail: 'alias@example.org', email1: 'jane@example.org' }, 'email1 not equal with primarymail!'],
    [
      'to a primary address that is taken',
      { primaryEmail: 'taken@example.org', email1: 'taken@example.org' },
      'Primary mail address "taken@example.org" already exists in context 10 (Already assigned to user 4).',
    ],
    ['to an address that is no alias', changedMail, all],
    ['that leaves the old default sender out of the aliases', { ...changedMail, aliases: ['new@example.org'] }, all],
    ['of the primary address without email1', { primaryEmail: 'JANE@example.org' }, 'email1 not sent but required!'],
    ['to one empty alias, for that is a list that was sent', { aliases: [''] }, all],
    ['to a file storage that is not there', { filestoreId: 0 }, 'No such filestore with id 0'],
    [
      'to another file storage',
      { filestoreId: 3 },
      'Not allowed to change the filestore for user 3 in context 10. Please use appropriate method instead.',
    ],
    ['of nobody', { id: undefined }, 'One userobject has no userid or username'],
    ['of id 0 without a name', { id: 0 }, 'One userobject has no userid or username'],
  ];
  it.each(refused)('%s', (_, usrdata, text, settings) => {
    expect(change(usrdata, settings)).toBe(`InvalidDataException: ${text}`);
  });

  it('of the quota of a user without a storage', () => {
    expect(change({ maxQuota: 100 })).toBe(
      'StorageException: Quota cannot be changed for user 3 in context 10 since that user has no file storage set. See "ALLOW_CHANGING_QUOTA_IF_NO_FILESTORE_SET".',
    );
    expect(change({ maxQuota: -1 })).toBe('accepted: undefined');
  });

  it('of a guest', () => {
    const ox = simulatedOx();
    const id = applyEdit(ox, { kind: 'addGuest', contextId: 10, mail: 'g@example.org' });
    expect(refusalOf(() => ox.call('OXUserService', 'change', { ...inTen, usrdata: { id, company: 'x' } }))).toBe(
      `InvalidDataException: User to change (user id ${id} , context id 10) is a guest user. Guests cannot be changed via provisioning.`,
    );
  });

  it('of a user who is not there, by id in plain words and by name wrapped twice, with three exception ids', () => {
    const ox = simulatedOx();
    expect(refusalOf(() => ox.call('OXUserService', 'change', { ...inTen, usrdata: { id: 77 } }))).toBe(
      'NoSuchUserException: No such user 77 in context 10',
    );
    const text = textOf(() => ox.call('OXUserService', 'change', { ...inTen, usrdata: { name: 'zz' } }));
    expect(text).toBe(
      'com.openexchange.admin.rmi.exceptions.NoSuchObjectException: com.openexchange.admin.rmi.exceptions.NoSuchUserException: ' +
        'No such user zz in context 10; exceptionId 1170523631-4; exceptionId 1170523631-6; exceptionId 1170523631-8',
    );
  });

  it('without data, in an unknown context and by an unknown admin, each before the next', () => {
    const ox = simulatedOx();
    const nobody = { login: 'zz', password: 'x' };
    const attempts = [
      { ctx: { id: 11 }, auth: nobody },
      { ctx: { id: 11 }, auth: nobody, usrdata: { id: 77 } },
      { ctx: { id: 10 }, auth: nobody, usrdata: { name: 'yy' } },
      { ctx: { id: 10 }, auth: { ...contextAdmin, password: 'wrong' }, usrdata: { name: 'yy' } },
      { ctx: { id: 10 }, auth: { ...contextAdmin, password: 'wrong' }, usrdata: { id: 77 } },
    ];
    expect(attempts.map((args) => refusalOf(() => ox.call('OXUserService', 'change', args)).replace(/com\.[\w.]+: /g, ''))).toEqual([
      'InvalidDataException: One of the given arguments for change is null',
      'NoSuchContextException: The context 11 does not exist!',
      'NoSuchUserException: No such user zz in context 10',
      'NoSuchUserException: No such user yy in context 10',
      'InvalidCredentialsException: Authentication failed',
    ]);
  });
});

describe('a change', () => {
  const withJane = () => {
    const ox = simulatedOx();
    const id = addUser(ox, 'jane', { company: 'Old', department: 'D', aliases: ['alias@example.org'], birthday: '1990-02-03' });
    const get = () => ox.call('OXUserService', 'getData', { ...inTen, user: { id } });
    const apply = (usrdata: UserData) => ox.call('OXUserService', 'change', { ...inTen, usrdata: { id, ...usrdata } });
    return { ox, id, get, apply };
  };

  it('leaves alone what it does not send, and clears a text with an empty one', () => {
    const { get, apply } = withJane();
    apply({ company: '' });
    expect(get()).toMatchObject({ company: '', department: 'D', birthday: '1990-02-03' });
  });

  it('of the primary address needs all addresses, compared without case', () => {
    const { get, apply } = withJane();
    apply({ ...changedMail, defaultSenderAddress: 'NEW@example.org', aliases: ['new@example.org', 'alias@example.org'] });
    expect(get()).toMatchObject({ primaryEmail: 'new@example.org', aliases: ['new@example.org', 'alias@example.org'] });
  });

  it('of the primary address frees the old one for others', () => {
    const { ox, apply } = withJane();
    apply({ ...changedMail, defaultSenderAddress: 'new@example.org', aliases: ['new@example.org'] });
    expect(addUser(ox, 'john', { primaryEmail: 'jane@example.org', email1: 'jane@example.org' })).toBe(4);
  });

  it('renames, and the old name is free', () => {
    const { ox, id, apply } = withJane();
    apply({ name: 'janet' });
    expect(ox.call('OXUserService', 'exists', { ...inTen, user: { name: 'jane' } })).toBe(false);
    expect(ox.call('OXUserService', 'getData', { ...inTen, user: { name: 'janet' } }).id).toBe(id);
  });

  it('to the same name and display name is no change of them', () => {
    expect(
      change({ name: 'jane', display_name: 'Display jane', primaryEmail: 'jane@example.org', email1: 'jane@example.org' }, strict),
    ).toBe('accepted: undefined');
  });

  it('by name changes that user', () => {
    const { ox, get } = withJane();
    ox.call('OXUserService', 'change', { ...inTen, usrdata: { id: 0, name: 'jane', company: 'New' } });
    expect(get().company).toBe('New');
  });

  it('of mail fields of the context admin is not checked', () => {
    const ox = simulatedOx();
    ox.call('OXUserService', 'change', { ...inTen, usrdata: { id: 2, primaryEmail: 'nobody' } });
    expect(ox.call('OXUserService', 'getContextAdmin', inTen).primaryEmail).toBe('nobody');
  });

  it('of the admin password counts for the next call', () => {
    const ox = simulatedOx();
    ox.call('OXUserService', 'change', { ...inTen, usrdata: { id: 2, password: 'fresh' } });
    expect(refusalOf(() => ox.call('OXUserService', 'getContextAdmin', inTen))).toBe('InvalidCredentialsException: Authentication failed');
    expect(ox.call('OXUserService', 'getContextAdmin', { ...inTen, auth: { login: 'oxadmin', password: 'fresh' } }).id).toBe(2);
  });

  it('to a blank password is taken', () => {
    expect(change({ password: ' ' })).toBe('accepted: undefined');
  });

  it('sets the attributes that it names, removes those without a value and leaves the rest', () => {
    const { get, apply } = withJane();
    const attribute = (key: string, value?: string) => ({ entries: [{ key: 'mine', value: { entries: [{ key, value }] } }] });
    apply({ userAttributes: attribute('one', '1') });
    apply({ userAttributes: attribute('two', '2') });
    apply({ userAttributes: attribute('one') });
    expect(get().userAttributes?.entries).toEqual([
      { key: 'config', value: { entries: [{ key: 'com.openexchange.mail.specialuse.check', value: 'true' }] } },
      { key: 'mine', value: { entries: [{ key: 'two', value: '2' }] } },
    ]);
  });

  it('never takes fields that OX makes itself', () => {
    const { get, apply } = withJane();
    apply({ contextadmin: true, imapSchema: 'x://', imapPort: 1, password_expired: true, usedQuota: 7 });
    expect(get()).toMatchObject({ contextadmin: false, imapSchema: 'imap://', imapPort: 143, password_expired: false, usedQuota: 0 });
  });

  it('by a user is for himself only', () => {
    const { ox, id } = withJane();
    const auth = { login: 'jane', password: 'userpw' };
    ox.call('OXUserService', 'change', { ctx: { id: 10 }, auth, usrdata: { id, company: 'Self' } });
    expect(refusalOf(() => ox.call('OXUserService', 'change', { ctx: { id: 10 }, auth, usrdata: { id: 2 } }))).toBe(
      'InvalidCredentialsException: Permission denied',
    );
    const wrong = { ...auth, password: 'no' };
    expect(refusalOf(() => ox.call('OXUserService', 'change', { ctx: { id: 10 }, auth: wrong, usrdata: { id } }))).toBe(
      'InvalidCredentialsException: Authentication failed for user jane',
    );
  });

  it('that is refused changes nothing', () => {
    const { get, apply } = withJane();
    const before = get();
    expect(refusalOf(() => apply({ company: 'New', filestoreId: 9 }))).toContain('No such filestore');
    expect(get()).toEqual(before);
  });
});

describe('the settings of OX', () => {
  it('are those of a delivered OX but for names, primary addresses and display names', () => {
    const { usernameChangeable, primaryMailUnchangeable, enforceUniqueDisplayName, ...others } = CONNECTOR_READY;
    expect({ usernameChangeable, primaryMailUnchangeable, enforceUniqueDisplayName }).toEqual({
      usernameChangeable: true,
      primaryMailUnchangeable: false,
      enforceUniqueDisplayName: false,
    });
    expect(OX_DEFAULTS).toMatchObject(others);
  });
});

function textOf(call: () => unknown): string {
  try {
    call();
    return 'accepted';
  } catch (error) {
    return error instanceof Error && 'text' in error ? String(error.text) : String(error);
  }
}
