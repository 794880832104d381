import { mkdir, readdir, rename, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HINT_DELAY_MS } from '../../src/kube/folder-pulse.ts';
import { FolderResourceStore, type FolderStoreOptions, SCAN_INTERVAL_MS } from '../../src/kube/folder-resource-store.ts';
import { SETTLE_MS } from '../../src/kube/folder-settler.ts';
import { FINALIZER, type ResourceRef } from '../../src/kube/resource-store.ts';
import { type Clock, ConfigurationError } from '../../src/model/index.ts';
import { eventually } from '../support/eventually.ts';
import { fastClock } from '../support/fast-clock.ts';
import { configMapManifest, contextManifest, ManifestFolder, secretManifest } from '../support/manifest-folder.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { RecordingListener } from '../support/recording-listener.ts';

const CITY: ResourceRef = { kind: 'OXContext', name: 'city' };
const TOWN: ResourceRef = { kind: 'OXContext', name: 'town' };

const city = contextManifest('city', { contextId: 10 });
const cityStatus = '.ox-operator/status/OXContext/city.yaml';

describe('A folder of manifests', () => {
  let folder: ManifestFolder;
  let store: FolderResourceStore;
  let heard: RecordingListener;
  let notes: string[];

  beforeEach(async () => {
    folder = await ManifestFolder.create();
    heard = new RecordingListener();
    notes = [];
    store = open();
  });

  afterEach(async () => {
    await store.stop();
    await folder.dispose();
  });

  function open(options: Partial<FolderStoreOptions> = {}): FolderResourceStore {
    return FolderResourceStore.create({ folder: folder.path, clock: fastClock(10), onNote: (line) => notes.push(line), ...options });
  }

  async function startWith(files: Readonly<Record<string, string>>): Promise<void> {
    for (const [file, text] of Object.entries(files)) await folder.write(file, text);
    await store.start(heard);
    heard.clear();
  }

  async function restart(): Promise<void> {
    await store.stop();
    store = open();
    heard.clear();
    await store.start(heard);
  }

  async function refusal(): Promise<string> {
    const error: unknown = await store.start(heard).catch((reason: unknown) => reason);
    if (!(error instanceof ConfigurationError)) throw new Error(`expected a ConfigurationError, got ${String(error)}`);
    return error.message.replaceAll(folder.path, 'DIR');
  }

  async function namesIn(path: string): Promise<string[]> {
    return (await readdir(folder.at(path))).sort();
  }

  async function modeOf(path: string): Promise<string> {
    return ((await stat(folder.at(path))).mode & 0o777).toString(8);
  }

  function nameOf(ref: ResourceRef): unknown {
    return (store.get(ref)?.spec as { contextName?: unknown } | undefined)?.contextName;
  }

  describe('at the start', () => {
    it('is read whole: sub-folders, many documents, Secrets and ConfigMaps', async () => {
      await startWith({
        'all.yaml': `${city}---\n${secretManifest('bind', { password: 'x' })}---\n${configMapManifest('people', { 'people.ldif': 'dn: y' })}`,
        'deep/er/town.yml': contextManifest('town', { contextId: 11 }),
        '.hidden/other.yaml': contextManifest('other', { contextId: 12 }),
      });
      expect(store.list('OXContext').map(({ metadata }) => metadata.name)).toEqual(['city', 'town']);
      expect(await store.readSecret('bind')).toEqual({ password: 'x' });
      expect(await store.readConfigMap('people')).toEqual({ 'people.ldif': 'dn: y' });
    });

    it('with invalid manifests stops the operator, with a line for each and nothing written', async () => {
      await folder.write('b/city.yaml', contextManifest('city', { contextId: 'ten' }));
      await folder.write('a.yaml', 'kind: [');
      await folder.write('c.yaml', `${contextManifest('town')}---\n${contextManifest('town')}`);
      const lines = (await refusal()).split('\n');
      expect(lines).toEqual([
        expect.stringMatching(/^a\.yaml: line \d: /),
        'b/city.yaml: OXContext city: spec.contextId: found "ten", expected a number from 1 to 2147483647',
        'c.yaml: OXContext town: found a second time, expected once: the one in c.yaml counts',
      ]);
      expect(await namesIn('.ox-operator/status/OXContext')).toEqual([]);
    });

    it('that is not there stops the operator', async () => {
      await folder.dispose();
      expect(await refusal()).toBe('DIR: not found, expected a folder of manifests');
    });

    it('that is a file stops the operator', async () => {
      await folder.write('file', '');
      store = open({ folder: folder.at('file') });
      expect(await refusal()).toBe('DIR/file: not found, expected a folder of manifests');
    });

    it('that leaves no room for our own folder stops the operator', async () => {
      await folder.write('.ox-operator', 'in the way');
      expect(await refusal()).toMatch(/^DIR\/\.ox-operator: cannot be written, expected a place for status and Secrets: E/);
    });

    it('with a link to nothing stops the operator: objects may be missing', async () => {
      await symlink('/nonexistent', folder.at('mounted'));
      expect(await refusal()).toMatch(/^mounted: cannot be read: ENOENT/);
    });

    it('may be empty', async () => {
      await startWith({});
      expect(store.list('OXContext')).toEqual([]);
    });

    it('notes what is not for the operator, once', async () => {
      const deployment = 'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\n';
      await startWith({ 'web.yaml': deployment });
      await folder.write('city.yaml', city);
      await eventually(() => expect(store.get(CITY)).toBeDefined());
      expect(notes).toEqual(['web.yaml: Deployment web: not read by the operator']);
    });

    it('of another namespace than before is refused: its contexts would be taken for strangers', async () => {
      await startWith({ 'city.yaml': city });
      await store.stop();
      store = open({ namespace: 'mail' });
      expect(await refusal()).toMatch(/^\.ox-operator\/status\/OXContext\/city\.yaml: metadata\.namespace: found default, expected mail/);
    });

    it('names a file of ours that was broken, rather than forget its object', async () => {
      await startWith({ 'city.yaml': city });
      await store.stop();
      await folder.write(cityStatus, 'apiVersion: ox-operator.dev/v1alpha1\nkind: OXContext\n');
      store = open();
      expect(await refusal()).toMatch(
        /^\.ox-operator\/status\/OXContext\/city\.yaml: metadata: .*; correct the file, or remove it when the object is not in OX$/,
      );
    });

    it('takes a thousand manifests', async () => {
      await mkdir(folder.at('many'));
      await Promise.all(
        Array.from({ length: 1000 }, (_, n) => writeFile(folder.at(`many/c${n}.yaml`), contextManifest(`c${n}`, { contextId: n + 1 }))),
      );
      await startWith({});
      expect(store.list('OXContext')).toHaveLength(1000);
      expect(await namesIn('.ox-operator/status/OXContext')).toHaveLength(1000);
      await folder.write('many/c500.yaml', contextManifest('c500', { contextId: 501, contextName: 'changed' }));
      await eventually(() => expect(heard.changed).toEqual(['OXContext/c500']));
    });
  });

  describe('an invalid change', () => {
    it('is told once and leaves the last good state in force until it is mended', async () => {
      await startWith({ 'city.yaml': city });
      await folder.write('city.yaml', contextManifest('city', { contextId: 10, quota: 5 }));
      await eventually(() => expect(heard.invalid).toHaveLength(1));
      expect(heard.invalid[0]).toEqual({
        ref: 'OXContext/city',
        message: expect.stringMatching(/^city\.yaml: OXContext city: spec\.quota: /),
      });
      await folder.write('other.yaml', contextManifest('town', { contextId: 11 }));
      await eventually(() => expect(store.get(TOWN)).toBeDefined());
      expect(heard.invalid).toHaveLength(1);
      expect(store.get(CITY)?.spec).toEqual({ contextId: 10 });
      heard.clear();
      await folder.write('city.yaml', city);
      await eventually(() => expect(heard.changed).toEqual(['OXContext/city']));
      expect(store.get(CITY)?.metadata.generation).toBe(1);
    });

    it('of the YAML concerns every object of the file', async () => {
      await startWith({
        'all.yaml': `${city}---\n${contextManifest('town', { contextId: 11 })}---\n${secretManifest('bind', { password: 'x' })}`,
      });
      await folder.write('all.yaml', 'kind: [');
      await eventually(() => expect(heard.invalid.map(({ ref }) => ref)).toEqual(['OXContext/city', 'OXContext/town']));
      expect(store.list('OXContext')).toHaveLength(2);
      expect(await store.readSecret('bind')).toEqual({ password: 'x' });
    });

    it('of a file without known objects is told of the file', async () => {
      await startWith({});
      await folder.write('new.yaml', 'kind: [');
      await eventually(() => expect(heard.invalid).toEqual([{ ref: undefined, message: expect.stringMatching(/^new\.yaml: line 1: /) }]));
    });

    it('of the contextId is refused as a cluster would', async () => {
      await startWith({ 'city.yaml': city });
      await folder.write('city.yaml', contextManifest('city', { contextId: 11 }));
      await eventually(() => expect(heard.invalid).toHaveLength(1));
      expect(heard.invalid[0]?.message).toMatch(/^city\.yaml: OXContext city: spec\.contextId: found 11 where 10 was/);
      expect(store.get(CITY)?.spec).toEqual({ contextId: 10 });
    });

    it('of the contextId is found when it was made while nobody watched', async () => {
      await startWith({ 'city.yaml': city });
      await store.stop();
      await folder.write('city.yaml', contextManifest('city', { contextId: 11 }));
      store = open();
      expect(await refusal()).toMatch(/^city\.yaml: OXContext city: spec\.contextId: found 11 where 10 was/);
    });

    it('that repeats an object names both files, and the first by path counts', async () => {
      await startWith({ 'b.yaml': city });
      await folder.write('c.yaml', contextManifest('city', { contextId: 10, contextName: 'second' }));
      await eventually(() => expect(heard.invalid).toHaveLength(1));
      expect(heard.invalid[0]).toEqual({
        ref: 'OXContext/city',
        message: 'c.yaml: OXContext city: found a second time, expected once: the one in b.yaml counts',
      });
      expect(nameOf(CITY)).toBeUndefined();
    });

    it('and a vanished folder delete nothing', async () => {
      await startWith({ 'city.yaml': city, 'town.yaml': contextManifest('town', { contextId: 11 }) });
      await rename(folder.path, `${folder.path}-away`);
      await eventually(() =>
        expect(heard.invalid.map(({ message }) => message)).toContainEqual(expect.stringMatching(/^\.: cannot be read: ENOENT/)),
      );
      expect(store.list('OXContext').map(({ metadata }) => metadata.deletionTimestamp)).toEqual([undefined, undefined]);
      await mkdir(folder.path);
      await folder.write('other.yaml', contextManifest('other', { contextId: 12 }));
      await eventually(() =>
        expect(heard.invalid.map(({ message }) => message)).toContainEqual(
          expect.stringMatching(/^\.ox-operator\/secrets\/\.: cannot be read/),
        ),
      );
      expect(store.list('OXContext').length).toBeGreaterThanOrEqual(2);
      await rm(folder.path, { recursive: true });
      await rename(`${folder.path}-away`, folder.path);
      await folder.remove('town.yaml');
      await eventually(() => expect(store.get(TOWN)).toBeUndefined());
      expect(store.get(CITY)).toBeDefined();
    });
  });

  describe('an editor', () => {
    it('that writes a new file over the old one is followed', async () => {
      await startWith({ 'city.yaml': city });
      await folder.write('.city.yaml.swp', contextManifest('city', { contextId: 10, contextName: 'townhall' }));
      await rename(folder.at('.city.yaml.swp'), folder.at('city.yaml'));
      await eventually(() => expect(nameOf(CITY)).toBe('townhall'));
      expect(heard).toMatchObject({ changed: ['OXContext/city'], invalid: [] });
    });

    it('that keeps size and time of the file is followed', async () => {
      const time = new Date('2026-01-01T00:00:00Z');
      const put = async (file: string, contextName: string): Promise<void> => {
        await folder.write(file, contextManifest('city', { contextId: 10, contextName }));
        await utimes(folder.at(file), time, time);
      };
      await put('city.yaml', 'aaa');
      await startWith({});
      await put('.new', 'bbb');
      await rename(folder.at('.new'), folder.at('city.yaml'));
      await eventually(() => expect(nameOf(CITY)).toBe('bbb'));
    });

    it('that moves the old file away before it writes the new one deletes nothing', async () => {
      store = open({ clock: fastClock(1) });
      await startWith({ 'city.yaml': city });
      await rename(folder.at('city.yaml'), folder.at('city.yaml~'));
      await folder.write('city.yaml', contextManifest('city', { contextId: 10, contextName: 'townhall' }));
      await eventually(() => expect(nameOf(CITY)).toBe('townhall'));
      expect(heard).toMatchObject({ changed: ['OXContext/city'], invalid: [] });
    });

    it('that writes in pieces is waited for: the halves are never taken', async () => {
      store = open({ clock: fastClock(1) });
      await startWith({ 'all.yaml': `${city}---\n${contextManifest('town', { contextId: 11 })}` });
      const text = `${contextManifest('city', { contextId: 10, contextName: 'townhall' })}---\n${contextManifest('town', { contextId: 11 })}`;
      for (let end = 0; end < text.length; end += 10) await writeFile(folder.at('all.yaml'), text.slice(0, end));
      await writeFile(folder.at('all.yaml'), text);
      await eventually(() => expect(nameOf(CITY)).toBe('townhall'));
      expect(heard).toMatchObject({ changed: ['OXContext/city'], invalid: [] });
    });

    it('that moves an object to another file deletes nothing', async () => {
      await startWith({ 'city.yaml': city });
      await mkdir(folder.at('contexts'));
      await rename(folder.at('city.yaml'), folder.at('contexts/city.yaml'));
      await folder.write('town.yaml', contextManifest('town', { contextId: 11 }));
      await eventually(() => expect(store.get(TOWN)).toBeDefined());
      expect(heard).toMatchObject({ changed: ['OXContext/town'], invalid: [] });
    });

    it('that takes one document out of a file deletes that object alone', async () => {
      await startWith({ 'all.yaml': `${city}---\n${contextManifest('town', { contextId: 11 })}` });
      await folder.write('all.yaml', city);
      await eventually(() => expect(store.get(TOWN)).toBeUndefined());
      expect(heard.changed).toEqual(['OXContext/town']);
    });

    it('is seen in a folder that is new, and through a link', async () => {
      await startWith({});
      const elsewhere = await ManifestFolder.create();
      await elsewhere.write('city.yaml', city);
      await symlink(elsewhere.path, folder.at('linked'));
      await eventually(() => expect(store.get(CITY)).toBeDefined());
      await elsewhere.write('city.yaml', contextManifest('city', { contextId: 10, contextName: 'townhall' }));
      await eventually(() => expect(nameOf(CITY)).toBe('townhall'));
      await elsewhere.dispose();
    });

    it('is seen within two seconds', async () => {
      const clock = new ManualClock();
      const lookIsOver = (): Promise<boolean> => eventually(() => clock.pending > 0);
      store = open({ clock });
      await folder.write('town.yaml', contextManifest('town', { contextId: 11 }));
      const starting = store.start(heard);
      await lookIsOver();
      clock.advance(SETTLE_MS);
      await starting;
      await folder.write('city.yaml', city);
      await folder.remove('town.yaml');
      const written = clock.now();
      while (store.get(CITY) === undefined || store.get(TOWN) !== undefined) {
        clock.advance(50);
        await lookIsOver();
        expect(clock.now() - written).toBeLessThanOrEqual(2000);
      }
    });
  });

  describe('what is kept beside', () => {
    it('is closed to others, generated Secrets doubly so', async () => {
      await startWith({ 'city.yaml': city });
      await store.createSecret('city-ox-admin', { username: 'oxadmin', password: 'x' });
      const folders = ['.ox-operator', '.ox-operator/secrets', '.ox-operator/status', '.ox-operator/status/OXContext'];
      expect(await Promise.all(folders.map(modeOf))).toEqual(['700', '700', '700', '700']);
      expect(await modeOf('.ox-operator/secrets/city-ox-admin.yaml')).toBe('600');
    });

    it('is closed even if it was open before', async () => {
      await mkdir(folder.at('.ox-operator/secrets'), { recursive: true, mode: 0o755 });
      await startWith({});
      expect([await modeOf('.ox-operator'), await modeOf('.ox-operator/secrets')]).toEqual(['700', '700']);
    });

    it('is the object with its status, readable by people', async () => {
      await startWith({ 'city.yaml': contextManifest('city', { contextId: 10 }) });
      await store.addFinalizer(CITY);
      await store.applyStatus(CITY, { conditions: [{ type: 'Ready', status: 'True', message: 'all: well' }], users: 3 });
      const { uid, creationTimestamp } = store.get(CITY)?.metadata ?? {};
      expect(await folder.read(cityStatus)).toBe(
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
      await startWith({ 'city.yaml': city });
      await store.applyStatus(CITY, { users: 3, conditions: [{ type: 'Ready', status: 'True' }] });
      await store.addFinalizer(CITY);
      const before = await stat(folder.at(cityStatus), { bigint: true });
      await store.applyStatus(CITY, { conditions: [{ status: 'True', type: 'Ready' }], users: 3, groups: undefined });
      await store.addFinalizer(CITY);
      await restart();
      expect(await stat(folder.at(cityStatus), { bigint: true })).toMatchObject({ ino: before.ino, mtimeNs: before.mtimeNs });
    });

    it('leaves no traces of writing, and the manifests as they are', async () => {
      await startWith({ 'city.yaml': city, 'bind.yaml': secretManifest('bind', { password: 'x' }) });
      await Promise.all(Array.from({ length: 20 }, (_, users) => store.applyStatus(CITY, { users })));
      await store.createSecret('ours', { password: 'y' });
      await store.deleteSecret('bind');
      expect(store.get(CITY)?.status).toEqual({ users: 19 });
      expect(await namesIn('.ox-operator/status/OXContext')).toEqual(['city.yaml']);
      expect(await namesIn('.ox-operator/secrets')).toEqual(['ours.yaml']);
      expect(await namesIn('.')).toEqual(['.ox-operator', 'bind.yaml', 'city.yaml']);
      expect([await folder.read('city.yaml'), await folder.read('bind.yaml')]).toEqual([city, secretManifest('bind', { password: 'x' })]);
    });

    it('goes with the object', async () => {
      await startWith({ 'city.yaml': city });
      await folder.remove('city.yaml');
      await eventually(() => expect(store.get(CITY)).toBeUndefined());
      expect(await namesIn('.ox-operator/status/OXContext')).toEqual([]);
    });

    it('holds generated Secrets that an admin may read, change and delete', async () => {
      await startWith({});
      await store.createSecret('city-ox-admin', { username: 'oxadmin', password: 'one' });
      const file = '.ox-operator/secrets/city-ox-admin.yaml';
      const text = await folder.read(file);
      expect(text).toMatch(/app\.kubernetes\.io\/managed-by: ox-operator\n(.*\n)*.*password: one/);
      heard.clear();
      await folder.write(file, text.replace('one', 'two'));
      await eventually(() => expect(heard.changed).toEqual(['Secret/city-ox-admin']));
      expect(await store.readSecret('city-ox-admin')).toEqual({ username: 'oxadmin', password: 'two' });
      await folder.remove(file);
      await eventually(async () => expect(await store.readSecret('city-ox-admin')).toBeUndefined());
    });

    it('gives way to a Secret of the same name among the manifests', async () => {
      await startWith({});
      await store.createSecret('city-ox-admin', { password: 'generated' });
      heard.clear();
      await folder.write('secret.yaml', secretManifest('city-ox-admin', { password: 'chosen' }));
      await eventually(() => expect(heard.changed).toEqual(['Secret/city-ox-admin']));
      expect(await store.readSecret('city-ox-admin')).toEqual({ password: 'chosen' });
      expect(heard.invalid).toEqual([]);
      await folder.remove('secret.yaml');
      await eventually(async () => expect(await store.readSecret('city-ox-admin')).toEqual({ password: 'generated' }));
    });

    it('takes no Secret whose name would lead out of it', async () => {
      await startWith({});
      await expect(store.createSecret('../../x', { password: 'x' })).rejects.toThrow('not a name that a Secret can have');
    });

    it('that the disk does not take is said, tried again, and not believed before', async () => {
      await startWith({});
      await rm(folder.at('.ox-operator/status'), { recursive: true });
      await folder.write('city.yaml', city);
      await eventually(() =>
        expect(heard.invalid).toEqual([
          { ref: undefined, message: expect.stringMatching(/^\.ox-operator\/status\/OXContext\/city\.yaml: cannot be written: ENOENT/) },
        ]),
      );
      expect(store.get(CITY)).toBeUndefined();
      await mkdir(folder.at('.ox-operator/status/OXContext'), { recursive: true });
      await eventually(() => expect(store.get(CITY)).toBeDefined());
    });
  });

  describe('deletion', () => {
    it('of an object that comes back is finished before it is created anew', async () => {
      await startWith({ 'city.yaml': city });
      await store.addFinalizer(CITY);
      await store.applyStatus(CITY, { users: 3 });
      await folder.remove('city.yaml');
      await eventually(() => expect(store.get(CITY)?.metadata.deletionTimestamp).toBeDefined());
      await folder.write('city.yaml', contextManifest('city', { contextId: 11 }));
      await eventually(() => expect(notes).toContain('city.yaml: OXContext city: is being deleted; it is created anew when that is done'));
      await restart();
      expect(store.get(CITY)).toMatchObject({ metadata: { deletionTimestamp: expect.any(String) }, spec: { contextId: 10 } });
      await store.removeFinalizer(CITY);
      expect(store.get(CITY)).toMatchObject({ metadata: { generation: 1, finalizers: [] }, spec: { contextId: 11 } });
      expect(store.get(CITY)?.metadata.deletionTimestamp).toBeUndefined();
      expect(store.get(CITY)?.status).toBeUndefined();
    });
  });

  it('hands events on', async () => {
    const events: unknown[] = [];
    store = open({ onEvent: (ref, event) => events.push([ref, event]) });
    await startWith({ 'city.yaml': city });
    const event = { type: 'Normal', reason: 'ContextCreated', message: 'context 10 was created' } as const;
    await store.recordEvent(CITY, event);
    expect(events).toEqual([[CITY, event]]);
  });

  it('is looked at sooner when something happens in it, or in a folder that is new', async () => {
    const delays: number[] = [];
    const clock = fastClock(1);
    const listening: Clock = {
      now: clock.now,
      after: (delayMs, callback) => {
        delays.push(delayMs);
        return clock.after(delayMs, callback);
      },
    };
    store = open({ clock: listening });
    await startWith({});
    await mkdir(folder.at('new'));
    await eventually(() => expect(delays).toContain(HINT_DELAY_MS));
    await eventually(() => expect(delays.at(-1)).toBe(SCAN_INTERVAL_MS));
    delays.length = 0;
    await folder.write('new/city.yaml', city);
    await eventually(() => expect(delays).toContain(HINT_DELAY_MS));
  });

  it('is not looked at any more when the store was stopped', async () => {
    const clock = new ManualClock();
    store = open({ clock });
    await startWith({});
    expect(clock.pending).toBe(1);
    await store.stop();
    expect(clock.pending).toBe(0);
  });

  it('costs nothing while nothing moves: a look writes nothing', async () => {
    await startWith({ 'city.yaml': city });
    const before = await stat(folder.at(cityStatus), { bigint: true });
    await folder.write('town.yaml', contextManifest('town', { contextId: 11 }));
    await eventually(() => expect(store.get(TOWN)).toBeDefined());
    expect((await stat(folder.at(cityStatus), { bigint: true })).ctimeNs).toBe(before.ctimeNs);
  });
});
