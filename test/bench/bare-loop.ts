/**
 * The reference of a first load: its calls and nothing else. They go through the gateway of the operator under the same limits, with the
 * same users, which were mapped before the first call. No engine and no cache; nothing is remembered.
 *
 *   node test/bench/bare-loop.ts SERVER LDIF
 *
 * Tells its parent how many seconds of CPU the calls took it.
 */
import { SHIPPED_ACCESS_PROFILES } from '../../src/mapping/index.ts';
import { type DesiredObject, systemClock } from '../../src/model/index.ts';
import { type ContextAccess, type OxGateway, SoapOxGateway } from '../../src/ox/index.ts';
import { type MappedPeople, readMappedPeople } from './mapped-people.ts';

/** As many as the operator has in flight by default. */
const LANES = 16;

const [server = '', ldif = ''] = process.argv.slice(2);
const people = await readMappedPeople(ldif);
const gateway = await SoapOxGateway.create({ server, clock: systemClock, master: () => ({ login: 'oxadminmaster', password: 'secret' }) });
const before = process.cpuUsage();
await load(gateway, people);
const { user, system } = process.cpuUsage(before);
process.send?.((user + system) / 1e6);
await gateway.close();

async function load(ox: OxGateway, { users, groups }: MappedPeople): Promise<void> {
  const contextIds = [...new Set(users.map(({ object }) => object.contextId))];
  await inLanes(contextIds, (id) => createContext(ox, id));
  const ids = new Map<string, { readonly id: number; readonly contextId: number }>();
  await inLanes(users, async ({ dn, object }) => {
    ids.set(dn, { id: await createUser(ox, object), contextId: object.contextId });
  });
  const parts = groups.flatMap(({ name, memberDns }) => {
    const members = memberDns.flatMap((dn) => ids.get(dn) ?? []);
    return [...Map.groupBy(members, ({ contextId }) => contextId)].map(([contextId, inContext]) => ({ name, contextId, inContext }));
  });
  await inLanes(parts, ({ name, contextId, inContext }) =>
    ox.groups.create(accessTo(contextId), { name, displayName: name, members: inContext.map(({ id }) => id) }),
  );
}

async function inLanes<Item>(items: readonly Item[], work: (item: Item) => Promise<unknown>): Promise<void> {
  const rest = items.values();
  const lane = async (): Promise<void> => {
    for (const item of rest) await work(item);
  };
  await Promise.all(Array.from({ length: LANES }, lane));
}

function accessTo(contextId: number): ContextAccess {
  return { contextId, admin: { login: 'oxadmin', password: 'secret' } };
}

async function createContext(ox: OxGateway, id: number): Promise<void> {
  const admin = { displayName: 'OX Admin', givenName: 'OX', surName: 'Admin', email: `oxadmin@context${id}.example.org` };
  await ox.contexts.create({ id, name: `context${id}`, loginMappings: [] }, { name: 'oxadmin', password: 'secret', ...admin });
}

function createUser(ox: OxGateway, { contextId, name, fields, accessProfile = '' }: DesiredObject): Promise<number> {
  const filled = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== ''));
  const rights = SHIPPED_ACCESS_PROFILES.get(accessProfile) ?? [];
  return ox.users.create(accessTo(contextId), { name, password: 'secret', fields: filled, rights });
}
