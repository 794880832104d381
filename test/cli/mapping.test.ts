import { expect, onTestFinished, test } from 'vitest';
import { parse } from 'yaml';
import { runCommand } from '../support/command-process.ts';
import { ManifestFolder, manifestOf } from '../support/manifest-folder.ts';
import { group, ldif, user } from './provisioning-fixture.ts';

const DIRECTORY = `# what the town has
apiVersion: ox-operator.dev/v1alpha1
kind: OXContext
metadata:
  name: city-hall
spec:
  contextId: 10
---
# its people
apiVersion: ox-operator.dev/v1alpha1
kind: OXDirectory
metadata:
  name: people
spec:
  ldif:
    file: people.ldif # made at night
  mapping:
    set:
      # asked for by the press office
      imap_server: mailHost # old name
    unset:
      - note # private
      - title
`;

interface MappingFolder {
  readonly folder: ManifestFolder;
  readonly file: string;
  readonly text: () => Promise<string>;
  readonly mapping: (...args: string[]) => ReturnType<typeof runCommand>;
}

async function mappingFolder(text: string): Promise<MappingFolder> {
  const folder = await ManifestFolder.create();
  onTestFinished(() => folder.dispose());
  await folder.write('m/directory.yaml', text);
  return {
    folder,
    file: folder.at('m/directory.yaml'),
    text: () => folder.read('m/directory.yaml'),
    mapping: (...args) => runCommand(['mapping', ...args, '--manifests', folder.at('m')]),
  };
}

const directory = (name: string, spec: object): string =>
  manifestOf({ kind: 'OXDirectory', name, spec: { ldif: { file: 'people.ldif' }, ...spec } });

test('show lists every field with where it comes from, and marks what differs from the preset', async () => {
  const { mapping, file } = await mappingFolder(DIRECTORY);
  const { code, out, error } = await mapping('show');
  expect({ code, error }).toEqual({ code: 0, error: '' });
  expect(out).toMatch(`OXDirectory people in ${file}, preset Univention; * differs from the preset\n`);
  expect(out).toMatch(/\n {4}display_name +preset +oxDisplayName, else displayName\n/);
  expect(out).toMatch(/\n {4}language +setting +spec\.userDefaults\.language\n/);
  expect(out).toMatch(/\n {4}mailenabled +rule +it follows from the access profile\n/);
  expect(out).toMatch(
    /\n\* {3}imapServer +override +mailHost, else .*\(preset: univentionMailHomeServer, else spec\.userDefaults\.imapServer\)\n/,
  );
  expect(out).toMatch(/\n\* {3}note +unset +not sent \(preset: oxNote\)\n/);
  expect(out).toMatch(/\nFed by nothing: .*telephone_isdn/);
  const { fields } = JSON.parse((await mapping('show', '-o', 'json')).out) as { fields: { field: string; differsFromPreset: boolean }[] };
  expect(fields.filter(({ differsFromPreset }) => differsFromPreset).map(({ field }) => field)).toEqual(['imapServer', 'note', 'title']);
  expect(fields).toContainEqual(
    expect.objectContaining({ field: 'telephone_home2', by: 'preset', attribute: 'homePhone', position: 2, alternatives: [] }),
  );
});

