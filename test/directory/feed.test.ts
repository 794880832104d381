import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { Cache } from '../../src/cache/index.ts';
import { ANY_DELETION } from '../support/deletion-rules.ts';
import { FedCache, person, team } from './feed-fixture.ts';

describe('what a directory says becomes what is desired', () => {
  test('a group becomes one group in each context of its members, whatever the spelling of their DNs', async () => {
    const fed = new FedCache();
    for (const entry of [person('anna', '10'), person('bob', '11'), person('carl', '11'), team('desk', ['anna', 'carl', 'nobody'])])
      fed.directory.put(entry);
    await fed.poll();
    expect(fed.wanted('User')).toEqual(['10/anna', '11/bob', '11/carl']);
    expect(fed.wanted('Group')).toEqual(['10/desk', '11/desk']);
  });

  test('a poll without news changes nothing', async () => {
    const fed = new FedCache();
    fed.directory.put(person('anna', '10'));
    expect((await fed.poll()).changed).toBe(1);
    expect((await fed.poll()).changed).toBe(0);
  });

  test('a poll without news writes nothing to the file of the cache', async () => {
    const { fed, written } = fedFile();
    await fed.poll(person('anna', '10'), person('bob', '11'), team('desk', ['anna', 'bob']));
    const before = written();
    await fed.poll();
    expect(written()).toBe(before);
    await fed.poll(person('carl', '11'));
    expect(written()).not.toBe(before);
  });

  test('whoever leaves, or is switched off, is wanted no more, and neither is a group that nobody is left in', async () => {
    const fed = new FedCache();
    for (const entry of [person('anna', '10'), person('bob', '11'), team('desk', ['anna', 'bob'])]) fed.directory.put(entry);
    await fed.poll();
    fed.directory.remove('anna');
    fed.directory.put(person('bob', '11', { isoxuser: ['Not'] }));
    await fed.poll();
    expect([fed.wanted('User'), fed.wanted('Group')]).toEqual([[], []]);
  });

  test('a search that was cut off takes over what it found, and nobody is taken for gone', async () => {
    const fed = new FedCache();
    for (const uid of ['anna', 'bob', 'carl', 'dora', 'emil', 'fred']) fed.directory.put(person(uid, '10'));
    await fed.poll();
    fed.directory.trouble = 'cutOff';
    await expect(fed.poll()).rejects.toMatchObject({ reason: 'DirectoryIncomplete' });
    expect(fed.wanted('User')).toHaveLength(6);
  });

  test('an empty answer where there was plenty is not believed, and everything is read again until it is not empty', async () => {
    const fed = new FedCache();
    for (const uid of ['anna', 'bob', 'carl', 'dora', 'emil', 'fred']) fed.directory.put(person(uid, '10'));
    await fed.poll();
    fed.directory.trouble = 'emptied';
    fed.change({ userDefaults: { language: 'en_GB' } }, { deletions: { ...ANY_DELETION, isFollowing: () => true } });
    await fed.poll();
    expect(fed.wanted('User')).toHaveLength(6);
    expect(fed.cache.departures.held('people')).toHaveLength(6);
    fed.directory.trouble = undefined;
    await fed.poll();
    expect(fed.cache.departures.held('people')).toEqual([]);
  });

  test('a mapping that was taken back before everything was read by it leaves nothing behind', async () => {
    const fed = new FedCache();
    await fed.poll(person('anna', '10'), person('bob', '10'));
    fed.change({ userDefaults: { language: 'en_GB' } });
    fed.directory.trouble = 'cutOff';
    await expect(fed.poll()).rejects.toThrow();
    expect(fed.desired('User', 'anna')?.fields.language).toBe('en_GB');
    fed.change({});
    fed.directory.trouble = undefined;
    await fed.poll();
    expect(fed.desired('User', 'anna')?.fields.language).toBe('de_DE');
  });

  test('groups are still fanned out when the poll that brought their members broke off', async () => {
    const fed = new FedCache();
    for (const entry of [person('anna', '10'), person('bob', '10'), team('desk', ['anna'])]) fed.directory.put(entry);
    fed.directory.trouble = 'cutOff';
    await expect(fed.poll()).rejects.toThrow();
    fed.directory.trouble = undefined;
    await fed.poll();
    expect(fed.wanted('Group')).toEqual(['10/desk']);
  });
});

/** A cache in a file, and a text that changes with what is written to it. */
function fedFile(): { fed: FedCache; written: () => string } {
  const folder = mkdtempSync(join(tmpdir(), 'ox-feed-'));
  const cache = Cache.open(join(folder, 'cache.db'), { now: () => 0, after: () => () => undefined });
  onTestFinished(() => {
    cache.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const stateOf = (name: string): string => {
    const { size, mtimeNs } = statSync(join(folder, name), { bigint: true });
    return `${name} ${size} ${mtimeNs}`;
  };
  return { fed: new FedCache({}, cache), written: () => readdirSync(folder).sort().map(stateOf).join('\n') };
}
