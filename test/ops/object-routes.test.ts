import { describe, expect, it } from 'vitest';
import { type Cache, PRIORITY } from '../../src/cache/index.ts';
import { objectRoutes, ofLeader } from '../../src/ops/index.ts';
import { desiredGroup, desiredUser, memoryCache, settle } from '../support/objects.ts';

const applied = { oxId: 5, contextId: 10, name: 'anna', fields: {} };

/** Anna is settled, Bert is parked, and the others are still to be done. */
function filled(): Cache {
  const cache = memoryCache();
  for (const [login, contextId] of [
    ['anna', 10],
    ['bert', 10],
    ['Bertha', 20],
    ['carl', 20],
  ] as const)
    cache.objects.put(desiredUser({ sourceId: `id-${login}`, name: login, contextId }), PRIORITY.bulk);
  for (const contextId of [10, 20]) cache.objects.put(desiredGroup({ contextId, name: 'anna' }), PRIORITY.bulk, contextId);
  settle(cache, 1, applied);
  park(cache, 2);
  return cache;
}

function park(cache: Cache, id: number): void {
  const object = cache.objects.load(id);
  if (object === undefined) throw new Error(`no row ${id}`);
  const progress = { state: 'parked', attempts: 3, nextAt: 0 } as const;
  const said = { reason: 'MailAddressTaken', message: 'is taken' } as const;
  cache.objects.record(object, { progress, ...said, applied: undefined, lookFirst: false, waitingFor: undefined });
}

interface Body {
  readonly message?: string;
  readonly items?: { readonly name: string; readonly kind: string; readonly contextId: number }[];
  readonly total?: number;
  readonly next?: string | null;
  readonly [field: string]: unknown;
}

async function ask(address: string, cache = filled()): Promise<{ status: number; body: Body }> {
  const { pathname, searchParams } = new URL(address, 'http://operator/api/v1/');
  const below = /^(\/api\/v1\/objects\/)(.+)$/.exec(pathname);
  const route = objectRoutes(cache)[below === null ? pathname : `${below[1]}*`];
  const reply = await route?.({ rest: decodeURIComponent(below?.[2] ?? ''), query: searchParams });
  return { status: reply?.status ?? 0, body: JSON.parse(reply?.body ?? '{}') as Body };
}

const namesIn = async (address: string): Promise<string[] | undefined> => (await ask(address)).body.items?.map(({ name }) => name);

describe('the list of objects', () => {
  it('is narrowed by a part of the name, kind, context, directory, state and reason', async () => {
    expect(await namesIn('objects')).toEqual(['anna', 'bert', 'Bertha', 'carl', 'anna', 'anna']);
    expect(await namesIn('objects?search=BERT')).toEqual(['bert', 'Bertha']);
    expect(await namesIn('objects?search=id-carl')).toEqual(['carl']);
    expect(await namesIn('objects?search=100%25')).toEqual([]);
    expect(await namesIn('objects?kind=user&context=20')).toEqual(['Bertha', 'carl']);
    expect(await namesIn('objects?directory=people&state=parked,settled')).toEqual(['anna', 'bert']);
    expect(await namesIn('objects?directory=others')).toEqual([]);
    expect(await namesIn('objects?reason=MailAddressTaken')).toEqual(['bert']);
  });

  it('comes in pages that fit together, each with the number of all', async () => {
    const cache = filled();
    const first = (await ask('objects?kind=User&limit=2', cache)).body;
    expect(first).toMatchObject({ items: [{ name: 'anna' }, { name: 'bert' }], total: 4, next: '2' });
    // Who goes or comes meanwhile moves nobody from page to page.
    cache.objects.forget(1);
    cache.objects.put(desiredUser({ sourceId: 'id-zoe', name: 'zoe' }), PRIORITY.bulk);
    const second = (await ask(`objects?kind=User&limit=3&cursor=${first.next}`, cache)).body;
    expect(second).toMatchObject({ items: [{ name: 'Bertha' }, { name: 'carl' }, { name: 'zoe' }], total: 4, next: null });
  });

  it('says what it cannot be asked', async () => {
    expect(await ask('objects?state=lost')).toEqual({
      status: 400,
      body: { message: 'state: found "lost", expected one of pending, settled, waiting, backingOff, parked, halted, discarded' },
    });
    expect((await ask('objects?kind=Person')).body.message).toMatch(/^kind: found "Person", expected one of Context, /);
    expect((await ask('objects?limit=1001')).body.message).toBe('limit: found 1001, expected 1 to 1000');
    expect((await ask('objects?cursor=x')).body.message).toBe('cursor: found "x", expected a whole number');
  });
});

describe('the list of errors', () => {
  it('holds what does not go by itself, with the remedy', async () => {
    expect(await ask('errors')).toEqual({
      status: 200,
      body: {
        items: [
          {
            ...{ kind: 'User', name: 'bert', contextId: 10, sourceId: 'id-bert', directory: 'people', state: 'parked' },
            ...{ reason: 'MailAddressTaken', message: 'is taken', attempts: 3 },
            remedy: 'Another account in OX has this primary mail address. Give one of the two another address.',
            ...{ changedTime: '1970-01-01T00:00:00.000Z', lastTriedTime: '1970-01-01T00:00:00.000Z' },
            failedSinceTime: '1970-01-01T00:00:00.000Z',
          },
        ],
        total: 1,
        next: null,
      },
    });
    expect(await namesIn('errors?state=settled')).toEqual([]);
  });
});

describe('one object', () => {
  it('is found by its name in any case, by kind and name, and by its source id', async () => {
    for (const id of ['BERT', 'user/bert', 'id-bert', 'User/id-bert'])
      expect((await ask(`objects/${id}`)).body).toMatchObject({ name: 'bert' });
    expect((await ask('objects/User/anna')).body).toMatchObject({ kind: 'User', state: 'settled', message: '', oxId: 5 });
    expect((await ask('objects/anna?kind=Group&context=20')).body).toMatchObject({ kind: 'Group', contextId: 20 });
  });

  it('whose name has a slash is found by it', async () => {
    const cache = filled();
    cache.objects.put(desiredGroup({ sourceId: 'id-odd', name: 'user/bert' }), PRIORITY.bulk);
    expect((await ask('objects/user%2Fbert', cache)).body).toMatchObject({ kind: 'Group', name: 'user/bert' });
  });

  it('that may be one of several is told with all of them', async () => {
    const { status, body } = await ask('objects/Group/anna');
    expect(status).toBe(409);
    expect(body.message).toMatch(/^"Group\/anna" may be any of 2: /);
    expect(body.items?.map(({ kind, contextId }) => [kind, contextId])).toEqual([
      ['Group', 10],
      ['Group', 20],
    ]);
  });

  it('that nobody knows is told', async () => {
    expect(await ask('objects/nobody')).toEqual({
      status: 404,
      body: { message: 'nothing here is called "nobody", nor has it as source id' },
    });
  });
});

it('a replica that stands by answers nothing, for what it knows of OX is out of date', async () => {
  const routes = ofLeader(() => false, objectRoutes(filled()));
  const reply = await routes['/api/v1/objects']?.({ rest: '', query: new URLSearchParams() });
  expect(reply?.status).toBe(503);
  expect(JSON.parse(reply?.body ?? '')).toMatchObject({ standsBy: true });
});
