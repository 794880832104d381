import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { LdapDirectory, LdapDirectoryOptions } from '../../src/directory/index.ts';
import { ConfigurationError } from '../../src/model/index.ts';
import { DirectoryMirror } from '../support/directory-mirror.ts';
import { textLike, textWithout } from '../support/matchers.ts';
import { Slapd } from '../support/slapd.ts';
import { TcpProxy } from '../support/tcp-proxy.ts';
import { createTlsMaterial } from '../support/tls-material.ts';
import { Cleanup, directoryOn, usersLdif } from './ldap-fixture.ts';

const DEAD = 'ldap://127.0.0.1:1';
const cleanup = new Cleanup();
let slapd: Slapd;
let foreignCa: string;

beforeAll(async () => {
  slapd = await Slapd.start({}, usersLdif('anna', 'bob'));
  const folder = await mkdtemp(join(tmpdir(), 'ox-operator-ca-'));
  foreignCa = await createTlsMaterial(folder);
  await rm(folder, { recursive: true });
});
afterAll(() => slapd.destroy());
afterEach(() => cleanup.run());

function follow(options: Partial<LdapDirectoryOptions>): DirectoryMirror {
  return new DirectoryMirror(cleanup.add(directoryOn(slapd, options), (source) => source.close()));
}

describe('a connection that can be made', () => {
  const good: readonly { how: string; options: () => Partial<LdapDirectoryOptions> }[] = [
    { how: 'in clear text', options: () => ({ urls: [slapd.url] }) },
    { how: 'by ldaps with our own authority', options: () => ({ urls: [slapd.ldapsUrl], ca: slapd.ca }) },
    { how: 'by ldaps to a host name', options: () => ({ urls: [`ldaps://localhost:${slapd.ports.tls}`], ca: slapd.ca }) },
    { how: 'by StartTLS with our own authority', options: () => ({ urls: [slapd.url], startTLS: true, ca: slapd.ca }) },
    { how: 'anonymously', options: () => ({ bind: async () => undefined }) },
    { how: 'to the second server when the first is dead', options: () => ({ urls: [DEAD, slapd.url] }) },
    { how: 'with a slash behind the address', options: () => ({ urls: [`${slapd.url}/`] }) },
  ];

  it.each(good)('reads the directory $how', async ({ options }) => {
    const mirror = follow(options());
    await mirror.poll();
    expect(mirror.names()).toEqual(['anna', 'bob']);
  });

  it('is kept between polls', async () => {
    const proxy = cleanup.add(await TcpProxy.start(slapd.ports.plain), (server) => server.stop());
    let binds = 0;
    const mirror = follow({
      urls: [proxy.url],
      bind: async () => {
        binds += 1;
        return slapd.reader;
      },
    });
    for (let poll = 0; poll < 3; poll += 1) await mirror.poll();
    expect(binds).toBe(1);
  });

  it('is made anew with the credentials of that moment when it broke', async () => {
    const proxy = cleanup.add(await TcpProxy.start(slapd.ports.plain), (server) => server.stop());
    let password = slapd.reader.password;
    const mirror = follow({ urls: [proxy.url], bind: async () => ({ dn: slapd.reader.dn, password }) });
    await mirror.poll();
    password = 'changed in the Secret';
    proxy.cut();
    await expect(pollUntilNewConnection(mirror)).rejects.toMatchObject({ reason: 'DirectoryAccessDenied' });
  });
});

/** The end of a connection may be noticed only by the next question. */
async function pollUntilNewConnection(mirror: DirectoryMirror): Promise<never> {
  for (;;) {
    await mirror.poll().catch((error: { reason: string }) => {
      if (error.reason !== 'DirectoryUnreachable') throw error;
    });
  }
}

