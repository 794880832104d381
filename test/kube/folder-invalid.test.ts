import { mkdir, rename, rm } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { contextManifest, secretManifest } from '../support/manifest-folder.ts';
import { CITY, like, TOWN, useFolder } from './folder-fixture.ts';

const city = contextManifest('city', { contextId: 10 });

describe('In a folder of manifests an invalid change', () => {
  const current = useFolder();

  it('is told once and leaves the last good state in force until it is mended', async () => {
    const on = current();
    await on.startWith({ 'city.yaml': city });
    await on.folder.write('city.yaml', contextManifest('city', { contextId: 10, quota: 5 }));
    await eventually(() => expect(on.heard.invalid).toHaveLength(1));
    expect(on.heard.invalid[0]).toEqual({
      ref: 'OXContext/city',
      message: like(/^city\.yaml: OXContext city: spec\.quota: /),
    });
    await on.folder.write('other.yaml', contextManifest('town', { contextId: 11 }));
    await eventually(() => expect(on.store.get(TOWN)).toBeDefined());
    expect(on.heard.invalid).toHaveLength(1);
    expect(on.store.get(CITY)?.spec).toEqual({ contextId: 10 });
    on.heard.clear();
    await on.folder.write('city.yaml', city);
    await eventually(() => expect(on.heard.changed).toEqual(['OXContext/city']));
    expect(on.store.get(CITY)?.metadata.generation).toBe(1);
  });

  it('of the YAML concerns every object of the file', async () => {
    const on = current();
    await on.startWith({
      'all.yaml': `${city}---\n${contextManifest('town', { contextId: 11 })}---\n${secretManifest('bind', { password: 'x' })}`,
    });
    await on.folder.write('all.yaml', 'kind: [');
    await eventually(() => expect(on.heard.invalid.map(({ ref }) => ref)).toEqual(['OXContext/city', 'OXContext/town']));
    expect(on.store.list('OXContext')).toHaveLength(2);
    expect(await on.store.readSecret('bind')).toEqual({ password: 'x' });
  });

  it('of a file without known objects is told of the file', async () => {
    const on = current();
    await on.startWith({});
    await on.folder.write('new.yaml', 'kind: [');
    await eventually(() => expect(on.heard.invalid).toEqual([{ ref: undefined, message: like(/^new\.yaml: line 1: /) }]));
  });

  it('of the contextId is refused as a cluster would', async () => {
    const on = current();
    await on.startWith({ 'city.yaml': city });
    await on.folder.write('city.yaml', contextManifest('city', { contextId: 11 }));
    await eventually(() => expect(on.heard.invalid).toHaveLength(1));
    expect(on.heard.invalid[0]?.message).toMatch(/^city\.yaml: OXContext city: spec\.contextId: found 11 where 10 was/);
    expect(on.store.get(CITY)?.spec).toEqual({ contextId: 10 });
  });

  it('of the contextId is found when it was made while nobody watched', async () => {
    const on = current();
    await on.startWith({ 'city.yaml': city });
    await on.store.stop();
    await on.folder.write('city.yaml', contextManifest('city', { contextId: 11 }));
    on.open();
    expect(await on.refusal()).toMatch(/^city\.yaml: OXContext city: spec\.contextId: found 11 where 10 was/);
  });

  it('that repeats an object names both files, and the first by path counts', async () => {
    const on = current();
    await on.startWith({ 'b.yaml': city });
    await on.folder.write('c.yaml', contextManifest('city', { contextId: 10, contextName: 'second' }));
    await eventually(() => expect(on.heard.invalid).toHaveLength(1));
    expect(on.heard.invalid[0]).toEqual({
      ref: 'OXContext/city',
      message: 'c.yaml: OXContext city: found a second time, expected once: the one in b.yaml counts',
    });
    expect(on.nameOf(CITY)).toBeUndefined();
  });

  it('and a vanished folder delete nothing', async () => {
    const on = current();
    await on.startWith({ 'city.yaml': city, 'town.yaml': contextManifest('town', { contextId: 11 }) });
    await rename(on.folder.path, `${on.folder.path}-away`);
    await eventually(() =>
      expect(on.heard.invalid.map(({ message }) => message)).toContainEqual(expect.stringMatching(/^\.: cannot be read: ENOENT/)),
    );
    expect(on.store.list('OXContext').map(({ metadata }) => metadata.deletionTimestamp)).toEqual([undefined, undefined]);
    await mkdir(on.folder.path);
    await on.folder.write('other.yaml', contextManifest('other', { contextId: 12 }));
    await eventually(() =>
      expect(on.heard.invalid.map(({ message }) => message)).toContainEqual(
        expect.stringMatching(/^\.ox-operator\/secrets\/\.: cannot be read/),
      ),
    );
    expect(on.store.list('OXContext').length).toBeGreaterThanOrEqual(2);
    await rm(on.folder.path, { recursive: true });
    await rename(`${on.folder.path}-away`, on.folder.path);
    await on.folder.remove('town.yaml');
    await eventually(() => expect(on.store.get(TOWN)).toBeUndefined());
    expect(on.store.get(CITY)).toBeDefined();
  });
});
