import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseSpec } from '../../src/crds/index.ts';
import { DirectoryFeed } from '../../src/directory/index.ts';
import type { DeletionRules } from '../../src/engine/index.ts';
import { compileMapping } from '../../src/mapping/index.ts';
import { mappingKey } from '../../src/operator/mapping-key.ts';
import { queriesOf } from '../../src/operator/source-factory.ts';
import { AdjustableClock } from '../support/adjustable-clock.ts';
import { memoryCache } from '../support/objects.ts';
import { Slapd } from '../support/slapd.ts';
import { Cleanup, deleteLdif, directoryOn, SUFFIX, userDn, userLdif, usersLdif } from './ldap-fixture.ts';

const cleanup = new Cleanup();
afterEach(() => cleanup.run());

const STAFF = Array.from({ length: 12 }, (_, index) => `staff${index}`);
const PUPILS = Array.from({ length: 12 }, (_, index) => `pupil${index}`);
const EVERYBODY = [...STAFF, ...PUPILS].sort();
const PATIENCE_MS = 600_000;

/** Nobody knows here who is in OX, so that everybody counts; the limits are those of an OXDirectory that names none. */
const RULES: DeletionRules = {
  limitsOf: () => ({ maxCount: 50, maxPercent: 10 }),
  approvedToken: () => undefined,
  isFollowing: () => true,
};

let slapd: Slapd;
let follower: Follower;

/** Feeds one cache for as long as a test lasts, by whatever the spec says at the moment. */
class Follower {
  readonly clock = new AdjustableClock();
  private readonly cache = memoryCache();
  private users: Readonly<Record<string, string>> = {};
  private source: ReturnType<typeof directoryOn> | undefined;

  /** Another scope, from the next poll on. */
  async scope(users: Readonly<Record<string, string>>): Promise<void> {
    this.users = users;
    await this.close();
  }

  async close(): Promise<void> {
    await this.source?.close();
    this.source = undefined;
  }

  async poll(isWhole = false): Promise<void> {
    const ldap = { urls: [slapd.url], baseDN: SUFFIX };
    const users = { contextId: { default: 10 }, ...this.users };
    const parsed = parseSpec('OXDirectory', { ldap, users });
    if (!parsed.ok) throw new Error(parsed.problems.join('; '));
    const { spec } = parsed;
    const mapping = compileMapping(spec);
    const { clock } = this;
    this.source ??= directoryOn(slapd, { queries: queriesOf(spec, mapping), clock, patienceMs: PATIENCE_MS, acceptsEmpty: () => true });
    const common = { cache: this.cache, source: this.source, mapping, mappingKey: mappingKey(spec), owner: 'people' };
    await new DirectoryFeed({ ...common, clock, deletions: RULES, onChange: () => undefined }).poll(isWhole);
  }

  /** Polls until it can be read, at most as often as connections that are gone have to be found out. */
  async pollReconnected(isWhole = false): Promise<void> {
    await this.poll(isWhole).catch(() => this.poll(isWhole));
  }

  /** Who is wanted in OX. */
  wanted(): string[] {
    const wanted = this.cache.objects.sourceIds('User', 'people').map((id) => this.cache.objects.find('User', 'people', id)?.desired?.name);
    return wanted.filter((name) => name !== undefined).sort();
  }

  held(): string[] {
    return this.cache.departures
      .held('people')
      .map(({ name }) => name)
      .sort();
  }
}

beforeEach(async () => {
  const ldif = `dn: ou=pupils,${SUFFIX}
objectClass: organizationalUnit
ou: pupils

${usersLdif(...STAFF)}${PUPILS.map((uid) => userLdif(uid, { container: 'ou=pupils' })).join('')}`;
  slapd = cleanup.add(await Slapd.create({}, ldif), (server) => server.destroy());
  await slapd.start();
  follower = cleanup.add(new Follower(), (one) => one.close());
  await follower.poll();
  expect(follower.wanted()).toEqual(EVERYBODY);
});

