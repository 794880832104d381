import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { runCommand } from '../support/command-process.ts';
import { manifestOf } from '../support/manifest-folder.ts';
import { EVERYTHING, ldif, Provisioning, user } from './provisioning-fixture.ts';

test('retry, discard and resync of a parked user do what they say, and history tells of it', async () => {
  const provisioning = await Provisioning.create();
  await provisioning.folder.write('m/people.ldif', ldif([user('anna', 10)]));
  const operator = provisioning.run();
  await provisioning.settle(operator, 'Settled', ...EVERYTHING);
  const dora = user('dora', 10).replace('mailPrimaryAddress: dora@', 'mailPrimaryAddress: anna@');
  await provisioning.folder.write('m/people.ldif', ldif([user('anna', 10), dora]));
  const folder = provisioning.folder.at('m');
  const ask = (...args: string[]) => runCommand([...args, '--manifests', folder]);
  const stateOfDora = async (): Promise<{ state: string; attempts: number; history: { outcome: string }[] }> =>
    JSON.parse((await ask('show', 'dora', '-o', 'json')).out) as never;
  await operator.until('parks dora', async () => (await ask('retry', 'dora')).code === 0);

  await operator.until('tries again', async () => (await stateOfDora()).attempts >= 2);
  const { state, history } = await stateOfDora();
  expect(state).toBe('parked');
  expect(history.length).toBeGreaterThanOrEqual(2);
  expect(new Set(history.map(({ outcome }) => outcome))).toEqual(new Set(['MailAddressTaken']));
  expect((await ask('history', 'dora')).out).toMatch(/^TIME .*\n\S+ +create +User +dora +10 +MailAddressTaken +\d+ +OXUserService\.create/);
  expect((await ask('history', 'anna', '--since', '1h')).out).toMatch(/ create +User +anna +10 +ok +\d+ +context, name, /);

  expect(JSON.parse((await ask('discard', 'User/dora', '-o', 'json')).out)).toMatchObject({
    action: 'Discard',
    names: [expect.stringMatching(/^people-user-/)],
  });
  await operator.until('discards her', async () => (await stateOfDora()).state === 'discarded');
  const gone = await operator.until('has no error of her', async () => {
    const answer = await ask('retry', 'dora');
    return answer.code === 1 && answer;
  });
  expect(gone.error).toBe(
    `there is no OXSyncError for "dora" in ${folder}: only what is parked, halted or failing again and again has one; "ox-operator show" tells how it stands\n`,
  );

  const comment = '# ours\n';
  const spec = { ldif: { file: 'people.ldif' }, pollInterval: '1s' };
  await provisioning.folder.write('m/directory.yaml', comment + manifestOf({ kind: 'OXDirectory', name: 'people', spec }));
  expect(await ask('resync', '--all')).toMatchObject({ code: 0, out: 'OXDirectory people: is read afresh\n' });
  const text = await readFile(`${folder}/directory.yaml`, 'utf8');
  expect(text).toMatch(/^# ours\n/);
  const [, time] = /reconcile-requested-at: "?([^"\n]+)/.exec(text) ?? [];
  await operator.until('has handled it', async () => {
    const status = (await provisioning.status('OXDirectory', 'people')) as { lastHandledReconcileAt?: string } | undefined;
    return status?.lastHandledReconcileAt === time;
  });
  expect(await ask('resync', '--all', '--directory', 'others')).toMatchObject({
    code: 1,
    error: `there is no OXDirectory others in ${folder}\n`,
  });
  expect(await ask('resync')).toMatchObject({ code: 2, out: '' });
});

test('in a folder without an operator they say so', async () => {
  const provisioning = await Provisioning.create();
  const { code, error } = await runCommand(['park', 'anna', '--manifests', provisioning.folder.at('m')]);
  expect(code).toBe(2);
  expect(error).toMatch(/: no operator ever ran on it/);
});
