import { describe, expect, test } from 'vitest';
import type { Cache } from '../../src/cache/index.ts';
import { DirectoryFeed } from '../../src/directory/index.ts';
import { compileMapping } from '../../src/mapping/index.ts';
import type { DirectoryEntry } from '../../src/model/index.ts';
import { memoryCache } from '../support/objects.ts';
import { MemoryDirectory } from '../world/memory-directory.ts';

const mapping = compileMapping({ preset: 'Univention', users: { contextId: { attribute: 'oxContextIDNum' } } });

function person(uid: string, contextId: string, changes: Record<string, readonly string[]> = {}): DirectoryEntry {
  const attributes = {
    uid: [uid],
    isoxuser: ['OK'],
    oxdisplayname: [uid],
    givenname: [uid],
    sn: ['Meier'],
    mailprimaryaddress: [`${uid}@example.org`],
    oxcontextidnum: [contextId],
    ...changes,
  };
  return {
    sourceId: uid,
    entryUuid: `uuid-${uid}`,
    dn: `uid=${uid},dc=example`,
    query: 'users',
    attributes: new Map(Object.entries(attributes)),
    binary: new Map(),
  };
}

function team(cn: string, members: readonly string[]): DirectoryEntry {
  const attributes = { cn: [cn], isoxgroup: ['OK'], uniquemember: members.map((uid) => `UID=${uid}, DC=example`) };
  return {
    sourceId: cn,
    entryUuid: `uuid-${cn}`,
    dn: `cn=${cn},dc=example`,
    query: 'groups',
    attributes: new Map(Object.entries(attributes)),
    binary: new Map(),
  };
}

function setUp(): { cache: Cache; directory: MemoryDirectory; feed: DirectoryFeed } {
  const cache = memoryCache();
  const directory = new MemoryDirectory();
  const feed = new DirectoryFeed({ cache, source: directory, mapping, mappingKey: 'one', owner: 'people', onChange: () => undefined });
  return { cache, directory, feed };
}

function wanted(cache: Cache, kind: 'User' | 'Group'): string[] {
  return cache.objects
    .pendingLanes()
    .flatMap((lane) => cache.objects.pendingIn(lane, 100, []))
    .flatMap((id) => cache.objects.load(id) ?? [])
    .filter((object) => object.kind === kind && object.desired !== undefined)
    .map((object) => `${object.contextId}/${object.name}`);
}

describe('what a directory says becomes what is desired', () => {
  test('a group becomes one group in each context of its members, whatever the spelling of their DNs', async () => {
    const { cache, directory, feed } = setUp();
    for (const entry of [person('anna', '10'), person('bob', '11'), person('carl', '11'), team('desk', ['anna', 'carl', 'nobody'])])
      directory.put(entry);
    await feed.poll();
    expect(wanted(cache, 'User')).toEqual(['10/anna', '11/bob', '11/carl']);
    expect(wanted(cache, 'Group')).toEqual(['10/desk', '11/desk']);
  });

  test('a poll without news changes nothing', async () => {
    const { directory, feed } = setUp();
    directory.put(person('anna', '10'));
    expect((await feed.poll()).changed).toBe(1);
    expect((await feed.poll()).changed).toBe(0);
  });

  test('whoever leaves, or is switched off, is wanted no more, and neither is a group that nobody is left in', async () => {
    const { cache, directory, feed } = setUp();
    for (const entry of [person('anna', '10'), person('bob', '11'), team('desk', ['anna', 'bob'])]) directory.put(entry);
    await feed.poll();
    directory.remove('anna');
    directory.put(person('bob', '11', { isoxuser: ['Not'] }));
    await feed.poll();
    expect([wanted(cache, 'User'), wanted(cache, 'Group')]).toEqual([[], []]);
  });

  test('a search that was cut off takes over what it found, and nobody is taken for gone', async () => {
    const { cache, directory, feed } = setUp();
    for (const uid of ['anna', 'bob', 'carl', 'dora', 'emil', 'fred']) directory.put(person(uid, '10'));
    await feed.poll();
    directory.trouble = 'cutOff';
    await expect(feed.poll()).rejects.toMatchObject({ reason: 'DirectoryIncomplete' });
    expect(wanted(cache, 'User')).toHaveLength(6);
  });

  test('an empty answer where there was plenty is not believed', async () => {
    const { cache, directory, feed } = setUp();
    for (const uid of ['anna', 'bob', 'carl', 'dora', 'emil', 'fred']) directory.put(person(uid, '10'));
    await feed.poll();
    directory.trouble = 'emptied';
    const afresh = new DirectoryFeed({ cache, source: directory, mapping, mappingKey: 'two', owner: 'people', onChange: () => undefined });
    await expect(afresh.poll()).rejects.toThrow(/found nothing, where 6 entries were known: nothing is deleted/);
    expect(wanted(cache, 'User')).toHaveLength(6);
  });

  test('groups are still fanned out when the poll that brought their members broke off', async () => {
    const { cache, directory, feed } = setUp();
    for (const entry of [person('anna', '10'), person('bob', '10'), team('desk', ['anna'])]) directory.put(entry);
    directory.trouble = 'cutOff';
    await expect(feed.poll()).rejects.toThrow();
    directory.trouble = undefined;
    await feed.poll();
    expect(wanted(cache, 'Group')).toEqual(['10/desk']);
  });
});