/** Nobody is deleted, and these are held. */
function expectHeld(...names: readonly string[]): void {
  expect([follower.wanted(), follower.held()]).toEqual([EVERYBODY, [...names].sort()]);
}

const hidden = (container: string): string[] => [`access to dn.children="${container},${SUFFIX}" by * none`, 'access to * by * read'];

describe('nobody is deleted', () => {
  it('when the server fails', async () => {
    await slapd.stop();
    await expect(follower.poll()).rejects.toMatchObject({ reason: 'DirectoryUnreachable' });
    expectHeld();
  });

  it('when a limit of the server cuts a search off that had found some of them', async () => {
    await slapd.reconfigure({ readerLimits: 'size.soft=3 size.hard=3 size.prtotal=3' });
    await expect(follower.pollReconnected(true)).rejects.toMatchObject({ reason: 'DirectoryIncomplete' });
    expectHeld();
  });

  it('when the bind may not see anybody any more, and everybody is back when it may again', async () => {
    await slapd.reconfigure({ access: ['access to filter=(isOxUser=OK) by * none', 'access to * by * read'] });
    await follower.pollReconnected(true);
    expectHeld(...EVERYBODY);
    await slapd.reconfigure({ access: [] });
    await follower.pollReconnected();
    expectHeld();
  });

  it('when it may not see a part of them any more, and they are back when it may again', async () => {
    await slapd.reconfigure({ access: hidden('ou=pupils') });
    await follower.pollReconnected(true);
    expectHeld(...PUPILS);
    await slapd.reconfigure({ access: [] });
    // Nothing has changed for LDAP: that is why everything is read now and then while anybody is held.
    await follower.pollReconnected(true);
    expectHeld();
  });

  it('when a subtree is emptied', async () => {
    await slapd.apply(PUPILS.map((uid) => deleteLdif(userDn(uid, 'ou=pupils'))).join(''));
    await follower.poll();
    expectHeld(...PUPILS);
  });

  it.each([
    ['base', { base: `ou=users,${SUFFIX}` }],
    ['filter', { filter: '(&(isOxUser=OK)(uid=staff*))' }],
  ])('when the %s is narrowed, and they are back when it is widened again', async (_, users) => {
    await follower.scope(users);
    await follower.poll();
    expectHeld(...PUPILS);
    await follower.scope({});
    await follower.poll();
    expectHeld();
  });

  it('when the base is wrong', async () => {
    await follower.scope({ base: `ou=typo,${SUFFIX}` });
    await expect(follower.poll()).rejects.toMatchObject({ reason: 'DirectoryIncomplete' });
    expectHeld();
  });

  it('when the base leads to where nobody is', async () => {
    await follower.scope({ base: `cn=nobody,${SUFFIX}`, filter: '(objectClass=*)' });
    await slapd.apply(`dn: cn=nobody,${SUFFIX}\nchangetype: add\nobjectClass: organizationalRole\ncn: nobody\n\n`);
    await follower.scope({ base: `cn=nobody,${SUFFIX}` });
    await follower.poll();
    expectHeld(...EVERYBODY);
  });

  it('when the server was set back to before they came, neither at once nor when it is believed', async () => {
    await slapd.stop();
    await slapd.backUp();
    await slapd.start();
    const late = Array.from({ length: 8 }, (_, index) => `late${index}`);
    await slapd.apply(usersLdif(...late));
    await follower.pollReconnected();
    await slapd.stop();
    await slapd.restore();
    await slapd.start();
    await expect(follower.pollReconnected()).rejects.toMatchObject({ reason: 'DirectoryIncomplete' });
    expect(follower.held()).toEqual([]);
    follower.clock.advance(PATIENCE_MS + 1_000);
    await follower.pollReconnected();
    expect([follower.wanted(), follower.held()]).toEqual([[...EVERYBODY, ...late].sort(), late]);
  });
});
