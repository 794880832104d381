import { describe, expect, test } from 'vitest';
import { readSettings } from '../../src/config/index.ts';
import { functionalAccount, group, user, userDn } from './stage/entries.ts';
import { useStage } from './stage/stage.ts';
import { CHANGE_USER, CREATE_USER } from './tables/soap-calls.ts';

describe('users.identifier and groups.identifier', () => {
  const stage = useStage();
  const add = (name: string, identifier: string, ...entries: readonly ReturnType<typeof user>[]) =>
    stage.addDirectory(name, { users: { identifier } }, ...entries);

  test.each([
    ['uid', 'id-0'],
    ['username', 'id-1'],
    ['employeeNumber', '4711-2'],
    ['mailPrimaryAddress', 'id-3@example.org'],
    ['entryUUID', 'user-id-4'],
  ])('%s makes the login %s', async (identifier, login) => {
    const number = ['uid', 'username', 'employeeNumber', 'mailPrimaryAddress', 'entryUUID'].indexOf(identifier);
    expect(await add(`id-${number}`, identifier, user(`id-${number}`, { employeeNumber: `4711-${number}` }))).toEqual([CREATE_USER]);
    expect(await stage.user(login)).toBeDefined();
  });

  test.each([
    ['is empty', undefined, 'employeeNumber is empty'],
    ['holds several values', ['1', '2'], 'employeeNumber holds 2 values'],
  ])('of a user that %s is found before anything is sent, names the entry, and heals with it', async (what, employeeNumber, saying) => {
    const uid = `invalid-${what.replaceAll(' ', '-')}`;
    const good = user(`${uid}-good`, { employeeNumber: `good ${uid}`.replaceAll(/[^a-z]/g, '') });
    expect(await add(uid, 'employeeNumber', user(uid, { employeeNumber }), good)).toEqual([CREATE_USER]);
    expect(stage.state('User', `user-${uid}`)).toBe('parked InvalidIdentifier');
    expect(stage.saying('User', `user-${uid}`)).toContain(`${userDn(uid)}: ${saying}`);
    expect(await stage.during(() => stage.directory(uid).put([user(uid, { employeeNumber: `healed-${uid}` })]))).toEqual([CREATE_USER]);
    await stage.ready('OXDirectory', uid);
  });

  test('of a group that holds several values is found before anything is sent, and names the entry', async () => {
    const entries = [user('gid-a'), user('gid-b'), group('gid', [userDn('gid-a'), userDn('gid-b')])];
    expect(await stage.addDirectory('gid', { groups: { identifier: 'uniqueMember' } }, ...entries)).toEqual([CREATE_USER, CREATE_USER]);
    expect(stage.state('Group', 'group-gid', 10)).toBe('parked InvalidIdentifier');
    expect(stage.saying('Group', 'group-gid', 10)).toContain('uniqueMember holds 2 values');
  });

  test('description makes the name of a group', async () => {
    await stage.addDirectory(
      'gname',
      { groups: { identifier: 'description' } },
      user('gname-a'),
      group('gname', [userDn('gname-a')], { description: 'crew' }),
    );
    expect(await stage.members('crew')).toEqual(['gname-a']);
  });
});

describe('the names of the old connector’s settings', () => {
  const environment = {
    OX_SOAP_SERVER: 'https://ox.example.org',
    OX_MASTER_PASSWORD: 'secret',
    DEFAULT_CONTEXT: '20',
    OX_LANGUAGE: 'fr_FR',
    LOCAL_TIMEZONE: 'Europe/Paris',
    OX_IMAP_SERVER: 'imap://mail.example.org:1143',
    OX_SMTP_SERVER: 'smtp://mail.example.org:1587',
    OX_IMAP_LOGIN: '{}*m',
    OX_FUNCTIONAL_ACCOUNT_LOGIN_TEMPLATE: '{{fa_email_address}}*m',
    OX_USER_IDENTIFIER: 'employeeNumber',
    OX_GROUP_IDENTIFIER: 'description',
    OX_ENABLE_DEPUTY_PERMISSIONS: 'True',
    OX_CONNECTOR_STOP_ON_ERROR: 'True',
  };
  const stage = useStage({ contexts: [10, 20], defaults: readSettings(environment).directoryDefaults });
  const people = (name: string, number: string, more = {}) => user(name, { employeeNumber: number, oxContextIDNum: undefined, ...more });

  test('are defaults of every OXDirectory: context, language, time zone, servers, logins, identifiers and deputies', async () => {
    const deputies = [`${userDn('env-b')} |:$:| 02400 |:$:| 00000 |:$:| 0`];
    await stage.say(people('env-a', 'n1', { oxDeputyPermissionGivenTo: deputies }), people('env-b', 'n2'));
    await stage.say(group('env', [userDn('env-a')], { description: 'env-crew' }), functionalAccount('env', [userDn('env-a')]));
    expect(await stage.user('n1', 20)).toMatchObject({
      ...{ language: 'fr_FR', timezone: 'Europe/Paris', imapLogin: 'env-a@example.org*m' },
      ...{ imapServer: 'mail.example.org', imapPort: 1143, smtpServer: 'mail.example.org', smtpPort: 1587 },
    });
    expect(await stage.members('env-crew', 20)).toEqual(['n1']);
    expect(await stage.accountLogins('env@example.org', 20)).toEqual({ n1: 'env@example.org*m' });
    expect((await stage.ox.deputies(20)).permissions).toHaveLength(1);
  });

  test('lose against what the resource says', async () => {
    const spec = { users: { identifier: 'uid', contextId: { default: 10 } }, userDefaults: { language: 'it_IT' }, errorPolicy: 'Park' };
    await stage.addDirectory('wins', spec, people('env-c', 'n3'));
    expect(await stage.user('env-c', 10)).toMatchObject({ language: 'it_IT', timezone: 'Europe/Paris' });
  });

  test('OX_CONNECTOR_STOP_ON_ERROR=True stops a directory at a faulty entry until it is mended', async () => {
    await stage.say(people('env-faulty', 'n4', { oxAnniversary: 'yesterday' }));
    await stage.ready('OXDirectory', 'people', 'True Halted', 'Stalled');
    expect(stage.message('OXDirectory', 'people')).toContain('n4');
    stage.directory('people').put([people('env-behind', 'n5')]);
    stage.directory('people').put([people('env-faulty', 'n4')]);
    await stage.settle();
    expect([await stage.user('n4', 20), await stage.user('n5', 20)]).toEqual([expect.anything(), expect.anything()]);
  });
});

