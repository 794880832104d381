import { type CallDescription, InProcessGateway, OxSimulation } from '../../../simulator/index.ts';
import type { Cache } from '../../../src/cache/index.ts';
import { Operator } from '../../../src/operator/index.ts';
import { MemoryResourceStore } from '../../support/memory-resource-store.ts';
import { MemoryDirectory } from '../../world/memory-directory.ts';
import { SeededRandom } from '../../world/seeded-random.ts';
import { VirtualClock } from '../../world/virtual-clock.ts';

const HOUR = 3_600_000;

const SILENT_LOG = { outcome: () => undefined, outage: () => undefined, warn: () => undefined, error: () => undefined };

interface Townsman {
  readonly uid: string;
  readonly contextId: number;
  readonly access: string;
}

/** The last one waits: nobody has defined his access profile. */
const TOWN: readonly Townsman[] = [
  { uid: 'anna', contextId: 10, access: 'webmail' },
  { uid: 'bob', contextId: 10, access: 'premium' },
  { uid: 'carla', contextId: 11, access: 'webmail' },
  { uid: 'dora', contextId: 10, access: 'nowhere' },
];

/**
 * The same few people in a directory and in OX every time, with the same ids: what one version of the operator has remembered of them, any
 * other can be given.
 */
export class SmallTown {
  readonly clock = new VirtualClock();
  readonly ox = new OxSimulation();
  /** What OX was asked since they were last taken. */
  calls: CallDescription[] = [];
  private readonly random = new SeededRandom(1);
  private readonly directory = new MemoryDirectory();
  private readonly store = new MemoryResourceStore({ clock: this.clock });
  private operator: Operator | undefined;

  /** Everybody comes one after the other, so that OX gives everybody the same id every time. */
  static async settle(cache: Cache): Promise<SmallTown> {
    const town = new SmallTown();
    const users = { contextId: { attribute: 'oxContextIDNum' } };
    town.store.put({ kind: 'OXDirectory', name: 'people', spec: { ldif: { configMapRef: { name: 'people' } }, users } });
    town.store.put({ kind: 'OXContext', name: 'c10', spec: { contextId: 10 } });
    await town.start(cache);
    town.store.put({ kind: 'OXContext', name: 'c11', spec: { contextId: 11 } });
    await town.pass();
    for (const townsman of TOWN) await town.say(townsman);
    town.directory.put(deskEntry());
    await town.pass();
    return town;
  }

  async start(cache: Cache): Promise<void> {
    const { clock, random, store, ox } = this;
    const intercept = async (call: CallDescription, effect: () => unknown): Promise<unknown> => {
      this.calls.push(call);
      return effect();
    };
    this.operator = new Operator({
      store,
      cache,
      clock,
      random,
      gateway: new InProcessGateway({ ox, intercept, master: () => ox.installation.master }),
      makeSource: async () => this.directory,
      log: SILENT_LOG,
      maxConcurrency: 6,
      maxConcurrencyPerContext: 3,
    });
    await this.operator.start();
    await this.pass();
  }

  async stop(): Promise<void> {
    const stopped = this.operator?.stop();
    await this.pass();
    await stopped;
  }

  /** An entry that is new or has changed. */
  async say(townsman: Townsman, displayName = `The ${townsman.uid}`): Promise<void> {
    this.directory.put(personEntry(townsman, displayName));
    await this.pass();
  }

  async sayAgain(uid: string, displayName: string): Promise<void> {
    const townsman = TOWN.find((candidate) => candidate.uid === uid);
    if (townsman !== undefined) await this.say(townsman, displayName);
  }

  async leave(uid: string): Promise<void> {
    this.directory.remove(`id-${uid}`);
    await this.pass();
  }

  async pass(): Promise<void> {
    await this.clock.advance(HOUR);
  }

  takeWrites(): string[] {
    const writes = this.calls.filter((call) => call.writes).map(({ service, operation }) => `${service}.${operation}`);
    this.calls = [];
    return writes;
  }
}

function personEntry({ uid, contextId, access }: Townsman, displayName: string) {
  const attributes = new Map([
    ['uid', [uid]],
    ['isoxuser', ['OK']],
    ['oxdisplayname', [displayName]],
    ['givenname', ['Given']],
    ['sn', ['Sur']],
    ['mailprimaryaddress', [`${uid}@example.org`]],
    ['oxaccess', [access]],
    ['oxcontextidnum', [String(contextId)]],
  ]);
  return { sourceId: `id-${uid}`, entryUuid: `uuid-${uid}`, dn: dnOf(uid), query: 'users', attributes, binary: new Map() };
}

/** In two contexts, with a member who is not there yet. */
function deskEntry() {
  const attributes = new Map([
    ['cn', ['Front Desk']],
    ['isoxgroup', ['OK']],
    ['uniquemember', TOWN.map(({ uid }) => dnOf(uid))],
  ]);
  return { sourceId: 'id-desk', entryUuid: 'uuid-desk', dn: 'cn=desk,dc=example,dc=org', query: 'groups', attributes, binary: new Map() };
}

function dnOf(uid: string): string {
  return `uid=${uid},dc=example,dc=org`;
}
