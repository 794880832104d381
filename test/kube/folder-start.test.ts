import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { configMapManifest, contextManifest, secretManifest } from '../support/manifest-folder.ts';
import { CITY, useFolder } from './folder-fixture.ts';

const city = contextManifest('city', { contextId: 10 });
const cityStatus = '.ox-operator/status/OXContext/city.yaml';

describe('A folder of manifests at the start', () => {
  const current = useFolder();

  it('is read whole: sub-folders, many documents, Secrets and ConfigMaps', async () => {
    const on = current();
    await on.startWith({
      'all.yaml': `${city}---\n${secretManifest('bind', { password: 'x' })}---\n${configMapManifest('people', { 'people.ldif': 'dn: y' })}`,
      'deep/er/town.yml': contextManifest('town', { contextId: 11 }),
      '.hidden/other.yaml': contextManifest('other', { contextId: 12 }),
    });
    expect(on.store.list('OXContext').map(({ metadata }) => metadata.name)).toEqual(['city', 'town']);
    expect(await on.store.readSecret('bind')).toEqual({ password: 'x' });
    expect(await on.store.readConfigMap('people')).toEqual({ 'people.ldif': 'dn: y' });
  });

  it('with invalid manifests stops the operator, with a line for each and nothing written', async () => {
    const on = current();
    await on.folder.write('b/city.yaml', contextManifest('city', { contextId: 'ten' }));
    await on.folder.write('a.yaml', 'kind: [');
    await on.folder.write('c.yaml', `${contextManifest('town')}---\n${contextManifest('town')}`);
    const lines = (await on.refusal()).split('\n');
    expect(lines).toEqual([
      expect.stringMatching(/^a\.yaml: line \d: /),
      'b/city.yaml: OXContext city: spec.contextId: found "ten", expected a number from 1 to 2147483647',
      'c.yaml: OXContext town: found a second time, expected once: the one in c.yaml counts',
    ]);
    expect(await on.namesIn('.ox-operator/status/OXContext')).toEqual([]);
  });

  it('that is not there stops the operator', async () => {
    const on = current();
    await on.folder.dispose();
    expect(await on.refusal()).toBe('DIR: not found, expected a folder of manifests');
  });

  it('that is a file stops the operator', async () => {
    const on = current();
    await on.folder.write('file', '');
    on.open({ folder: on.folder.at('file') });
    expect(await on.refusal()).toBe('DIR/file: not found, expected a folder of manifests');
  });

  it('that leaves no room for our own folder stops the operator', async () => {
    const on = current();
    await on.folder.write('.ox-operator', 'in the way');
    expect(await on.refusal()).toMatch(/^DIR\/\.ox-operator: cannot be written, expected a place for status and Secrets: E/);
  });

  it('with a link to nothing stops the operator: objects may be missing', async () => {
    const on = current();
    await symlink('/nonexistent', on.folder.at('mounted'));
    expect(await on.refusal()).toMatch(/^mounted: cannot be read: ENOENT/);
  });

  it('may be empty', async () => {
    const on = current();
    await on.startWith({});
    expect(on.store.list('OXContext')).toEqual([]);
  });

  it('notes what is not for the operator, once', async () => {
    const on = current();
    const deployment = 'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\n';
    await on.startWith({ 'web.yaml': deployment });
    await on.folder.write('city.yaml', city);
    await eventually(() => expect(on.store.get(CITY)).toBeDefined());
    expect(on.notes).toEqual(['web.yaml: Deployment web: not read by the operator']);
  });

  it('of another namespace than before is refused: its contexts would be taken for strangers', async () => {
    const on = current();
    await on.startWith({ 'city.yaml': city });
    await on.store.stop();
    on.open({ namespace: 'mail' });
    expect(await on.refusal()).toMatch(/^\.ox-operator\/status\/OXContext\/city\.yaml: metadata\.namespace: found default, expected mail/);
  });

  it('names a file of ours that was broken, rather than forget its object', async () => {
    const on = current();
    await on.startWith({ 'city.yaml': city });
    await on.store.stop();
    await on.folder.write(cityStatus, 'apiVersion: ox-operator.dev/v1alpha1\nkind: OXContext\n');
    on.open();
    expect(await on.refusal()).toMatch(
      /^\.ox-operator\/status\/OXContext\/city\.yaml: metadata: .*; correct the file, or remove it when the object is not in OX$/,
    );
  });

  it('takes a thousand manifests', async () => {
    const on = current();
    await mkdir(on.folder.at('many'));
    await Promise.all(
      Array.from({ length: 1000 }, (_, n) => writeFile(on.folder.at(`many/c${n}.yaml`), contextManifest(`c${n}`, { contextId: n + 1 }))),
    );
    await on.startWith({});
    expect(on.store.list('OXContext')).toHaveLength(1000);
    expect(await on.namesIn('.ox-operator/status/OXContext')).toHaveLength(1000);
    await on.folder.write('many/c500.yaml', contextManifest('c500', { contextId: 501, contextName: 'changed' }));
    await eventually(() => expect(on.heard.changed).toEqual(['OXContext/c500']));
  });
});
