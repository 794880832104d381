import { type CallDescription, OxSimulation } from '../../simulator/index.ts';
import { Cache } from '../../src/cache/index.ts';
import type { Credentials } from '../../src/model/index.ts';
import { Operator } from '../../src/operator/index.ts';
import { MemoryResourceStore } from '../support/memory-resource-store.ts';
import { MemoryDirectory } from './memory-directory.ts';
import { mortalGateway, type Weather } from './mortal-gateway.ts';
import { CONTEXTS, People } from './people.ts';
import { SeededRandom } from './seeded-random.ts';
import { MortalClock, VirtualClock } from './virtual-clock.ts';

const SECOND = 1_000;
const HOUR = 3_600 * SECOND;

const SILENT_LOG = { outcome: () => undefined, outage: () => undefined, warn: () => undefined, error: () => undefined };

/**
 * The whole operator in one process with everything around it in memory: a directory, a resource store, an OX, a network with moods,
 * a clock that only moves when told to, and all chance from one seed.
 */
export class World {
  readonly clock = new VirtualClock();
  readonly random: SeededRandom;
  readonly ox = new OxSimulation();
  readonly directory = new MemoryDirectory();
  readonly store = new MemoryResourceStore({ clock: this.clock });
  readonly weather: Weather = { isDown: false, lostAnswers: 0, lostRequests: 0 };
  readonly people: People;
  /** Writes that OX has seen, in order. */
  readonly writes: CallDescription[] = [];
  onWrite: (call: CallDescription) => void = () => undefined;
  /** What the operator believes to be the master admin. */
  master: Credentials = this.ox.installation.master;
  cache = Cache.open(':memory:', this.clock);
  private life = new MortalClock(this.clock);

  constructor(seed: number) {
    this.random = new SeededRandom(seed);
    this.people = new People(this.directory, this.random);
    this.directory.hasPlenty = (query) => this.cache.directories.countEntries('people', query) >= 5;
  }

  async begin(): Promise<void> {
    const users = { contextId: { attribute: 'oxContextIDNum' } };
    this.store.put({ kind: 'OXDirectory', name: 'people', spec: { ldif: { configMapRef: { name: 'people' } }, users } });
    for (const contextId of CONTEXTS) this.putContext(contextId);
    await this.boot();
  }

  putContext(contextId: number): void {
    this.store.put({ kind: 'OXContext', name: `c${contextId}`, spec: { contextId } });
  }

  /** The process dies where it stands and is started again: what it had in flight may or may not have reached OX. */
  async crash(): Promise<void> {
    this.life.isDead = true;
    await this.boot();
  }

  /** The same with the cache file lost. */
  async loseCache(): Promise<void> {
    this.life.isDead = true;
    this.cache = Cache.open(':memory:', this.clock);
    await this.boot();
  }

  /** One random thing that happens to the operator or around it. */
  async happen(): Promise<void> {
    const roll = this.random.next();
    if (roll < 0.7) for (let changes = this.random.below(5); changes >= 0; changes -= 1) this.people.change();
    else if (roll < 0.76) this.weather.isDown = !this.weather.isDown;
    else if (roll < 0.82) this.directory.trouble = this.random.pick([undefined, undefined, 'unreachable', 'cutOff', 'emptied'] as const);
    else if (roll < 0.86) this.weather.lostAnswers = this.random.pick([0, 0.1, 0.3]);
    else if (roll < 0.9) this.weather.lostRequests = this.random.pick([0, 0.1, 0.3]);
    else if (roll < 0.93) this.master = { login: 'oxadminmaster', password: this.random.pick(['wrong', 'secret', 'secret']) };
    else if (roll < 0.97) await this.crash();
    else this.store.put({ kind: 'OXContext', name: 'c10', spec: { contextId: 10, quotaMB: 1 + this.random.below(500) } });
    await this.clock.advance(this.random.below(20 * SECOND));
  }

  /** Everything around the operator works again, for long enough. */
  async heal(): Promise<void> {
    Object.assign(this.weather, { isDown: false, lostAnswers: 0, lostRequests: 0 });
    this.directory.trouble = undefined;
    this.master = this.ox.installation.master;
    await this.clock.advance(2 * HOUR);
  }

  async quiet(): Promise<void> {
    await this.clock.advance(HOUR);
  }

  private async boot(): Promise<void> {
    const clock = new MortalClock(this.clock);
    this.life = clock;
    const { store, cache, random, ox, weather } = this;
    const onEffect = (call: CallDescription): void => {
      if (!call.writes) return;
      this.writes.push(call);
      this.onWrite(call);
    };
    const operator = new Operator({
      store,
      cache,
      clock,
      random,
      gateway: mortalGateway({ ox, clock, random, weather, master: () => this.master, onEffect }),
      makeSource: async () => this.directory,
      log: SILENT_LOG,
      maxConcurrency: 6,
      maxConcurrencyPerContext: 3,
    });
    await operator.start();
  }
}