test('set, alternatives, unset and restore edit the manifest, keep its comments, and tell before and after', async () => {
  const { mapping, text, file } = await mappingFolder(DIRECTORY);
  const title = `OXDirectory people in ${file}:`;
  expect(await mapping('set', 'imap_server', 'homeHost', 'email1', 'mail')).toMatchObject({
    code: 0,
    out: `${title}
  email1: mailPrimaryAddress -> mail
  imapServer: mailHost, else spec.userDefaults.imapServer -> homeHost, else spec.userDefaults.imapServer
  and what follows from that: aliases, defaultSenderAddress, primaryEmail
`,
  });
  expect((await mapping('alternatives', 'email1', 'mailAlternativeAddress')).out).toMatch(
    '\n  email1: mail -> mail, else mailAlternativeAddress\n',
  );
  expect((await mapping('alternatives', 'display_name')).out).toMatch('display_name: oxDisplayName, else displayName -> oxDisplayName\n');
  expect((await mapping('unset', 'department')).out).toBe(`${title}\n  department: oxDepartment -> not sent\n`);
  expect((await mapping('set', 'title', 'personalTitle')).out).toBe(`${title}\n  title: not sent -> personalTitle\n`);
  const changed = DIRECTORY.replace('imap_server: mailHost', 'imap_server: homeHost')
    .replace('# old name\n', '# old name\n      email1: mail\n      title: personalTitle\n')
    .replace('- title\n', '- department\n    alternatives:\n      email1:\n        - mailAlternativeAddress\n      display_name: []\n');
  expect(await text()).toBe(changed);

  expect((await mapping('restore', 'imapServer', 'email1', '-o', 'json')).out).toMatch('"before": "homeHost, else');
  expect(await text()).not.toMatch(/imap_server|email1|press office.*old name/s);
  expect((await mapping('restore', '--all')).code).toBe(0);
  expect(await text()).toBe(DIRECTORY.slice(0, DIRECTORY.indexOf('  mapping:')));
});

test('what is so already is said, and nothing is written', async () => {
  const { mapping, text, file } = await mappingFolder(DIRECTORY);
  const nothing = `OXDirectory people in ${file}: nothing to change\n`;
  expect(await mapping('set', 'display_name', 'oxDisplayName')).toMatchObject({
    code: 0,
    out: `${nothing}  display_name: oxDisplayName, else displayName\n`,
  });
  expect((await mapping('unset', 'note')).out).toBe(`${nothing}  note: not sent\n`);
  expect((await mapping('restore', 'userfield01')).out).toBe(`${nothing}  userfield01: oxUserfield01\n`);
  expect(JSON.parse((await mapping('unset', 'title', '-o', 'json')).out)).toMatchObject({ isChanged: false, fields: [] });
  expect(await text()).toBe(DIRECTORY);
});

