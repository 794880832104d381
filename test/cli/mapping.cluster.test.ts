import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, it, onTestFinished } from 'vitest';
import { applyCustomResourceDefinitions, sharedCluster } from '../support/cluster.ts';
import { runCommand } from '../support/command-process.ts';
import { ldif, user } from './provisioning-fixture.ts';

const cluster = sharedCluster();

beforeAll(() => applyCustomResourceDefinitions(cluster));

it('is shown, edited and tried in a cluster, by patches of the OXDirectory', async () => {
  const namespace = await cluster.createNamespace('mapping');
  const folder = await mkdtemp(join(tmpdir(), 'mapping-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const spec = { ldif: { configMapRef: { name: 'people' } }, users: { contextId: { default: 10 } }, mapping: { unset: ['note'] } };
  await cluster.apply({ apiVersion: 'ox-operator.dev/v1alpha1', kind: 'OXDirectory', metadata: { name: 'people', namespace }, spec });
  const mapping = (...args: string[]) => runCommand(['mapping', ...args, '--kubeconfig', cluster.kubeconfig, '-n', namespace]);
  const written = async (): Promise<unknown> => {
    const text = await cluster.kubectl(['-n', namespace, 'get', 'oxdir/people', '-o', 'jsonpath={.spec}']);
    return JSON.parse(text);
  };

  expect((await mapping('show')).out).toMatch(/^OXDirectory people in namespace .*\n(.*\n)+\* +note +unset +not sent \(preset: oxNote\)\n/);
  expect(await mapping('set', 'userfield01', 'description', 'imap_server', 'mailHost')).toMatchObject({ code: 0, error: '' });
  expect(await mapping('alternatives', 'email1', 'mailAlternativeAddress')).toMatchObject({ code: 0, error: '' });
  expect(await mapping('set', 'note', 'info')).toMatchObject({ code: 0, error: '' });
  expect(await mapping('restore', 'imapServer')).toMatchObject({ code: 0, error: '' });
  expect(await written()).toMatchObject({
    users: { contextId: { default: 10 } },
    mapping: { set: { userfield01: 'description', note: 'info' }, unset: [], alternatives: { email1: ['mailAlternativeAddress'] } },
  });
  const before = await written();
  expect(await mapping('unset', 'email1')).toMatchObject({ code: 2, out: '' });
  expect((await mapping('set', 'userfield01', 'description')).out).toMatch('nothing to change');
  expect(await written()).toEqual(before);

  const entry = join(folder, 'anna.ldif');
  await writeFile(entry, ldif([user('anna', 10, ['description: Mayor'])]));
  expect((await mapping('test', entry)).out).toMatch(/\nuserfield01 +"Mayor" +description\n/);

  expect(await mapping('restore', '--all')).toMatchObject({ code: 0, error: '' });
  expect(await written()).toMatchObject({ mapping: { set: {}, unset: [], alternatives: {} } });
  expect((await mapping('restore', '--all')).out).toMatch('nothing to change');
  expect(await mapping('show', '--directory', 'others')).toMatchObject({
    ...{ code: 1, out: '' },
    error: `there is no OXDirectory others in namespace ${namespace}, only: people\n`,
  });
});
