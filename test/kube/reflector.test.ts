import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { list, openWatch, replyJson, replyStatus, thing } from '../support/fake-api-server.ts';
import { useReflector } from './reflector-fixture.ts';

const fixture = useReflector();

async function untilWatching(times = 1): Promise<void> {
  await eventually(() => fixture.server.watches.length === times);
}

function tell(...events: readonly object[]): void {
  const { response } = fixture.server.watches.at(-1)!;
  for (const event of events) response.write(`${JSON.stringify(event)}\n`);
}

test('reads a long list page by page and watches from the version of the list on', async () => {
  fixture.server.onList = (request) => {
    const isFirst = request.query.get('continue') === null;
    replyJson(request, isFirst ? list([thing('a', 1), thing('b', 2)], '7', 'next') : list([thing('c', 3)], '7'));
  };
  await fixture.start().whenSynced;
  await untilWatching();
  expect(fixture.cache.values().map(({ name }) => name)).toEqual(['a', 'b', 'c']);
  expect(fixture.server.lists.map(({ query }) => Object.fromEntries(query))).toEqual([
    { limit: '500' },
    { limit: '500', continue: 'next' },
  ]);
  expect(Object.fromEntries(fixture.server.watches[0]!.query)).toEqual({
    watch: 'true',
    allowWatchBookmarks: 'true',
    resourceVersion: '7',
    timeoutSeconds: '320',
  });
});

test('hears of objects that are created, changed and deleted', async () => {
  fixture.start();
  await untilWatching();
  const event = (type: string, version: number): object => ({ type, object: thing('a', version) });
  tell(event('ADDED', 2), event('MODIFIED', 3), event('DELETED', 4));
  await eventually(() => expect(fixture.told).toEqual(['added a', 'changed a', 'deleted a']));
});

test('reads an event that arrives in pieces, even when a letter is torn apart', async () => {
  fixture.start();
  await untilWatching();
  const bytes = Buffer.from(`${JSON.stringify({ type: 'ADDED', object: thing('grün', 2) })}\n`);
  const { response } = fixture.server.watches[0]!;
  for (const byte of bytes) {
    response.write(Buffer.of(byte));
    await new Promise((resolve) => setImmediate(resolve));
  }
  await eventually(() => expect(fixture.told).toEqual(['added grün']));
});

test('reads an event of several megabytes and many events in one piece', async () => {
  fixture.start();
  await untilWatching();
  const huge = { ...thing('huge', 2), padding: 'x'.repeat(3_000_000) };
  tell({ type: 'ADDED', object: huge });
  const many = Array.from({ length: 500 }, (_, index) => `${JSON.stringify({ type: 'ADDED', object: thing(`n${index}`, 3 + index) })}\n`);
  fixture.server.watches[0]!.response.write(many.join(''));
  await eventually(() => expect(fixture.told).toHaveLength(501));
});

test.each([
  ['as the answer', (request: Parameters<typeof replyStatus>[0]) => replyStatus(request, 410, 'too old resource version')],
  [
    'as an event',
    (request: Parameters<typeof openWatch>[0]) =>
      openWatch(request, { type: 'ERROR', object: { code: 410, message: 'too old resource version' } }),
  ],
])('lists again when its version is too old, told %s, and notices what it missed', async (_, tooOld) => {
  fixture.server.onList = (request) =>
    replyJson(request, list([thing('kept', 1), thing('gone', 2), thing('reborn', 3, 'first-life')], '5'));
  fixture.start();
  await untilWatching();
  fixture.told.length = 0;
  fixture.server.onList = (request) => replyJson(request, list([thing('kept', 1), thing('reborn', 8, 'second-life')], '9'));
  fixture.server.onWatch = (request) => (fixture.server.watches.length === 2 ? tooOld(request) : openWatch(request));
  fixture.clock.advance(1_000);
  fixture.server.watches[0]!.response.end();
  await eventually(() => fixture.clock.isPausing);
  fixture.clock.advance(1_000);
  await untilWatching(3);
  expect(fixture.told).toEqual(['deleted gone', 'deleted reborn', 'added reborn']);
  expect(fixture.server.watches.map(({ query }) => query.get('resourceVersion'))).toEqual(['5', '5', '9']);
  expect(fixture.log, 'an old version is no trouble worth a line').toEqual([]);
});

test('goes on from the last event after a connection was reset, without listing again', async () => {
  fixture.start();
  await untilWatching();
  tell({ type: 'ADDED', object: thing('a', 12) }, { type: 'BOOKMARK', object: thing('', 31) });
  await eventually(() => expect(fixture.told).toEqual(['added a']));
  fixture.server.watches[0]!.response.destroy();
  await eventually(() => fixture.clock.isPausing);
  fixture.clock.advance(1_000);
  await untilWatching(2);
  expect(fixture.server.watches[1]!.query.get('resourceVersion')).toBe('31');
  expect(fixture.server.lists).toHaveLength(1);
});

test('takes a watch for dead that says nothing for two minutes', async () => {
  fixture.start();
  await untilWatching();
  await eventually(() => fixture.clock.pending === 1);
  fixture.clock.advance(119_000);
  expect(fixture.server.watches).toHaveLength(1);
  await eventually(() => {
    fixture.clock.advance(1_000);
    return fixture.server.watches.length === 2;
  });
  expect(fixture.log[0]).toContain('nothing came for 120 s');
});

