import { describe, expect, test } from 'vitest';
import { user, userDn } from './stage/entries.ts';
import { useStage } from './stage/stage.ts';
import { CHANGE_PERSONAL, CHANGE_USER, CREATE_USER, READ_USER } from './tables/soap-calls.ts';

const stage = useStage();

const MAIL_CHANGE = [READ_USER, CHANGE_USER];

describe('the primary address', () => {
  test('is email1, primary address, default sender and the first alias of a new user, and all of them follow it', async () => {
    const all = (mail: string) => ({ email1: mail, primaryEmail: mail, defaultSenderAddress: mail, aliases: [mail], imapLogin: mail });
    expect(await stage.say(user('mail-anna', { mailPrimaryAddress: 'anna.a@example.org' }))).toEqual([CREATE_USER]);
    expect(await stage.user('mail-anna')).toMatchObject(all('anna.a@example.org'));
    expect(await stage.say(user('mail-anna', { mailPrimaryAddress: 'anna.b@example.org' }))).toEqual(MAIL_CHANGE);
    expect(await stage.user('mail-anna')).toMatchObject(all('anna.b@example.org'));
  });

  test('that is taken away leaves the user as he is, and is told', async () => {
    await stage.say(user('mail-bob'));
    expect(await stage.say(user('mail-bob', { mailPrimaryAddress: undefined }))).toEqual([]);
    expect(stage.state('User', 'user-mail-bob')).toBe('parked MandatoryFieldMissing');
    expect(await stage.user('mail-bob')).toMatchObject({ email1: 'mail-bob@example.org' });
  });

  test.each(['no address', 'two@@example.org', 'blank in@example.org', '@example.org'])(
    '"%s" is told as InvalidMailAddress before anything is sent',
    async (mail) => {
      const uid = `mail-bad-${mail.length}`;
      expect(await stage.say(user(uid, { mailPrimaryAddress: mail }))).toEqual([]);
      expect([stage.state('User', `user-${uid}`), stage.saying('User', `user-${uid}`)]).toEqual([
        'parked InvalidMailAddress',
        expect.stringContaining(mail),
      ]);
    },
  );

  test('that another user has is told as MailAddressTaken, and goes through by itself when he gives it away', async () => {
    await stage.say(user('mail-first', { mailPrimaryAddress: 'wanted@example.org' }));
    await stage.say(user('mail-second', { mailPrimaryAddress: 'wanted@example.org' }));
    expect(stage.state('User', 'user-mail-second')).toBe('parked MailAddressTaken');
    await stage.say(user('mail-first', { mailPrimaryAddress: 'given@example.org' }));
    expect(await stage.user('mail-second')).toMatchObject({ primaryEmail: 'wanted@example.org' });
    expect(stage.state('User', 'user-mail-second')).toBe('settled');
  });
});

describe('aliases', () => {
  const aliasesOf = async (uid: string) => (await stage.user(uid))?.aliases;

  test('are set, changed, cleared and set again, always with the primary address before them', async () => {
    const [primary, one, two] = ['alias-anna@example.org', 'a1@example.org', 'a2@example.org'];
    const say = (...mails: readonly string[]) => stage.say(user('alias-anna', { mailAlternativeAddress: mails }));
    expect([await say(one), await aliasesOf('alias-anna')]).toEqual([[CREATE_USER], [primary, one]]);
    expect([await say(two, one), await aliasesOf('alias-anna')]).toEqual([MAIL_CHANGE, [primary, two, one]]);
    expect([await say(), await aliasesOf('alias-anna')]).toEqual([MAIL_CHANGE, [primary]]);
    expect([await say(one), await aliasesOf('alias-anna')]).toEqual([MAIL_CHANGE, [primary, one]]);
    expect(await say('A1@example.org')).toEqual([]);
  });

  test('that were added in OX go with the next change of addresses (Replace)', async () => {
    await stage.say(user('alias-bob'));
    await stage.ox.edit({
      kind: 'setUserFields',
      contextId: 10,
      user: 'alias-bob',
      fields: { aliases: ['alias-bob@example.org', 'own@example.net'] },
    });
    await stage.say(user('alias-bob', { mailAlternativeAddress: ['b1@example.org'] }));
    expect(await aliasesOf('alias-bob')).toEqual(['alias-bob@example.org', 'b1@example.org']);
  });

  test('that were added in OX stay with Merge, and only ours go', async () => {
    const say = (...mails: readonly string[]) => user('alias-cleo', { mailAlternativeAddress: mails });
    await stage.addDirectory('merging', { users: { aliases: 'Merge' } }, say('c1@example.org'));
    await stage.ox.edit({
      kind: 'setUserFields',
      contextId: 10,
      user: 'alias-cleo',
      fields: { aliases: ['alias-cleo@example.org', 'c1@example.org', 'own@example.net'] },
    });
    await stage.during(() => stage.directory('merging').put([say('c2@example.org')]));
    expect([...((await aliasesOf('alias-cleo')) ?? [])].sort()).toEqual(['alias-cleo@example.org', 'c2@example.org', 'own@example.net']);
  });
});

