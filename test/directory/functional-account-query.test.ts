import { afterEach, describe, expect, it } from 'vitest';
import { parseSpec } from '../../src/crds/index.ts';
import { DirectoryFeed, type DirectorySource, LdifDirectory } from '../../src/directory/index.ts';
import { compileMapping } from '../../src/mapping/index.ts';
import { queriesOf } from '../../src/operator/source-factory.ts';
import { ANY_DELETION } from '../support/deletion-rules.ts';
import { memoryCache } from '../support/objects.ts';
import { Slapd } from '../support/slapd.ts';
import { TcpProxy } from '../support/tcp-proxy.ts';
import { Cleanup, deleteLdif, directoryOn, replaceLdif, SUFFIX, userDn, userLdif, usersLdif, ways } from './ldap-fixture.ts';

const cleanup = new Cleanup();
afterEach(() => cleanup.run());

const container = `cn=functional_accounts,${SUFFIX}`;
const containerOfAccounts = `dn: ${container}\nobjectClass: organizationalRole\ncn: functional_accounts\n\n`;

function accountLdif(cn: string, ...members: readonly string[]): string {
  return `dn: cn=${cn},${container}
objectClass: oxFunctionalAccount
objectClass: univentionObject
univentionObjectType: oxmail/functional_account
cn: ${cn}
mailPrimaryAddress: ${cn}@example.org
oxPersonal: City Hall
${members.map((member) => `uniqueMember: ${userDn(member).toUpperCase().replaceAll(',', ', ')}\n`).join('')}
`;
}

function inContext(uid: string, contextId: number): string {
  return userLdif(uid, { lines: `oxContextIDNum: ${contextId}` });
}

function specOf(preset: string) {
  const parsed = parseSpec('OXDirectory', { preset, ldap: { urls: ['ldap://localhost'], baseDN: SUFFIX } });
  if (!parsed.ok) throw new Error(parsed.problems.join('; '));
  return parsed.spec;
}

const spec = specOf('Univention');
const mapping = compileMapping(spec);
const queries = queriesOf(spec, mapping);

/** Feeds a cache from a source, as the operator does. */
class Follower {
  private readonly cache = memoryCache();
  private readonly feed: DirectoryFeed;

  constructor(source: DirectorySource) {
    this.feed = new DirectoryFeed({
      cache: this.cache,
      source,
      mapping,
      mappingKey: '',
      owner: 'people',
      onChange: () => undefined,
      clock: { now: () => 0 },
      deletions: ANY_DELETION,
    });
  }

  async poll(): Promise<void> {
    await this.feed.poll();
  }

  async pollUntil(isReached: (accounts: string[]) => boolean): Promise<void> {
    do await this.poll();
    while (!isReached(this.accounts()));
  }

  /** `<context> <address> <sender's name>` of every account that should be in OX. */
  accounts(): string[] {
    const rows = this.cache.objects.pendingLanes().flatMap((lane) => this.cache.objects.pendingIn(lane, 1_000, []));
    const wanted = rows.flatMap((id) => this.cache.objects.load(id)?.desired ?? []);
    return wanted
      .filter(({ kind }) => kind === 'FunctionalAccount')
      .map(({ contextId, name, fields }) => `${contextId} ${name} ${String(fields.personal)}`)
      .sort();
  }
}

describe.each(ways)('functional accounts on a server, with $way', ({ settings }) => {
  async function follow(ldif: string): Promise<{ slapd: Slapd; follower: Follower }> {
    const slapd = cleanup.add(await Slapd.start(settings, containerOfAccounts + ldif), (server) => server.destroy());
    const follower = new Follower(cleanup.add(directoryOn(slapd, { queries }), (source) => source.close()));
    await follower.poll();
    return { slapd, follower };
  }

  it('are found, followed through changes of users and of their own, and gone in the end', async () => {
    const people = inContext('anna', 10) + inContext('bob', 11);
    const { slapd, follower } = await follow(people + accountLdif('info', 'anna', 'bob') + accountLdif('jobs', 'carl'));
    expect(follower.accounts()).toEqual(['10 info@example.org City Hall', '11 info@example.org City Hall']);
    await slapd.apply(inContext('carl', 12));
    await follower.pollUntil((accounts) => accounts.includes('12 jobs@example.org City Hall'));
    await slapd.apply(replaceLdif(`cn=info,${container}`, 'oxPersonal', 'Front Desk'));
    await follower.pollUntil((accounts) => accounts.includes('11 info@example.org Front Desk'));
    await slapd.apply(replaceLdif(`cn=info,${container}`, 'uniqueMember', userDn('anna')));
    await follower.pollUntil((accounts) => accounts.length === 2);
    await slapd.apply(deleteLdif(`cn=jobs,${container}`));
    await follower.pollUntil((accounts) => accounts.length === 1);
    expect(follower.accounts()).toEqual(['10 info@example.org Front Desk']);
  });
});

it('a poll without changes is one round trip with functional accounts as well', async () => {
  const slapd = cleanup.add(await Slapd.start({}, containerOfAccounts + usersLdif('anna') + accountLdif('info', 'anna')), (server) =>
    server.destroy(),
  );
  const proxy = cleanup.add(await TcpProxy.start(slapd.ports.plain), (server) => server.stop());
  const follower = new Follower(cleanup.add(directoryOn(slapd, { queries, urls: [proxy.url] }), (source) => source.close()));
  await follower.poll();
  await follower.poll();
  proxy.turns = 0;
  await follower.poll();
  expect(proxy.turns).toBe(1);
});

it('functional accounts are found in an LDIF text as well', async () => {
  let text = inContext('anna', 10) + containerOfAccounts + accountLdif('info', 'anna') + accountLdif('jobs', 'anna');
  const follower = new Follower(new LdifDirectory({ name: 'people.ldif', read: async () => text, queries }));
  await follower.poll();
  expect(follower.accounts()).toEqual(['10 info@example.org City Hall', '10 jobs@example.org City Hall']);
  text = inContext('anna', 10) + containerOfAccounts + accountLdif('jobs', 'anna');
  await follower.poll();
  expect(follower.accounts()).toEqual(['10 jobs@example.org City Hall']);
});

it('a directory whose family has no functional accounts is not asked for any', () => {
  const other = specOf('InetOrgPerson');
  expect(queries.map(({ name }) => name)).toEqual(['users', 'groups', 'functionalAccounts']);
  expect(queriesOf(other, compileMapping(other)).map(({ name }) => name)).toEqual(['users', 'groups']);
});

it('they are searched for where the spec says, by the filter that it gives', () => {
  const scope = { base: 'cn=functional_accounts,dc=example,dc=org', filter: '(cn=*)' };
  const spec = { ...specOf('Univention'), functionalAccounts: { ...specOf('Univention').functionalAccounts, ...scope } };
  expect(queriesOf(spec, compileMapping(spec)).at(-1)).toMatchObject(scope);
});
