import { expect, it } from 'vitest';
import { type Cache, type HistoryEntry, PRIORITY } from '../../src/cache/index.ts';
import { historyRoutes, objectRoutes, recordPages } from '../../src/ops/index.ts';
import { desiredGroup, desiredUser, memoryCache, settle } from '../support/objects.ts';

const HOUR = 3_600_000;

function entry(changes: Partial<HistoryEntry> = {}): HistoryEntry {
  return {
    ...{ at: HOUR, kind: 'User', owner: 'people', sourceId: 'id-anna', partition: 0, name: 'anna', contextId: 10, oxId: 3, verb: 'change' },
    ...{ operation: 'change', changes: [{ field: 'title', before: 'Clerk', after: 'Mayor' }], outcome: 'ok', durationMs: 7 },
    ...changes,
  };
}

/** Anna was called ann before; bert is gone; the group is in two contexts. */
function filled(): Cache {
  const cache = memoryCache();
  cache.objects.put(desiredUser(), PRIORITY.bulk);
  for (const contextId of [10, 20]) cache.objects.put(desiredGroup({ contextId, name: 'desk' }), PRIORITY.bulk, contextId);
  cache.history.add(entry({ name: 'ann' }));
  cache.history.add(entry({ name: 'bert', sourceId: 'id-bert', verb: 'delete', changes: [] }));
  for (const contextId of [10, 20])
    cache.history.add(
      entry({
        kind: 'Group',
        sourceId: 'id-desk',
        name: 'desk',
        contextId,
        partition: contextId,
        at: 2 * HOUR,
        outcome: 'NameTaken',
        message: 'no',
      }),
    );
  cache.history.add(entry({ at: 3 * HOUR, verb: 'find', oxId: undefined }));
  return cache;
}

interface Body {
  readonly items?: readonly { readonly name: string; readonly contextId: number }[];
  readonly total?: number;
  readonly next?: string | null;
  readonly message?: string;
}

async function ask(query: string): Promise<Body> {
  const route = historyRoutes(filled(), () => 3 * HOUR)['/api/v1/history'];
  const reply = await route?.({ rest: '', query: new URLSearchParams(query) });
  return JSON.parse(reply?.body ?? '{}') as Body;
}

const namesIn = async (query: string): Promise<string[] | undefined> => (await ask(query)).items?.map(({ name }) => name);

it('tells what was written, the newest first and in pages', async () => {
  expect(await ask('limit=1')).toEqual({
    items: [
      {
        ...{ time: '1970-01-01T03:00:00.000Z', kind: 'User', name: 'anna', contextId: 10, sourceId: 'id-anna', directory: 'people' },
        ...{
          verb: 'find',
          operation: 'change',
          changes: [{ field: 'title', before: 'Clerk', after: 'Mayor' }],
          outcome: 'ok',
          durationMs: 7,
        },
      },
    ],
    total: 5,
    next: '5',
  });
  expect(await ask('limit=2&cursor=5')).toMatchObject({ items: [{ contextId: 20, outcome: 'NameTaken', message: 'no' }, {}], next: '3' });
});

it('follows an object under all its names, and finds one that is gone by its name', async () => {
  expect(await namesIn('object=anna')).toEqual(['anna', 'ann']);
  expect(await namesIn('object=User/ANNA')).toEqual(['anna', 'ann']);
  expect(await namesIn('object=bert')).toEqual(['bert']);
  expect(await namesIn('object=User/bert')).toEqual(['bert']);
  expect(await namesIn('object=nobody')).toEqual([]);
});

it('is narrowed by kind, context, directory and time', async () => {
  expect(await namesIn('kind=Group&context=20')).toEqual(['desk']);
  expect(await namesIn('directory=others')).toEqual([]);
  expect(await namesIn('since=60m')).toEqual(['anna', 'desk', 'desk']);
  expect(await namesIn('since=1970-01-01T02:30:00Z')).toEqual(['anna']);
  expect((await ask('since=yesterday')).message).toMatch(/^since: found "yesterday", expected a time such as /);
});

it('stands with an object: its last twenty, of a group those of the context', async () => {
  const cache = filled();
  for (let times = 0; times < 25; times += 1) cache.history.add(entry({ at: 4 * HOUR }));
  const route = objectRoutes(cache)['/api/v1/objects/*'];
  const historyOf = async (id: string, query = ''): Promise<readonly unknown[]> => {
    const reply = await route?.({ rest: id, query: new URLSearchParams(query) });
    return (JSON.parse(reply?.body ?? '{}') as { history: readonly unknown[] }).history;
  };
  expect(await historyOf('anna')).toHaveLength(20);
  expect(await historyOf('desk', 'context=20')).toMatchObject([{ contextId: 20 }]);
});

it('stands on pages for people, where nothing of a name is taken for HTML', async () => {
  const cache = filled();
  cache.objects.put(desiredUser({ sourceId: 'id-odd', name: '<b>odd</b>' }), PRIORITY.bulk);
  cache.history.add(entry({ sourceId: 'id-odd', name: '<b>odd</b>', outcome: 'NameTaken', message: 'is "taken"', changes: [] }));
  const page = async (path: string, query = ''): Promise<string> =>
    (await recordPages(cache)[path]?.({ rest: '', query: new URLSearchParams(query) }))?.body ?? '';
  const objects = await page('/objects', 'search=odd');
  expect(objects).toContain('<a href="/history?object=id-odd">&lt;b&gt;odd&lt;/b&gt;</a>');
  expect(objects).not.toContain('anna');
  expect(await page('/history', 'object=id-odd')).toContain('>is &quot;taken&quot;</td>');
  expect(await page('/history')).toContain('title: Clerk → Mayor');
});

it('leaves out on request what is in step, and folds up what is long', async () => {
  const cache = filled();
  cache.objects.put(desiredUser({ sourceId: 'id-new', name: 'newcomer' }), PRIORITY.bulk);
  const calm = cache.objects.put(desiredUser({ sourceId: 'id-calm', name: 'calm' }), PRIORITY.bulk);
  settle(cache, calm.id, { oxId: 9, contextId: 10, name: 'calm', fields: {} });
  const changes = ['a', 'b', 'c', '<i>'].map((field) => ({ field, before: undefined, after: 'x' }));
  cache.history.add(entry({ sourceId: 'id-new', name: 'newcomer', changes }));
  const page = async (path: string, query: string): Promise<string> =>
    (await recordPages(cache)[path]?.({ rest: '', query: new URLSearchParams(query) }))?.body ?? '';
  expect(await page('/objects', 'open=1')).toContain('newcomer');
  expect(await page('/objects', 'open=1')).not.toContain('id-calm');
  expect(await page('/objects', '')).toContain('id-calm');
  expect(await page('/objects', 'search=nobody')).toContain('There is none.');
  expect(await page('/history', 'object=id-new')).toContain('<summary>4 fields: a, b, c, &lt;i&gt;</summary>');
});
