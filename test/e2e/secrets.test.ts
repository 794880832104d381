import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { contextManifest } from '../support/manifest-folder.ts';
import { CITY_HALL, DIRECTORY, LdapScene, SCHOOLS } from './ldap-scene.ts';
import { MASTER } from './operator-environment.ts';
import { group, replace, user, userDn } from './people.ts';
import { polls } from './polls.ts';

it('passwords stand in the Secrets alone: in no log, status, page or cache, whatever goes wrong', async () => {
  const own = 'Wombat-Of-Anna';
  const scene = await LdapScene.open(user('anna', { lines: [`userPassword: ${own}`] }) + user('bob') + group('staff', 'anna'));
  const { folder, slapd, ox } = scene;
  const { control } = ox.simulator;
  await folder.write('password', `${MASTER.password}\n`);
  for (const kind of ['reset', 'malformedXml', 'http502'] as const) {
    control.addFault({ match: { writes: true }, skip: 1, count: 1, injection: { kind, when: 'after' } });
  }
  const operator = scene.run({
    ...{ OX_CONNECTOR_LOG_LEVEL: 'trace', OX_MASTER_PASSWORD: '', OX_MASTER_PASSWORD_FILE: folder.at('password') },
  });
  await scene.settles(operator, 'Settled', CITY_HALL, SCHOOLS, DIRECTORY);
  await slapd.apply(replace(userDn('bob'), 'mailPrimaryAddress', 'anna@example.org'));
  await scene.settles(operator, 'MailAddressTaken', DIRECTORY);
  await scene.writeBindSecret('Numbat-Of-LDAP');
  await scene.settles(operator, 'DirectoryAccessDenied', DIRECTORY);
  await folder.write('password', 'Dingo-Of-OX\n');
  await polls(operator, 'people');
  await folder.write('m/schools.yaml', contextManifest('schools', { contextId: 20, quotaMB: 100 }));
  await scene.settles(operator, 'OxAuthenticationFailed', SCHOOLS);

  const everybody = [...control.ox.installation.contexts.values()].flatMap(({ users }) => [...users.values()]);
  const passwords = [
    ...[MASTER.password, 'Dingo-Of-OX', slapd.reader.password, 'Numbat-Of-LDAP', own],
    ...everybody.map(({ password }) => password),
  ];
  expect(everybody.map(({ name }) => name).sort()).toEqual(['anna', 'bob', 'oxadmin', 'oxadmin']);
  expect(new Set(passwords.filter((password) => password.length > 8)).size).toBe(9);

  const pages = await Promise.all(operator.log.flatMap(({ url }) => (url === undefined ? [] : [textOf(url)])));
  expect(pages).toHaveLength(3);
  const places = [...(await textsBelow(folder.path)), ...pages, ['log', operator.out + operator.error] as const];
  const holders = places.filter(([, text]) => passwords.some((password) => holds(text, password)));
  const generated = ['city-hall', 'schools'].map((name) => `m/.ox-operator/secrets/${name}-ox-admin.yaml`);
  expect(holders.map(([place]) => place).sort()).toEqual([...generated, 'm/bind.yaml', 'password']);

  // What was looked through is what was written: people are in it.
  for (const place of ['cache/cache.db', 'log', 'm/.ox-operator/status/OXDirectory/people.yaml']) {
    expect(
      places.filter(([name, text]) => name.startsWith(place) && text.includes('bob')),
      place,
    ).not.toEqual([]);
  }
  for (const path of generated) expect((await stat(folder.at(path))).mode & 0o777).toBe(0o600);
  expect((await stat(folder.at('m/.ox-operator'))).mode & 0o777).toBe(0o700);
});

/** Each file below a folder, with its path there; bytes are taken for characters. */
async function textsBelow(folder: string): Promise<(readonly [place: string, text: string])[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return await Promise.all(files.map(async (file) => [file.slice(folder.length + 1), await readFile(file, 'latin1')] as const));
}

async function textOf(url: string): Promise<readonly [place: string, text: string]> {
  return [url, await (await fetch(url)).text()];
}

/** As it is, or as Kubernetes writes it. */
function holds(text: string, password: string): boolean {
  return text.includes(password) || text.includes(Buffer.from(password).toString('base64'));
}
