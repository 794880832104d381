import type { CallDescription } from '../../simulator/index.ts';
import { type Cache, GUARDED_KINDS } from '../../src/cache/index.ts';
import { QUERY_OF } from '../../src/directory/query-of.ts';
import { describeDeed } from '../../src/engine/index.ts';
import { Operator } from '../../src/operator/index.ts';
import { filterOf } from './directory-settings.ts';
import { mortalGateway } from './mortal-gateway.ts';
import type { SeededRandom } from './seeded-random.ts';
import type { Leave, SharedStore } from './shared-store.ts';
import { MortalClock } from './virtual-clock.ts';
import type { World } from './world.ts';

const SILENT_LOG = { outcome: () => undefined, outage: () => undefined, warn: () => undefined, error: () => undefined };

/** Fewer may well have gone at once. */
const PLENTY = 5;

interface Belongings {
  /** It outlives the process. */
  readonly cache: Cache;
  readonly random: SeededRandom;
  readonly store: SharedStore;
  /** A call has had its effect in OX. */
  readonly onEffect: (call: CallDescription, process: OperatorProcess) => void;
  /** It has done what nobody may do who has never led. */
  readonly onTrespass: (what: string) => void;
}

/** One process of the operator. Everything but its cache dies with it. */
export class OperatorProcess implements Leave {
  readonly cache: Cache;
  readonly operator: Operator;
  private readonly belongings: Belongings;
  private readonly clock: MortalClock;
  private state: 'standsBy' | 'leads' | 'isFenced' = 'standsBy';

  constructor(world: World, belongings: Belongings) {
    const { cache, random, store, onEffect } = belongings;
    const { ox, stale, weather, directory, drift, deeds } = world;
    this.belongings = belongings;
    this.cache = cache;
    const clock = new MortalClock(world.clock);
    this.clock = clock;
    const mayCall = ({ service, operation }: CallDescription): boolean => this.mayWrite(`${service}.${operation}`);
    const effect = (call: CallDescription): void => onEffect(call, this);
    this.operator = new Operator({
      store: store.of(this),
      cache,
      clock,
      random,
      gateway: mortalGateway({ ox, stale, clock, random, weather, mayCall, master: () => world.master, onEffect: effect }),
      makeSource: async ({ users }) => directory.seenThrough({ filter: filterOf(users), hasPlenty: (query) => hasPlenty(cache, query) }),
      log: SILENT_LOG,
      maxConcurrency: 6,
      maxConcurrencyPerContext: 3,
      drift,
      onStep: (step) => deeds.push(describeDeed(step)),
    });
  }

  get isDead(): boolean {
    return this.clock.isDead;
  }

  async prepare(isFollowing = false): Promise<void> {
    await this.operator.prepare(isFollowing);
  }

  /** @param transitions how often the Lease had changed hands by then; without it there is none */
  begin(transitions: number | undefined): void {
    const isDoubtful = transitions !== undefined && this.cache.term.begin({ lease: 'lease', transitions });
    this.state = 'leads';
    this.operator.begin(isDoubtful);
  }

  /** It knows that it has lost its Lease, and has not ended yet. */
  fence(): void {
    this.state = 'isFenced';
  }

  die(): void {
    this.clock.isDead = true;
  }

  mayWrite(what: string): boolean {
    if (this.state === 'standsBy') this.belongings.onTrespass(what);
    return this.state === 'leads';
  }
}

/** With five in OX that are all missing at once nobody believes the answer. */
function hasPlenty(cache: Cache, query: string): boolean {
  const kinds = GUARDED_KINDS.filter((kind) => QUERY_OF[kind] === query);
  const known = kinds.flatMap((kind) => cache.list.page({ owner: 'people', kind }, 100_000).items);
  return known.filter(({ oxId, isWanted }) => oxId !== null && isWanted === 1).length >= PLENTY;
}