describe('mapping', () => {
  const stage = useStage();
  const inOx = (uid: string) => stage.user(uid);

  test('set feeds a field from another attribute, by property or attribute name, more than one at a time', async () => {
    const spec = { mapping: { set: { userfield01: 'description', given_name: 'initials', imap_server: 'physicalDeliveryOfficeName' } } };
    const entry = user('set-a', {
      description: 'a clerk',
      initials: 'AA',
      oxUserfield01: 'not this',
      physicalDeliveryOfficeName: 'mail.set.org',
    });
    await stage.addDirectory('set', spec, entry);
    expect(await inOx('set-a')).toMatchObject({ userfield01: 'a clerk', given_name: 'AA', imapServer: 'mail.set.org' });
  });

  test('unset leaves the field in OX as it is', async () => {
    await stage.addDirectory('unset', { mapping: { unset: ['userfield02'] } }, user('unset-a', { oxUserfield02: 'ours' }));
    await stage.ox.edit({ kind: 'setUserFields', contextId: 10, user: 'unset-a', fields: { userfield02: 'theirs' } });
    await stage.during(() => stage.directory('unset').put([user('unset-a', { oxUserfield02: 'ours again', o: 'City Hall' })]));
    expect(await inOx('unset-a')).toMatchObject({ userfield02: 'theirs', company: 'City Hall' });
  });

  test('alternatives are looked at in their order when the attribute is empty, and an empty list takes those of the preset away', async () => {
    const spec = { mapping: { alternatives: { company: ['departmentNumber', 'description'], display_name: [] } } };
    const entry = (more: Readonly<Record<string, string | undefined>>) => user('alt-a', { description: 'third', ...more });
    await stage.addDirectory('alt', spec, entry({ departmentNumber: 'second' }));
    expect(await inOx('alt-a')).toMatchObject({ company: 'second' });
    await stage.during(() => stage.directory('alt').put([entry({})]));
    expect(await inOx('alt-a')).toMatchObject({ company: 'third' });
    await stage.during(() => stage.directory('alt').put([entry({ o: 'first' })]));
    expect(await inOx('alt-a')).toMatchObject({ company: 'first' });
    await stage.during(() => stage.directory('alt').put([entry({ oxDisplayName: undefined, displayName: 'not this' })]));
    expect(stage.state('User', 'user-alt-a')).toBe('parked MandatoryFieldMissing');
  });

  test('that is changed reaches the users who are there already', async () => {
    const spec = (field: string) => ({ ldif: { configMapRef: { name: 'remap' } }, pollInterval: '1s', mapping: { set: { note: field } } });
    await stage.addDirectory('remap', spec('description'), user('remap-a', { description: 'one', departmentNumber: 'two' }));
    expect(await stage.apply('OXDirectory', 'remap', spec('departmentNumber'))).toEqual([CHANGE_USER]);
    expect(await inOx('remap-a')).toMatchObject({ note: 'two' });
  });

  test('of a field that OX does not have is InvalidMapping, and nothing is written', async () => {
    expect(await stage.addDirectory('wrong', { mapping: { set: { shoe_size: 'description' } } }, user('wrong-a'))).toEqual([]);
    expect([stage.condition('OXDirectory', 'wrong', 'Stalled'), stage.message('OXDirectory', 'wrong')]).toEqual([
      'True InvalidMapping',
      expect.stringContaining('shoe_size'),
    ]);
  });
});

describe('what a directory may do', () => {
  const stage = useStage();

  test.each([
    ['Enforce', [CREATE_USER], [CHANGE_USER], 'gone'],
    ['CreateOnly', [CREATE_USER], [], 'there'],
    ['Observe', [], [], 'gone'],
  ])('mode %s', async (mode, creation, change, afterwards) => {
    const uid = `mode-${mode.toLowerCase()}`;
    const put = (more = {}) => stage.during(() => stage.directory(uid).put([user(uid, more)]));
    expect(await stage.addDirectory(uid, { users: { mode } }, user(uid))).toEqual(creation);
    expect(await put({ o: 'City Hall' })).toEqual(change);
    await stage.during(() => stage.directory(uid).remove([user(uid)]));
    expect((await stage.user(uid)) === undefined ? 'gone' : 'there').toBe(afterwards);
  });

  test('suspend stops everything until it is taken back', async () => {
    const spec = (suspend: boolean) => ({ ldif: { configMapRef: { name: 'held' } }, pollInterval: '1s', suspend });
    await stage.addDirectory('held', spec(false), user('held-a'));
    await stage.apply('OXDirectory', 'held', spec(true));
    stage.directory('held').put([user('held-b')]);
    expect([stage.condition('OXDirectory', 'held'), await stage.user('held-b')]).toEqual(['False Suspended', undefined]);
    expect(await stage.apply('OXDirectory', 'held', spec(false))).toEqual([CREATE_USER]);
  });
});
