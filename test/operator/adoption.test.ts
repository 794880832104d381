import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { applyEdit, type Edit, InProcessGateway, OxSimulation } from '../../simulator/index.ts';
import { Cache } from '../../src/cache/index.ts';
import { systemRandom } from '../../src/model/index.ts';
import { Operator } from '../../src/operator/index.ts';
import { queriesOf } from '../../src/operator/source-factory.ts';
import { adoptionRoutes } from '../../src/ops/index.ts';
import { DirectoryText } from '../provisioning/stage/directory-text.ts';
import { group, user, userDn } from '../provisioning/stage/entries.ts';
import { fillByHand } from '../provisioning/stage/old-connector.ts';
import { eventually } from '../support/eventually.ts';
import { fastClock } from '../support/fast-clock.ts';
import { MemoryResourceStore } from '../support/memory-resource-store.ts';

const SERVERS = { imapServer: 'imap://mail.example.org:143', smtpServer: 'smtp://mail.example.org:587' };
const LOGINS = Array.from({ length: 5_000 }, (_, number) => `user-${String(number).padStart(4, '0')}`);
const STRANGERS = ['stranger-1', 'stranger-2'];
const TEAM = LOGINS.slice(0, 40);
const CLERKS = LOGINS.slice(100, 110);

/** What the directory's status tells in the end. */
const ADOPTION = [
  { kind: 'Group', matched: 2, wouldChange: 1, onlyInOx: 1, onlyInDirectory: 0, ambiguous: 0 },
  { kind: 'User', matched: 4_999, wouldChange: 3, onlyInOx: 2, onlyInDirectory: 0, ambiguous: 0 },
];

describe('5,000 users whom the OX Connector left in a context', () => {
  const clock = fastClock(20);
  const ox = new OxSimulation();
  const store = new MemoryResourceStore({ clock });
  const cache = Cache.open(':memory:', clock);
  const people = new DirectoryText();
  const reads = new Map<string, number>();
  const writes: string[] = [];
  const gateway = new InProcessGateway({
    ox,
    intercept: async ({ operation, object, writes: isWrite }, effect) => {
      if (isWrite) writes.push(`${operation} ${object}`);
      else reads.set(operation, (reads.get(operation) ?? 0) + 1);
      return effect();
    },
  });
  const operator = new Operator({
    ...{ store, cache, gateway, clock, random: systemRandom, maxConcurrency: 16, maxConcurrencyPerContext: 4 },
    makeSource: async (spec, mapping, name) => people.sourceOf(name, queriesOf(spec, mapping)),
    log: { outcome: () => undefined, outage: () => undefined, warn: () => undefined, error: () => undefined },
  });
  const edit = (fields: Extract<Edit, { kind: 'setUserFields' }>['fields'], login: string): number =>
    applyEdit(ox, { kind: 'setUserFields', contextId: 10, user: login, fields });
  const directoryStatus = () => store.get({ kind: 'OXDirectory', name: 'people' })?.status;
  const accounts = () => [...(ox.installation.contexts.get(10)?.users.values() ?? [])];
  const groupNamed = (name: string) => {
    const context = ox.installation.contexts.get(10);
    return context?.membersOf(context.groupNamed(name)?.id ?? 0).map((id) => context.users.get(id)?.name);
  };

  beforeAll(async () => {
    const auth = fillByHand(ox, [...LOGINS.slice(1), ...STRANGERS], { team: TEAM.slice(1), clerks: CLERKS, old: STRANGERS });
    edit({ company: 'Elsewhere', note: 'by hand' }, 'user-0100');
    edit({ language: 'fr_FR', timezone: 'Europe/Paris' }, 'user-0200');
    edit({ aliases: ['user-0300@example.org', 'x@example.org'] }, 'user-0300');
    const moduleAccess = { webmail: true };
    ox.call('OXUserService', 'changeByModuleAccess', { ctx: { id: 10 }, user: { name: 'user-0400' }, moduleAccess, auth });
    people.put([...LOGINS.map((login) => user(login)), group('team', TEAM.map(userDn)), group('clerks', CLERKS.map(userDn))]);
    store.putSecret('admin-10', { username: auth.login, password: auth.password });
    const context = { contextId: 10, managementPolicy: 'Observe', adminSecretRef: { name: 'admin-10' } };
    store.put({ kind: 'OXContext', name: 'c10', spec: context });
    const directory = { ldif: { configMapRef: { name: 'people' } }, pollInterval: '10m', userDefaults: SERVERS };
    store.put({ kind: 'OXDirectory', name: 'people', spec: directory });
  });

  afterAll(async () => {
    await operator.stop();
    cache.close();
  });

  test('are taken over without a write, but for what is not as it should be', { timeout: 200_000 }, async () => {
    const before = accounts();
    await operator.start();
    await eventually(() => expect(directoryStatus()?.adoption).toEqual(ADOPTION), { within: 150_000 });
    // Who was seen is written by his id.
    const users = ox.installation.contexts.get(10)?.users;
    const named = writes.map((write) => write.replace(/\d+$/, (id) => users?.get(Number(id))?.name ?? id));
    expect(named.toSorted()).toEqual([
      'change team',
      'change user-0100',
      'change user-0300',
      'changeByModuleAccess user-0400',
      'createByModuleAccess user-0000',
    ]);
    expect(Object.fromEntries(reads)).toEqual({
      ...{ getMultipleData: 51, getModuleAccess: 4_999, listAll: 1, list: 1 },
      // The context and its admin, and the default group.
      ...{ getData: 2, exists: 1 },
    });
    const after = new Map(accounts().map((each) => [each.name, each]));
    const mended = new Set(['user-0100', 'user-0300', 'user-0400']);
    for (const each of before) if (!mended.has(each.name)) expect(after.get(each.name)).toEqual(each);
    expect(groupNamed('team')?.sort()).toEqual(TEAM);
    expect(groupNamed('old')).toEqual(STRANGERS);
  });

  test('are told of: who was there, in whom which field was not right, and who is nobody’s', async () => {
    const answer = await adoptionRoutes(cache.adoption)['/api/v1/adoption']?.({ rest: '', query: new URLSearchParams('kind=User') });
    expect(JSON.parse(answer?.body ?? '')).toMatchObject({
      total: 1,
      items: [
        {
          ...{ directory: 'people', contextId: 10, kind: 'User', matched: 4_999, wouldChange: 3 },
          fields: { company: 1, note: 1, aliases: 1, rights: 1 },
          ...{ onlyInOx: 2, onlyInDirectory: 0, ambiguous: 0 },
          names: {
            wouldChange: [
              { name: 'user-0100', fields: ['company', 'note'] },
              { name: 'user-0300', fields: ['aliases'] },
              { name: 'user-0400', fields: ['rights'] },
            ],
            onlyInOx: [{ name: 'stranger-1' }, { name: 'stranger-2' }],
          },
        },
      ],
    });
  });
});
