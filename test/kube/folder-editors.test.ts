import { mkdir, rename, stat, symlink, utimes } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { HINT_DELAY_MS } from '../../src/kube/folder-pulse.ts';
import { SCAN_INTERVAL_MS } from '../../src/kube/folder-resource-store.ts';
import { SETTLE_MS, VANISH_MS } from '../../src/kube/folder-settler.ts';
import type { Clock } from '../../src/model/index.ts';
import { eventually } from '../support/eventually.ts';
import { fastClock } from '../support/fast-clock.ts';
import { contextManifest, ManifestFolder } from '../support/manifest-folder.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { CITY, TOWN, useFolder } from './folder-fixture.ts';

const city = contextManifest('city', { contextId: 10 });

describe('In a folder of manifests an editor', () => {
  const current = useFolder();

  it('that writes a new file over the old one is followed', async () => {
    const on = current();
    await on.startWith({ 'city.yaml': city });
    await on.folder.write('.city.yaml.swp', contextManifest('city', { contextId: 10, contextName: 'townhall' }));
    await rename(on.folder.at('.city.yaml.swp'), on.folder.at('city.yaml'));
    await eventually(() => expect(on.nameOf(CITY)).toBe('townhall'));
    expect(on.heard).toMatchObject({ changed: ['OXContext/city'], invalid: [] });
  });

  it('that keeps size and time of the file is followed', async () => {
    const on = current();
    const time = new Date('2026-01-01T00:00:00Z');
    const put = async (file: string, contextName: string): Promise<void> => {
      await on.folder.write(file, contextManifest('city', { contextId: 10, contextName }));
      await utimes(on.folder.at(file), time, time);
    };
    await put('city.yaml', 'aaa');
    await on.startWith({});
    await put('.new', 'bbb');
    await rename(on.folder.at('.new'), on.folder.at('city.yaml'));
    await eventually(() => expect(on.nameOf(CITY)).toBe('bbb'));
  });

  it('that moves the old file away before it writes the new one deletes nothing', async () => {
    const on = current();
    const pass = await on.startOnManualClock({ 'city.yaml': city });
    await rename(on.folder.at('city.yaml'), on.folder.at('city.yaml~'));
    await pass(VANISH_MS - 100);
    await on.folder.write('city.yaml', contextManifest('city', { contextId: 10, contextName: 'townhall' }));
    await pass(2000);
    expect(on.nameOf(CITY)).toBe('townhall');
    expect(on.heard).toMatchObject({ changed: ['OXContext/city'], invalid: [] });
  });

  it('that writes in pieces is waited for: the halves are never taken', async () => {
    const on = current();
    const town = contextManifest('town', { contextId: 11 });
    const pass = await on.startOnManualClock({ 'all.yaml': `${city}---\n${town}` });
    const text = `${contextManifest('city', { contextId: 10, contextName: 'townhall' })}---\n${town}`;
    for (let end = 0; end < text.length; end += 20) {
      await on.folder.write('all.yaml', text.slice(0, end));
      await pass(SETTLE_MS - 100);
    }
    await on.folder.write('all.yaml', text);
    await pass(2000);
    expect(on.nameOf(CITY)).toBe('townhall');
    expect(on.heard).toMatchObject({ changed: ['OXContext/city'], invalid: [] });
  });

  it('that moves an object to another file deletes nothing', async () => {
    const on = current();
    await on.startWith({ 'city.yaml': city });
    await mkdir(on.folder.at('contexts'));
    await rename(on.folder.at('city.yaml'), on.folder.at('contexts/city.yaml'));
    await on.folder.write('town.yaml', contextManifest('town', { contextId: 11 }));
    await eventually(() => expect(on.store.get(TOWN)).toBeDefined());
    expect(on.heard).toMatchObject({ changed: ['OXContext/town'], invalid: [] });
  });

  it('that takes one document out of a file deletes that object alone', async () => {
    const on = current();
    await on.startWith({ 'all.yaml': `${city}---\n${contextManifest('town', { contextId: 11 })}` });
    await on.folder.write('all.yaml', city);
    await eventually(() => expect(on.store.get(TOWN)).toBeUndefined());
    expect(on.heard.changed).toEqual(['OXContext/town']);
  });

  it('is seen in a folder that is new, and through a link', async () => {
    const on = current();
    await on.startWith({});
    const elsewhere = await ManifestFolder.create();
    await elsewhere.write('city.yaml', city);
    await symlink(elsewhere.path, on.folder.at('linked'));
    await eventually(() => expect(on.store.get(CITY)).toBeDefined());
    await elsewhere.write('city.yaml', contextManifest('city', { contextId: 10, contextName: 'townhall' }));
    await eventually(() => expect(on.nameOf(CITY)).toBe('townhall'));
    await elsewhere.dispose();
  });

  it('is seen within two seconds', async () => {
    const on = current();
    const pass = await on.startOnManualClock({ 'town.yaml': contextManifest('town', { contextId: 11 }) });
    await on.folder.write('city.yaml', city);
    await on.folder.remove('town.yaml');
    await pass(2000);
    expect(on.store.list('OXContext').map(({ metadata }) => metadata.name)).toEqual(['city']);
  });
});

describe('A folder of manifests that is followed', () => {
  const current = useFolder();

  it('hands events on', async () => {
    const on = current();
    const events: unknown[] = [];
    on.open({ onEvent: (ref, event) => events.push([ref, event]) });
    await on.startWith({ 'city.yaml': city });
    const event = { type: 'Normal', reason: 'ContextCreated', message: 'context 10 was created' } as const;
    await on.store.recordEvent(CITY, event);
    expect(events).toEqual([[CITY, event]]);
  });

  it('is looked at sooner when something happens in it, or in a folder that is new', async () => {
    const on = current();
    const delays: number[] = [];
    const clock = fastClock(1);
    const listening: Clock = {
      now: () => clock.now(),
      after: (delayMs, callback) => {
        delays.push(delayMs);
        return clock.after(delayMs, callback);
      },
    };
    on.open({ clock: listening });
    await on.startWith({});
    await mkdir(on.folder.at('new'));
    await eventually(() => expect(delays).toContain(HINT_DELAY_MS));
    await eventually(() => expect(delays.at(-1)).toBe(SCAN_INTERVAL_MS));
    delays.length = 0;
    await on.folder.write('new/city.yaml', city);
    await eventually(() => expect(delays).toContain(HINT_DELAY_MS));
  });

  it('is not looked at any more when the store was stopped', async () => {
    const on = current();
    const clock = new ManualClock();
    on.open({ clock });
    await on.startWith({});
    expect(clock.pending).toBe(1);
    await on.store.stop();
    expect(clock.pending).toBe(0);
  });

  it('writes nothing for an object that did not change', async () => {
    const on = current();
    await on.startWith({ 'city.yaml': city });
    const before = await stat(on.folder.at('.ox-operator/status/OXContext/city.yaml'), { bigint: true });
    await on.folder.write('town.yaml', contextManifest('town', { contextId: 11 }));
    await eventually(() => expect(on.store.get(TOWN)).toBeDefined());
    expect((await stat(on.folder.at('.ox-operator/status/OXContext/city.yaml'), { bigint: true })).ctimeNs).toBe(before.ctimeNs);
  });
});
