import { mkdir, rm, stat } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { FINALIZER } from '../../src/kube/resource-store.ts';
import { eventually } from '../support/eventually.ts';
import { contextManifest, secretManifest } from '../support/manifest-folder.ts';
import { CITY, like, useFolder } from './folder-fixture.ts';

const city = contextManifest('city', { contextId: 10 });
const cityStatus = '.ox-operator/status/OXContext/city.yaml';

describe('What is kept beside a folder of manifests', () => {
  const current = useFolder();

  it('is closed to others, generated Secrets doubly so', async () => {
    const on = current();
    await on.startWith({ 'city.yaml': city });
    await on.store.createSecret('city-ox-admin', { username: 'oxadmin', password: 'x' });
    const folders = ['.ox-operator', '.ox-operator/secrets', '.ox-operator/status', '.ox-operator/status/OXContext'];
    expect(await Promise.all(folders.map((path) => on.modeOf(path)))).toEqual(['700', '700', '700', '700']);
    expect(await on.modeOf('.ox-operator/secrets/city-ox-admin.yaml')).toBe('600');
  });

  it('is closed even if it was open before', async () => {
    const on = current();
    await mkdir(on.folder.at('.ox-operator/secrets'), { recursive: true, mode: 0o755 });
    await on.startWith({});
    expect([await on.modeOf('.ox-operator'), await on.modeOf('.ox-operator/secrets')]).toEqual(['700', '700']);
  });

  it('is the object with its status, readable by people', async () => {
    const on = current();
    await on.startWith({ 'city.yaml': contextManifest('city', { contextId: 10 }) });
    await on.store.addFinalizer(CITY);
    await on.store.applyStatus(CITY, { conditions: [{ type: 'Ready', status: 'True', message: 'all: well' }], users: 3 });
    const { uid, creationTimestamp } = on.store.get(CITY)?.metadata ?? {};
    expect(await on.folder.read(cityStatus)).toBe(
      [
        'apiVersion: ox-operator.dev/v1alpha1',
        'kind: OXContext',
        'metadata:',
        '  name: city',
        '  namespace: default',
        `  uid: ${uid}`,
        '  generation: 1',
        `  creationTimestamp: ${creationTimestamp}`,
        '  finalizers:',
        `    - ${FINALIZER}`,
        '  annotations: {}',
        'spec:',
        '  contextId: 10',
        'status:',
        '  conditions:',
        '    - type: Ready',
        '      status: "True"',
        '      message: "all: well"',
        '  users: 3',
        '',
      ].join('\n'),
    );
  });

  it('is not written when nothing changed', async () => {
    const on = current();
    await on.startWith({ 'city.yaml': city });
    await on.store.applyStatus(CITY, { users: 3, conditions: [{ type: 'Ready', status: 'True' }] });
    await on.store.addFinalizer(CITY);
    const before = await stat(on.folder.at(cityStatus), { bigint: true });
    await on.store.applyStatus(CITY, { conditions: [{ status: 'True', type: 'Ready' }], users: 3, groups: undefined });
    await on.store.addFinalizer(CITY);
    await on.restart();
    expect(await stat(on.folder.at(cityStatus), { bigint: true })).toMatchObject({ ino: before.ino, mtimeNs: before.mtimeNs });
  });

  it('leaves no traces of writing, and the manifests as they are', async () => {
    const on = current();
    await on.startWith({ 'city.yaml': city, 'bind.yaml': secretManifest('bind', { password: 'x' }) });
    await Promise.all(Array.from({ length: 20 }, (_, users) => on.store.applyStatus(CITY, { users })));
    await on.store.createSecret('ours', { password: 'y' });
    await on.store.deleteSecret('bind');
    expect(on.store.get(CITY)?.status).toEqual({ users: 19 });
    expect(await on.namesIn('.ox-operator/status/OXContext')).toEqual(['city.yaml']);
    expect(await on.namesIn('.ox-operator/secrets')).toEqual(['ours.yaml']);
    expect(await on.namesIn('.')).toEqual(['.ox-operator', 'bind.yaml', 'city.yaml']);
    expect([await on.folder.read('city.yaml'), await on.folder.read('bind.yaml')]).toEqual([
      city,
      secretManifest('bind', { password: 'x' }),
    ]);
  });

  it('goes with the object', async () => {
    const on = current();
    await on.startWith({ 'city.yaml': city });
    await on.folder.remove('city.yaml');
    await eventually(() => expect(on.store.get(CITY)).toBeUndefined());
    expect(await on.namesIn('.ox-operator/status/OXContext')).toEqual([]);
  });

  it('holds generated Secrets that an admin may read, change and delete', async () => {
    const on = current();
    await on.startWith({});
    await on.store.createSecret('city-ox-admin', { username: 'oxadmin', password: 'one' });
    const file = '.ox-operator/secrets/city-ox-admin.yaml';
    const text = await on.folder.read(file);
    expect(text).toMatch(/app\.kubernetes\.io\/managed-by: ox-operator\n(.*\n)*.*password: one/);
    on.heard.clear();
    await on.folder.write(file, text.replace('one', 'two'));
    await eventually(() => expect(on.heard.changed).toEqual(['Secret/city-ox-admin']));
    expect(await on.store.readSecret('city-ox-admin')).toEqual({ username: 'oxadmin', password: 'two' });
    await on.folder.remove(file);
    await eventually(async () => expect(await on.store.readSecret('city-ox-admin')).toBeUndefined());
  });

  it('gives way to a Secret of the same name among the manifests', async () => {
    const on = current();
    await on.startWith({});
    await on.store.createSecret('city-ox-admin', { password: 'generated' });
    on.heard.clear();
    await on.folder.write('secret.yaml', secretManifest('city-ox-admin', { password: 'chosen' }));
    await eventually(() => expect(on.heard.changed).toEqual(['Secret/city-ox-admin']));
    expect(await on.store.readSecret('city-ox-admin')).toEqual({ password: 'chosen' });
    expect(on.heard.invalid).toEqual([]);
    await on.folder.remove('secret.yaml');
    await eventually(async () => expect(await on.store.readSecret('city-ox-admin')).toEqual({ password: 'generated' }));
  });

  it('takes no Secret whose name would lead out of it', async () => {
    const on = current();
    await on.startWith({});
    await expect(on.store.createSecret('../../x', { password: 'x' })).rejects.toThrow('not a name that a Secret can have');
  });

  it('that the disk does not take is said, tried again, and not believed before', async () => {
    const on = current();
    await on.startWith({});
    await rm(on.folder.at('.ox-operator/status'), { recursive: true });
    await on.folder.write('city.yaml', city);
    await eventually(() =>
      expect(on.heard.invalid).toEqual([
        { ref: undefined, message: like(/^\.ox-operator\/status\/OXContext\/city\.yaml: cannot be written: ENOENT/) },
      ]),
    );
    expect(on.store.get(CITY)).toBeUndefined();
    await mkdir(on.folder.at('.ox-operator/status/OXContext'), { recursive: true });
    await eventually(() => expect(on.store.get(CITY)).toBeDefined());
  });
});

describe('In a folder of manifests the deletion', () => {
  const current = useFolder();

  it('of an object that comes back is finished before it is created anew', async () => {
    const on = current();
    await on.startWith({ 'city.yaml': city });
    await on.store.addFinalizer(CITY);
    await on.store.applyStatus(CITY, { users: 3 });
    await on.folder.remove('city.yaml');
    await eventually(() => expect(on.store.get(CITY)?.metadata.deletionTimestamp).toBeDefined());
    await on.folder.write('city.yaml', contextManifest('city', { contextId: 11 }));
    await eventually(() => expect(on.notes).toContain('city.yaml: OXContext city: is being deleted; it is created anew when that is done'));
    await on.restart();
    expect(on.store.get(CITY)).toMatchObject({ metadata: { deletionTimestamp: like(/^20/) }, spec: { contextId: 10 } });
    await on.store.removeFinalizer(CITY);
    expect(on.store.get(CITY)).toMatchObject({ metadata: { generation: 1, finalizers: [] }, spec: { contextId: 11 } });
    expect(on.store.get(CITY)?.metadata.deletionTimestamp).toBeUndefined();
    expect(on.store.get(CITY)?.status).toBeUndefined();
  });
});
