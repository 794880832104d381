import { readdir, readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { eventually } from '../support/eventually.ts';
import { DIRECTORY, LdapScene } from './ldap-scene.ts';
import { replace, user, userDn, users } from './people.ts';

const FOLDER = 'm/.ox-operator/OXSyncError';
const PATIENCE = { within: 60_000 };

interface ErrorFile {
  readonly spec: { readonly action: string; readonly objectRef: { readonly name: string } };
  readonly status: { readonly reason: string; readonly state: string; readonly attempts: number };
}

/** Paths of the OXSyncErrors within the folder of the scene. */
async function errorFiles({ folder }: LdapScene): Promise<string[]> {
  const names = await readdir(folder.at(FOLDER)).catch(() => []);
  return names.filter((name) => name.endsWith('.yaml')).map((name) => `${FOLDER}/${name}`);
}

async function read(scene: LdapScene, file: string): Promise<ErrorFile> {
  return parse(await readFile(scene.folder.at(file), 'utf8')) as ErrorFile;
}

describe('without Kubernetes an OXSyncError is a file', () => {
  it('that comes when OX refuses somebody, takes an action by an editor, and goes when the entry is mended', async () => {
    const scene = await LdapScene.open(users('anna'));
    const { slapd, folder, ox } = scene;
    const operator = scene.run();
    await scene.settles(operator, 'Settled', DIRECTORY);
    await slapd.apply(user('bob').replace('bob@example.org', 'anna@example.org'));
    const file = await eventually(async () => {
      const [first] = await errorFiles(scene);
      if (first === undefined) throw new Error('there is no OXSyncError');
      return first;
    }, PATIENCE);
    expect(await read(scene, file)).toMatchObject({
      spec: { action: '', objectRef: { name: 'bob' } },
      status: { reason: 'MailAddressTaken', state: 'Parked', attempts: 1 },
    });
    for (const [action, attempts] of [
      ['Retry', 2],
      ['Resync', 3],
    ] as const) {
      const text = await readFile(folder.at(file), 'utf8');
      await folder.write(file, text.replace('action: ""', `action: ${action}`));
      await eventually(async () => expect(await read(scene, file)).toMatchObject({ spec: { action: '' }, status: { attempts } }), PATIENCE);
    }
    await slapd.apply(replace(userDn('bob'), 'mailPrimaryAddress', 'bob@example.org'));
    await scene.settles(operator, 'Settled', DIRECTORY);
    await eventually(async () => expect(await errorFiles(scene)).toEqual([]), PATIENCE);
    expect(ox.logins()).toEqual(['anna', 'bob']);
    expect(operator.out).toContain('OXDirectory people: MailAddressTaken: User bob is parked');
  });
});