test('waits as long as the API server asks for', async () => {
  fixture.server.onList = (request) => replyStatus(request, 429, 'too many requests', { 'retry-after': '7' });
  fixture.start();
  await eventually(() => fixture.clock.isPausing);
  fixture.clock.advance(6_999);
  expect(fixture.clock.isPausing).toBe(true);
  expect(fixture.server.lists).toHaveLength(1);
  fixture.clock.advance(1);
  await eventually(() => fixture.server.lists.length === 2);
});

test('waits longer after each failure and says what is wrong once, and when it is over', async () => {
  fixture.server.onList = (request) => replyStatus(request, 500, 'etcd is away');
  fixture.start();
  for (const delayMs of [750, 1_500, 3_000, 6_000]) {
    await eventually(() => fixture.clock.isPausing);
    const before = fixture.server.lists.length;
    fixture.clock.advance(delayMs - 1);
    expect(fixture.server.lists).toHaveLength(before);
    fixture.clock.advance(1);
    await eventually(() => fixture.server.lists.length === before + 1);
  }
  await eventually(() => fixture.clock.isPausing);
  fixture.server.onList = (request) => replyJson(request, list([], '1'));
  fixture.clock.advance(12_000);
  await untilWatching();
  await eventually(() => expect(fixture.log).toHaveLength(2));
  expect(fixture.log).toEqual([
    'Thing: API server, GET /apis/test/things: 500, etcd is away; trying again',
    'Thing: the API server answers again',
  ]);
});

test('asks once and then waits when every watch is closed as soon as it is open', async () => {
  fixture.server.onWatch = (request) => {
    openWatch(request, { type: 'ADDED', object: thing('a', 2) });
    request.response.end();
  };
  fixture.start();
  await untilWatching();
  await eventually(() => fixture.clock.isPausing);
  expect(fixture.server.requests).toHaveLength(2);
  fixture.clock.advance(1_000);
  await untilWatching(2);
  await eventually(() => fixture.clock.isPausing);
  expect(fixture.server.requests).toHaveLength(3);
});

test('lists again after three failures in a row: a restored server may not know its version', async () => {
  fixture.server.onWatch = (request) => replyStatus(request, 504, 'Too large resource version');
  fixture.start();
  for (let failure = 1; failure <= 3; failure += 1) {
    await eventually(() => fixture.clock.isPausing && fixture.server.watches.length === failure);
    expect(fixture.server.lists).toHaveLength(1);
    fixture.clock.advance(30_000);
  }
  await eventually(() => fixture.server.lists.length === 2);
});

test('keeps everything it knows while the API server is away', async () => {
  fixture.server.onList = (request) => replyJson(request, list([thing('a', 1)], '1'));
  fixture.start();
  await untilWatching();
  fixture.server.onWatch = (request) => replyStatus(request, 404, 'the server could not find the requested resource');
  fixture.server.onList = fixture.server.onWatch;
  fixture.server.watches[0]!.response.destroy();
  for (let round = 0; round < 5; round += 1) {
    await eventually(() => fixture.clock.isPausing);
    fixture.clock.advance(30_000);
  }
  expect(fixture.cache.get('a')).toBeDefined();
});

test('a handler that throws misses nothing of what comes after', async () => {
  fixture.onChange = () => {
    throw new Error('the handler is broken');
  };
  fixture.start();
  await untilWatching();
  tell({ type: 'ADDED', object: thing('a', 2) }, { type: 'ADDED', object: thing('b', 3) });
  await eventually(() => expect(fixture.told).toEqual(['added a', 'added b']));
  expect(fixture.log[0]).toContain('the handler is broken');
});

test('leaves out an object that cannot be read and goes on', async () => {
  fixture.start();
  await untilWatching();
  tell({ type: 'ADDED', object: { metadata: { resourceVersion: '2' } } }, { type: 'ADDED', object: thing('b', 3) });
  await eventually(() => expect(fixture.told).toEqual(['added b']));
  expect(fixture.log[0]).toContain('an object that cannot be read');
});

test('opens no watch when it is stopped while it lists', async () => {
  fixture.server.onList = () => undefined;
  fixture.start();
  await eventually(() => fixture.server.lists.length === 1);
  await fixture.stop();
  expect(fixture.server.watches).toEqual([]);
  expect(fixture.clock.pending).toBe(0);
});

test('reads a renewed token when the old one is refused', async () => {
  const tokenFile = join(fixture.folder, 'token');
  await writeFile(tokenFile, 'renewed');
  await writeFile(fixture.kubeconfig, fixture.server.kubeconfig({ 'auth-provider': { name: 'tokenFile', config: { tokenFile } } }));
  const accepts = (authorization: string | undefined): boolean => authorization === 'Bearer renewed';
  fixture.server.onList = (request) =>
    accepts(request.headers.authorization) ? replyJson(request, list([], '1')) : replyStatus(request, 401, 'Unauthorized');
  fixture.clock.advance(5_000);
  await fixture.start().whenSynced;
  expect(fixture.server.lists.map(({ headers }) => headers.authorization)).toEqual(['Bearer secret-token', 'Bearer renewed']);
});

test('keeps its connections instead of opening one per request', async () => {
  const ports = new Set<number | undefined>();
  fixture.server.onList = (request) => {
    ports.add(request.response.socket?.remotePort);
    replyJson(request, list([], '1', fixture.server.lists.length < 20 ? 'more' : undefined));
  };
  await fixture.start().whenSynced;
  expect(fixture.server.lists).toHaveLength(20);
  expect(ports.size).toBeLessThan(4);
});
