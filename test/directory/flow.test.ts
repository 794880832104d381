import { afterEach, describe, expect, it } from 'vitest';
import { DirectoryMirror } from '../support/directory-mirror.ts';
import { eventually } from '../support/eventually.ts';
import { peopleLdif } from '../support/people-ldif.ts';
import { Slapd } from '../support/slapd.ts';
import { TcpProxy } from '../support/tcp-proxy.ts';
import { Cleanup, directoryOn, SUFFIX, userLdif, usersLdif } from './ldap-fixture.ts';

const cleanup = new Cleanup();
afterEach(() => cleanup.run());

const methods = [{ changeDetection: 'ContentSync' as const }, { changeDetection: 'Timestamps' as const }];

describe.each(methods)('with $changeDetection', ({ changeDetection }) => {
  it('batches hold at most 1,000 changes, and one is taken over at a time', async () => {
    const slapd = cleanup.add(await Slapd.start({}, peopleLdif({ suffix: SUFFIX, count: 3_500 })), (server) => server.destroy());
    const mirror = new DirectoryMirror(cleanup.add(directoryOn(slapd, { changeDetection }), (source) => source.close()));
    let working = 0;
    let most = 0;
    await mirror.poll(async () => {
      working += 1;
      most = Math.max(most, working);
      await new Promise((resolve) => setImmediate(resolve));
      working -= 1;
    });
    expect(mirror.names()).toHaveLength(3_500);
    expect(Math.max(...mirror.batchSizes)).toBeLessThanOrEqual(1_000);
    expect(most).toBe(1);
  });

  it('a batch of large photos is small', async () => {
    const photo = Buffer.alloc(1_000_000, 0xfe).toString('base64');
    const ldif = Array.from({ length: 30 }, (_, index) => userLdif(`user${index}`, { lines: `jpegPhoto:: ${photo}` })).join('');
    const slapd = cleanup.add(await Slapd.start({}, ldif), (server) => server.destroy());
    const mirror = new DirectoryMirror(cleanup.add(directoryOn(slapd, { changeDetection }), (source) => source.close()));
    await mirror.poll();
    expect(mirror.names()).toHaveLength(30);
    expect(Math.max(...mirror.batchSizes)).toBeLessThanOrEqual(10);
  });

  it('a consumer that takes its time holds the server back', async () => {
    const photo = Buffer.alloc(500_000, 0xfe).toString('base64');
    const ldif = Array.from({ length: 100 }, (_, index) => userLdif(`user${index}`, { lines: `jpegPhoto:: ${photo}` })).join('');
    const slapd = cleanup.add(await Slapd.start({}, ldif), (server) => server.destroy());
    const proxy = cleanup.add(await TcpProxy.start(slapd.ports.plain), (server) => server.stop());
    const options = { urls: [proxy.url], changeDetection };
    const mirror = new DirectoryMirror(cleanup.add(directoryOn(slapd, options), (source) => source.close()));
    let isFirst = true;
    await mirror.poll(async () => {
      if (!isFirst) return;
      isFirst = false;
      let before = -1;
      await eventually(async () => {
        const isStill = before === proxy.bytesToClient;
        before = proxy.bytesToClient;
        expect(isStill).toBe(true);
      });
      // 8 MB are in the batch, 4 MB wait decoded, the rest is in the buffers of four sockets.
      expect(proxy.bytesToClient).toBeLessThan(40_000_000);
    });
    expect(proxy.bytesToClient).toBeGreaterThan(50_000_000);
    expect(mirror.names()).toHaveLength(100);
  });
});

describe('a poll without changes', () => {
  it.each([
    { what: 'a server that shows its contextCSN', access: [] },
    { what: 'a server that hides its contextCSN', access: ['access to attrs=contextCSN by * none', 'access to * by * read'] },
  ])('is one round trip, however many queries there are ($what)', async ({ access }) => {
    const slapd = cleanup.add(await Slapd.start({ access }, usersLdif('anna', 'bob')), (server) => server.destroy());
    const proxy = cleanup.add(await TcpProxy.start(slapd.ports.plain), (server) => server.stop());
    const queries = ['a', 'b', 'c', 'd', 'e'].map((name) => ({
      ...{ name, base: SUFFIX, filter: `(|(uid=${name}*)(cn=b*))`, attributes: ['uid'], binaryAttributes: [] },
    }));
    const mirror = new DirectoryMirror(cleanup.add(directoryOn(slapd, { urls: [proxy.url], queries }), (source) => source.close()));
    await mirror.poll();
    const before = proxy.turns;
    for (let poll = 0; poll < 10; poll += 1) await mirror.poll();
    expect(proxy.turns - before).toBe(10);
    expect(mirror.told).toEqual(queries.map(({ name }) => `end ${name} delta`));
  });
});