test.each([
  [['set', 'userfeld01', 'x'], 2, 'spec.mapping.set: found "userfeld01", expected an OX field such as userfield01'],
  [['set', 'userfield01', 'two words'], 2, 'spec.mapping.set.userfield01: found "two words", expected the name of an attribute'],
  [['set', 'imapPort', 'x'], 2, 'this one follows from others: set spec.userDefaults.imapServer instead'],
  [['set', 'userfield01', 'x', 'userfield02'], 2, 'found "userfield02" alone, expected pairs of field and attribute'],
  [['unset', 'email1'], 2, 'spec.mapping.unset: found "email1", expected a field that OX can do without'],
  [['alternatives', 'email1', 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i'], 2, 'spec.mapping.alternatives.email1: found 9 items, expected'],
  [['restore', 'userfeld01'], 2, 'found "userfeld01", expected an OX field such as userfield01'],
  [['restore'], 2, 'restore: expected either fields or --all'],
  [['show', '--directory', 'folk'], 1, 'there is no OXDirectory folk in '],
  [['test', '/nonexistent.ldif'], 2, '/nonexistent.ldif: the file cannot be read'],
  [['sett', 'a', 'b'], 2, "unknown command 'sett'"],
])('%j is refused by one line, and nothing is written', async (args, code, message) => {
  const { mapping, text } = await mappingFolder(DIRECTORY);
  const refused = await mapping(...args);
  expect(refused).toMatchObject({ code, out: '' });
  expect(refused.error).toContain(message);
  expect(refused.error.trimEnd().split('\n')).toHaveLength(1);
  expect(await text()).toBe(DIRECTORY);
});

test('of several directories the one that is named is meant, also in a List', async () => {
  const items = ['a', 'b'].map((name) => ({
    ...{ apiVersion: 'ox-operator.dev/v1alpha1', kind: 'OXDirectory', metadata: { name } },
    spec: { ldif: { file: 'people.ldif' } },
  }));
  const { mapping, text } = await mappingFolder(JSON.stringify({ apiVersion: 'v1', kind: 'List', items }));
  const unclear = await mapping('set', 'note', 'info');
  expect(unclear).toMatchObject({ code: 1, out: '' });
  expect(unclear.error).toMatch(/name one by --directory: a, b\n$/);
  expect((await mapping('set', 'note', 'info', '--directory', 'b')).code).toBe(0);
  expect(parse(await text())).toMatchObject({ items: [{ spec: items[0]?.spec }, { spec: { mapping: { set: { note: 'info' } } } }] });
});

test('a manifest in which an edit would reach further, by an anchor, is left as it is', async () => {
  const anchors = `apiVersion: v1
kind: List
items:
  - ${directory('a', {}).trimEnd().replaceAll('\n', '\n    ')}
      mapping: &ours { set: { note: info } }
  - ${directory('b', {}).trimEnd().replaceAll('\n', '\n    ')}
      mapping: *ours
`;
  const { mapping, text } = await mappingFolder(anchors);
  for (const name of ['a', 'b']) {
    const refused = await mapping('set', 'title', 'personalTitle', '--directory', name);
    expect(refused).toMatchObject({ code: 1, out: '' });
    expect(refused.error).toMatch(`OXDirectory ${name} cannot be edited there`);
  }
  expect(await text()).toBe(anchors);
});

test('an anchor whose value something else takes as well is not changed, one that is only used may be left', async () => {
  const anchored = `apiVersion: ox-operator.dev/v1alpha1
kind: OXDirectory
spec:
  ldif: { file: people.ldif }
  mapping: { set: { note: &note info, nickname: &nick gecos } }
metadata:
  name: people
  labels: { wiki: *note }
`;
  const { mapping, text, folder } = await mappingFolder(anchored);
  expect(await mapping('set', 'note', 'oxNote2')).toMatchObject({ code: 1, out: '' });
  expect(await text()).toBe(anchored);
  await folder.write('m/directory.yaml', anchored.replace('&nick gecos', '*note'));
  expect(await mapping('set', 'nickname', 'oxNick2')).toMatchObject({ code: 0, error: '' });
  expect(await text()).toBe(anchored.replace('&nick gecos', 'oxNick2'));
});

test('a directory that is not valid may be edited until it is, in the words of the operator', async () => {
  const { mapping, text } = await mappingFolder(directory('people', { mapping: { set: { userfeld01: 'description', note: 'info' } } }));
  const shown = await mapping('show');
  expect(shown).toMatchObject({ code: 1, out: '' });
  expect(shown.error).toMatch(/^OXDirectory people: spec\.mapping\.set: found "userfeld01", expected an OX field/);
  expect((await mapping('restore', 'note')).error).toMatch(/found "userfeld01".*; nothing is written\n$/);
  expect(await mapping('restore', 'userfeld01')).toMatchObject({ code: 0, error: '' });
  expect(await text()).toBe(directory('people', { mapping: { set: { note: 'info' } } }));
});

test('test tells of each entry whether it is for OX and why not, every field, and what is wrong with it', async () => {
  const { mapping, folder } = await mappingFolder(
    directory('people', { mapping: { set: { userfield01: 'userPassword', userfield02: 'description' } } }),
  );
  const photo = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3]).toString('base64');
  const entries = [
    user('anna', 10, ['description: Mayor', 'userPassword: Hidden-1', `jpegPhoto:: ${photo}`]),
    user('bob', 10, ['univentionBirthday: 31.02.1990']),
    user('carla', 10).replace('isOxUser: OK', 'isOxUser: FALSE'),
    user('dora', 10).replace('objectClass: oxUserObject\n', ''),
    group('staff', ['anna', 'bob']),
    'dn: ou=rooms,dc=example,dc=org\nobjectClass: organizationalUnit\nou: rooms\n',
  ];
  await folder.write('entries.ldif', ldif(entries));
  const { code, out, error } = await mapping('test', folder.at('entries.ldif'));
  expect({ code, error }).toEqual({ code: 1, error: '' });
  expect(out).not.toMatch(/Hidden-1|\/9j/);
  const [anna = '', bob = '', carla = '', dora = '', staff = '', rooms = '', end] = out.split(/\n\n(?=User|Group|Entry|\d)/);
  expect(anna).toMatch(/^User "anna"\n.*\n {2}Scope +for OX: found by \(&\(objectClass=oxUserObject\)\(uid=\*\)\), and switched on\n/);
  expect(anna).toMatch(/\ncontextId +10 +oxContextIDNum\n/);
  expect(anna).toMatch(/\nuserfield01 +"\(hidden\)" +userPassword\n/);
  expect(anna).toMatch(/\nuserfield02 +"Mayor" +description\n/);
  expect(anna).toMatch(/\nimage1 +"\(picture\)" +jpegPhoto\n/);
  expect(anna).toMatch(/\nsmtpServer +- +univentionMailHomeServer, else spec\.userDefaults\.smtpServer/);
  expect(anna).not.toMatch('Fault');
  expect(bob).toMatch(/\n {2}Fault +InvalidDate: uid=bob,.*univentionBirthday holds "31\.02\.1990"/);
  expect(bob).toMatch(/\nbirthday +- +univentionBirthday/);
  expect(carla).toMatch(/\n {2}Scope +not for OX: isOxUser is "FALSE", not OK\n/);
  expect(carla).toMatch(/\ngiven_name +"carla" +givenName\n/);
  expect(dora).toMatch(/\n {2}Scope +left out: the filter of users, .*, does not find it\n/);
  expect(dora).toMatch(/\ngiven_name +"dora" +givenName\n/);
  expect(staff).toMatch(/^Group "staff"\n/);
  expect(staff).toMatch(/\nmembers +\[uid=anna,dc=example,dc=org, uid=bob,dc=example,dc=org\] +uniqueMember/);
  expect(rooms).toMatch(/^Entry "ou=rooms,dc=example,dc=org"\n(.*\n)+ {2}Scope +left out/);
  expect(rooms).not.toMatch('FIELD');
  expect(end).toBe('6 entries: 3 for OX, 1 of them faulty\n');
});

