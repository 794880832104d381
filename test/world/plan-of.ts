import { InProcessGateway } from '../../simulator/index.ts';
import type { Cache } from '../../src/cache/index.ts';
import { type AlonePlanOptions, planAlone } from '../../src/operator/index.ts';
import type { OxPlan } from '../../src/planning/index.ts';
import { SeededRandom } from './seeded-random.ts';
import type { World } from './world.ts';

/** Of somebody who only looks at a world: `cache` is a copy, or empty. */
export function onlooker({ store, ox, clock, directory }: World, cache: Cache): AlonePlanOptions {
  return {
    ...{ store, cache, clock },
    random: new SeededRandom(1),
    gateway: new InProcessGateway({ ox }),
    makeSource: async () => directory,
    maxConcurrency: 6,
    maxConcurrencyPerContext: 3,
    speed: { maxConcurrency: 6, maxConcurrencyPerContext: 3 },
    pause: () => new Promise((resolve) => setImmediate(resolve)),
  };
}

/** What an operator would do that is started now on what the last one knew. */
export async function planOf(world: World): Promise<OxPlan> {
  return await planAlone(onlooker(world, await world.cache.copy(':memory:', world.clock)));
}
