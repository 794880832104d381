import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { runCommand } from '../support/command-process.ts';
import { manifestOf } from '../support/manifest-folder.ts';
import { EVERYTHING, group, ldif, Provisioning, user } from './provisioning-fixture.ts';

const PEOPLE = [user('anna', 10), user('bob', 10), user('carla', 20), group('staff', ['anna', 'bob'])];

/** `plan` with the settings that the operator has as well. */
function plan(provisioning: Provisioning, ...args: readonly string[]) {
  const place = ['--manifests', provisioning.folder.at('m'), '--cache', provisioning.folder.at('cache.db')];
  return runCommand(['plan', ...place, ...args], { OX_SOAP_SERVER: provisioning.simulator.url, OX_MASTER_PASSWORD: 'secret' });
}

function writesOf({ simulator }: Provisioning): string[] {
  return simulator.control.log().flatMap(({ writes, operation }) => (writes ? [operation] : []));
}

it('without an operator tells all that one would do, in order, and writes nothing anywhere', async () => {
  const provisioning = await Provisioning.create();
  const { code, out, error } = await plan(provisioning);
  expect({ code, error }).toEqual({ code: 2, error: '' });
  expect(out).toMatch(/^\+ create Context context10 in context 10\n {4}name +"context10" {3}\(OXContext\/city-hall\)$/m);
  expect(out).toMatch(/^\+ create User anna in context 10, of OXDirectory people$/m);
  expect(out).toMatch(/^ {4}display_name +"anna Sample" {3}\(oxDisplayName, else displayName\)$/m);
  expect(out).toMatch(/^\+ create Group staff in context 10, .*\n.*\n.*\n {4}members +\+ anna, bob {3}\(uniqueMember\)$/m);
  expect(out).toMatch(/^CONTEXT +KIND +CREATE\n/m);
  expect(out).toMatch(/^10 +User +2$/m);
  expect(out).toMatch(
    /^6 objects would be written: 6 writes and \d+ reads, in about \d s, reckoned with\n {2}\d+ OX\w+\.\w+: \d+ ms each \((assumed|measured, \d+ calls?)\)$/m,
  );
  expect(out).not.toContain('password');
  expect(writesOf(provisioning)).toEqual([]);
  expect(provisioning.simulator.control.contexts()).toEqual([]);
  expect(existsSync(provisioning.folder.at('cache.db'))).toBe(false);
  expect(readdirSync(provisioning.folder.at('m'))).not.toContain('.ox-operator');
});

it('asks the operator that runs, and compares with what it wrote when none does any more', async () => {
  const provisioning = await Provisioning.create();
  const operator = provisioning.run();
  await provisioning.settle(operator, 'Settled', ...EVERYTHING);
  expect(await plan(provisioning)).toEqual({ code: 0, out: 'Nothing would be written to OX.\n', error: '' });
  operator.signal('SIGTERM');
  await operator.ended();
  const cache = readFileSync(provisioning.folder.at('cache.db'));
  provisioning.simulator.control.clearLog();
  const changed = [
    user('anna', 10, ['title: Dr.']),
    user('carla', 10),
    group('staff', ['anna']),
    user('dora', 20).replace('uid: dora', 'uid: '),
  ];
  await provisioning.folder.write('m/people.ldif', ldif(changed));
  const { code, out } = await plan(provisioning);
  expect(code).toBe(2);
  expect(out).toMatch(/^~ change User anna in context 10, of OXDirectory people\n {4}title {2}nothing → "Dr." {3}\(title\)$/m);
  expect(out).toMatch(/^> move User carla in context 10, of OXDirectory people$/m);
  expect(out).toMatch(/^- delete User bob in context 10, of OXDirectory people$/m);
  const groups: unknown = JSON.parse((await plan(provisioning, '--kind', 'group', '-o', 'json')).out);
  const changes = [{ field: 'members', added: [], removed: ['bob'], origin: 'uniqueMember' }];
  expect(groups).toMatchObject({ hasChanges: true, objects: [{ kind: 'Group', action: 'change', writes: [{ changes }] }] });
  expect(writesOf(provisioning)).toEqual([]);
  expect(readFileSync(provisioning.folder.at('cache.db')).equals(cache)).toBe(true);
});

it('tells what mode Observe keeps from being done', async () => {
  const provisioning = await Provisioning.create();
  const spec = { ldif: { file: 'people.ldif' }, pollInterval: '1s', users: { mode: 'Observe' }, groups: { mode: 'Observe' } };
  await provisioning.folder.write('m/directory.yaml', manifestOf({ kind: 'OXDirectory', name: 'people', spec }));
  await provisioning.folder.write('m/people.ldif', ldif(PEOPLE));
  const { code, out } = await plan(provisioning);
  expect(code).toBe(2);
  expect(out).toMatch(/Kept from being done by mode Observe \(4 create\):\n\n\+ create User anna/);
  expect(out).toMatch(/^2 objects would be written: 2 writes/m);
});

it('says with 1 what it could not find out', async () => {
  const provisioning = await Provisioning.create();
  await provisioning.simulator.close();
  const { code, error } = await plan(provisioning);
  expect(code).toBe(1);
  expect(error).toMatch(/^nothing can be planned while OX cannot be asked: /);
});

it.each([
  [['--context', 'abc'], "option '--context <number>' argument 'abc' is invalid. Expected the id of a context, a whole number."],
  [
    ['--kind', 'person'],
    "option '--kind <kind>' argument 'person' is invalid. Expected one of Context, AccessProfile, User, Group, Resource, FunctionalAccount, DeputyPermission.",
  ],
])('refuses %j before anything is asked', async (args, line) => {
  for (const command of [['plan'], ['explain', 'anna'], ['tasks']])
    expect(await runCommand([...command, ...args])).toEqual({
      code: 2,
      out: '',
      error: `error: ${line} (ox-operator --help tells more)\n`,
    });
});

it('takes no directory that there is not for one without anything to do, with and without an operator', async () => {
  const provisioning = await Provisioning.create();
  const unknown = { code: 1, out: '', error: 'directory: found "poeple", expected one of people\n' };
  expect(await plan(provisioning, '--directory', 'poeple')).toEqual(unknown);
  const operator = provisioning.run();
  await provisioning.settle(operator, 'Settled', ...EVERYTHING);
  expect(await plan(provisioning, '--directory', 'poeple')).toEqual(unknown);
  expect(await plan(provisioning, '--directory', 'people', '--kind', 'user', '--context', '10')).toMatchObject({ code: 0 });
});