test('test takes the variables of the OX Connector for what the directory leaves out, and exits with 0 when all can be sent', async () => {
  const { folder } = await mappingFolder(directory('people', { deputyPermissions: 'Enabled' }));
  const deputy = 'oxDeputyPermissionGivenTo: uid=bob,dc=example,dc=org |:$:| 02400 |:$:| 00000 |:$:| 1';
  await folder.write('anna.ldif', ldif([user('anna', 10, [deputy]).replace('oxContextIDNum: 10\n', '')]));
  const args = ['mapping', 'test', folder.at('anna.ldif'), '--manifests', folder.at('m'), '-o', 'json'];
  const { code, out } = await runCommand(args, { DEFAULT_CONTEXT: '77' });
  expect(code).toBe(0);
  const { entries } = JSON.parse(out) as { entries: { fields: object[] }[] };
  expect(entries[0]?.fields).toContainEqual({ field: 'contextId', value: 77, origin: 'spec.users.contextId.default' });
  expect(entries[0]?.fields).toContainEqual({
    ...{ field: 'deputies', origin: 'oxDeputyPermissionGivenTo' },
    value: ['uid=bob,dc=example,dc=org: mail 02400, calendar 00000, sends on behalf'],
  });
  const without = await runCommand(args);
  expect(without.code).toBe(1);
  expect(without.out).toMatch('oxContextIDNum is empty and no default context is set');
});