describe('the default sender', () => {
  const senderOf = async (uid: string) => (await stage.user(uid))?.defaultSenderAddress;
  const choose = (uid: string, mail: string) =>
    stage.ox.edit({ kind: 'setUserFields', contextId: 10, user: uid, fields: { defaultSenderAddress: mail } });

  test('that a user chose himself stays when his primary address changes', async () => {
    const aliases = { mailAlternativeAddress: ['chosen-a@example.org'] };
    await stage.say(user('sender-anna', aliases));
    await choose('sender-anna', 'chosen-a@example.org');
    await stage.say(user('sender-anna', { ...aliases, mailPrimaryAddress: 'new-a@example.org' }));
    expect(await senderOf('sender-anna')).toBe('chosen-a@example.org');
  });

  test('becomes the primary address when the chosen one is an alias no more', async () => {
    await stage.say(user('sender-bob', { mailAlternativeAddress: ['chosen-b@example.org'] }));
    await choose('sender-bob', 'chosen-b@example.org');
    await stage.say(user('sender-bob'));
    expect(await senderOf('sender-bob')).toBe('sender-bob@example.org');
  });

  test('is left alone when other fields change', async () => {
    const aliases = { mailAlternativeAddress: ['chosen-c@example.org'] };
    await stage.say(user('sender-cleo', aliases));
    await choose('sender-cleo', 'chosen-c@example.org');
    expect(await stage.say(user('sender-cleo', { ...aliases, o: 'City Hall' }))).toEqual([CHANGE_USER]);
    expect(await senderOf('sender-cleo')).toBe('chosen-c@example.org');
  });
});

describe('the mail server of a user', () => {
  const defaults = { imapServer: 'imaps://mail.example.org:1993', smtpServer: 'smtp://out.example.org:1587' };
  const bySetting = {
    ...{ imapServer: 'mail.example.org', imapPort: 1993, imapSchema: 'imaps://' },
    ...{ smtpServer: 'out.example.org', smtpPort: 1587, smtpSchema: 'smtp://' },
  };
  const ofHost = (host: string) => ({ ...bySetting, imapServer: host, smtpServer: host });

  test('is the host of his entry, else of the setting; port and scheme are always those of the setting', async () => {
    const home = (host?: string) => user('server-anna', { univentionMailHomeServer: host });
    await stage.addDirectory('servers', { userDefaults: defaults }, home());
    expect(await stage.user('server-anna')).toMatchObject(bySetting);
    const say = (host?: string) => stage.during(() => stage.directory('servers').put([home(host)]));
    for (const [host, fields] of [
      ['one.example.org', ofHost('one.example.org')],
      ['two.example.org', ofHost('two.example.org')],
      [undefined, bySetting],
    ] as const) {
      expect(await say(host)).toEqual([CHANGE_USER]);
      expect(await stage.user('server-anna')).toMatchObject(fields);
    }
  });

  test('follows a new setting for those whose entry names none', async () => {
    await stage.addDirectory('moved-servers', { userDefaults: defaults }, user('server-bob'));
    await stage.apply('OXDirectory', 'moved-servers', {
      ...{ ldif: { configMapRef: { name: 'moved-servers' } }, pollInterval: '1s' },
      userDefaults: { ...defaults, imapServer: 'imap://new.example.org:143' },
    });
    expect(await stage.user('server-bob')).toMatchObject({ imapServer: 'new.example.org', imapPort: 143, imapSchema: 'imap://' });
  });
});