describe('a connection that cannot be made', () => {
  const bad: readonly { why: string; options: () => Partial<LdapDirectoryOptions>; reason: string; message: RegExp }[] = [
    {
      why: 'the password is wrong',
      options: () => ({ bind: async () => ({ dn: slapd.reader.dn, password: 'hunter2' }) }),
      reason: 'DirectoryAccessDenied',
      message: /127\.0\.0\.1.*"cn=reader,dc=example,dc=org" was refused: wrong bind DN or password/,
    },
    {
      why: 'the bind DN does not exist',
      options: () => ({ bind: async () => ({ dn: 'cn=nobody,dc=example,dc=org', password: 'x' }) }),
      reason: 'DirectoryAccessDenied',
      message: /wrong bind DN or password/,
    },
    {
      why: 'the password is empty, which would bind anonymously',
      options: () => ({ bind: async () => ({ dn: slapd.reader.dn, password: '' }) }),
      reason: 'DirectoryAccessDenied',
      message: /is empty/,
    },
    {
      why: 'the certificate is of another authority',
      options: () => ({ urls: [slapd.ldapsUrl], ca: foreignCa }),
      reason: 'DirectoryUnreachable',
      message: /certificate is not trusted/,
    },
    {
      why: 'the certificate of StartTLS is of another authority',
      options: () => ({ startTLS: true, ca: foreignCa }),
      reason: 'DirectoryUnreachable',
      message: /certificate is not trusted/,
    },
    {
      why: 'the authority is not known',
      options: () => ({ urls: [slapd.ldapsUrl] }),
      reason: 'DirectoryUnreachable',
      message: /not trusted/,
    },
    {
      why: 'nothing listens',
      options: () => ({ urls: [DEAD] }),
      reason: 'DirectoryUnreachable',
      message: /127\.0\.0\.1:1: nothing listens there/,
    },
    {
      why: 'no server of several answers',
      options: () => ({ urls: [DEAD, 'ldap://127.0.0.1:2'] }),
      reason: 'DirectoryUnreachable',
      message: /127\.0\.0\.1:1: nothing listens.*127\.0\.0\.1:2: nothing listens/,
    },
    {
      why: 'the host name is unknown',
      options: () => ({ urls: ['ldap://ldap.invalid'] }),
      reason: 'DirectoryUnreachable',
      message: /ldap\.invalid: the name (is not known|cannot be looked up)/,
    },
    {
      why: 'the port speaks TLS',
      options: () => ({ urls: [`ldap://127.0.0.1:${slapd.ports.tls}`], connectTimeoutMs: 1_000 }),
      reason: 'DirectoryUnreachable',
      message: /127\.0\.0\.1/,
    },
    {
      why: 'the port does not speak TLS',
      options: () => ({ urls: [`ldaps://127.0.0.1:${slapd.ports.plain}`], ca: slapd.ca, connectTimeoutMs: 1_000 }),
      reason: 'DirectoryUnreachable',
      message: /127\.0\.0\.1/,
    },
  ];

  it.each(bad)('says so when $why', async ({ options, reason, message }) => {
    const mirror = follow(options());
    const poll = mirror.poll();
    await expect(poll).rejects.toMatchObject({ reason, message: textLike(message) });
    await expect(poll).rejects.toMatchObject({ message: textWithout(/\n|hunter2/) });
    expect(mirror.changes).toEqual([]);
  });

  it('says so when anonymous binds are switched off', async () => {
    const closed = cleanup.add(await Slapd.start({ databaseLines: ['require authc'] }, usersLdif('anna')), (server) => server.destroy());
    const mirror = new DirectoryMirror(cleanup.add(directoryOn(closed, { bind: async () => undefined }), (source) => source.close()));
    await expect(mirror.poll()).rejects.toMatchObject({
      reason: 'DirectoryAccessDenied',
      message: textLike(/authentication required/),
    });
  });

  it('gives up on a server that accepts the connection and is silent', async () => {
    const url = await silentServer();
    await expect(follow({ urls: [url], connectTimeoutMs: 50 }).poll()).rejects.toMatchObject({
      reason: 'DirectoryUnreachable',
      message: `${url}: no connection within 0.05 s`,
    });
  });

  it('gives up on a server that is silent during StartTLS', async () => {
    const url = await silentServer();
    const mirror = follow({ urls: [url], startTLS: true, ca: slapd.ca, connectTimeoutMs: 50 });
    await expect(mirror.poll()).rejects.toMatchObject({ reason: 'DirectoryUnreachable' });
  });

  it('tells a web server from a directory', async () => {
    const url = await silentServer('HTTP/1.1 400 Bad Request\r\n\r\n');
    await expect(follow({ urls: [url], connectTimeoutMs: 200 }).poll()).rejects.toMatchObject({ reason: 'DirectoryUnreachable' });
  });

  async function silentServer(greeting = ''): Promise<string> {
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      if (greeting !== '') socket.once('data', () => socket.end(greeting));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    cleanup.add(server, async () => server.close());
    const address = server.address();
    return `ldap://127.0.0.1:${address !== null && typeof address === 'object' ? address.port : 0}`;
  }
});

describe('settings that cannot be right', () => {
  const wrong: readonly { what: string; options: Partial<LdapDirectoryOptions>; message: RegExp }[] = [
    { what: 'no url', options: { urls: [] }, message: /has no urls/ },
    {
      what: 'a url of the web',
      options: { urls: ['https://ldap.example.org'] },
      message: /"https:\/\/ldap\.example\.org", expected ldap:/,
    },
    { what: 'a url with a base', options: { urls: ['ldap://ldap.example.org/dc=example'] }, message: /expected ldap:/ },
    {
      what: 'ldaps and StartTLS',
      options: { urls: ['ldaps://ldap.example.org'], startTLS: true },
      message: /startTLS cannot go with ldaps:/,
    },
    {
      what: 'a filter without its last parenthesis',
      options: { queries: [{ name: 'users', base: '', filter: '(&(a=b)', attributes: [], binaryAttributes: [] }] },
      message: /^the filter of users is not an LDAP filter.*"\(&\(a=b\)"/,
    },
  ];

  it.each(wrong)('are refused before anything is asked: $what', ({ options, message }) => {
    const make = (): LdapDirectory => directoryOn(slapd, options);
    expect(make).toThrow(ConfigurationError);
    expect(make).toThrow(message);
  });
});