describe('the sender name (mailPersonal)', () => {
  test('is the display name, set after the creation and changed with it', async () => {
    const named = (name: string) => user('personal-anna', { oxDisplayName: name });
    const personalOf = async () => (await stage.user('personal-anna'))?.mailAddressPersonal;
    const first = await stage.addDirectory('personal', { userDefaults: { mailPersonal: 'Enabled' } }, named('Anna A.'));
    expect([first, await personalOf()]).toEqual([[CREATE_USER, CHANGE_PERSONAL], 'Anna A.']);
    const second = await stage.during(() => stage.directory('personal').put([named('Anna B.')]));
    expect([second, await personalOf()]).toEqual([[CHANGE_USER, CHANGE_PERSONAL], 'Anna B.']);
  });

  test('is left to OX without the setting', async () => {
    await stage.say(user('personal-bob'));
    expect(await stage.user('personal-bob')).toMatchObject({ mailAddressPersonal: '' });
  });
});

describe('a login at the mail server (imapLogin)', () => {
  test.each([
    ['', 'template-0@example.org'],
    ['{}', 'template-1@example.org'],
    ['{}*dovecotadmin', 'template-2@example.org*dovecotadmin'],
    ['{username}', 'template-3'],
    ['{uid}@mail', 'template-4@mail'],
    ['{lastname}.{firstname}', 'Sur.Given'],
    ['{entryUUID}', 'user-template-6'],
    ['{description}+{}', 'a clerk+template-7@example.org'],
    ['literal', 'literal'],
  ])('of the template "%s" is "%s"', async (imapLogin, login) => {
    const number = TEMPLATES.indexOf(imapLogin);
    const entry = user(`template-${number}`, { description: 'a clerk' });
    await stage.addDirectory(`template-${number}`, { userDefaults: { imapLogin } }, entry);
    expect(await stage.user(`template-${number}`)).toMatchObject({ imapLogin: login });
  });

  test('follows the primary address', async () => {
    await stage.addDirectory('template-follow', { userDefaults: { imapLogin: '{}*m' } }, user('template-follow'));
    await stage.during(() => stage.directory('template-follow').put([user('template-follow', { mailPrimaryAddress: 'f@example.org' })]));
    expect(await stage.user('template-follow')).toMatchObject({ imapLogin: 'f@example.org*m' });
  });

  test('of a template that asks for what the entry does not have is told, and nothing is sent', async () => {
    const calls = await stage.addDirectory('template-empty', { userDefaults: { imapLogin: '{description}' } }, user('template-empty'));
    expect(calls).toEqual([]);
    expect(stage.state('User', 'user-template-empty')).toBe('parked InvalidMapping');
    expect(stage.saying('User', 'user-template-empty')).toContain('description is empty');
  });
});

const TEMPLATES = [
  '',
  '{}',
  '{}*dovecotadmin',
  '{username}',
  '{uid}@mail',
  '{lastname}.{firstname}',
  '{entryUUID}',
  '{description}+{}',
  'literal',
];

test('DNs in any case and spacing are the same entry', async () => {
  await stage.say(user('dn-anna'));
  const shouted = { ...user('dn-anna'), dn: userDn('dn-anna').toUpperCase().replaceAll(',', ' , ') };
  expect(await stage.say(shouted)).toEqual([]);
});
