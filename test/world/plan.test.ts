import { describe, expect, test } from 'vitest';
import { InProcessGateway } from '../../simulator/index.ts';
import { Cache } from '../../src/cache/index.ts';
import { type Deed, describeDeed } from '../../src/engine/index.ts';
import { Operator, planAlone } from '../../src/operator/index.ts';
import type { OxPlan } from '../../src/planning/index.ts';
import { onlooker } from './plan-of.ts';
import { World } from './world.ts';

const SILENT_LOG = { outcome: () => undefined, outage: () => undefined, warn: () => undefined, error: () => undefined };

const only = process.env.WORLD_SEED;
const seeds = only === undefined ? [...Array.from({ length: 24 }, (_, index) => index + 1), 130] : [Number(only)];

describe('a plan is what is done then', () => {
  test.each(seeds)('in the world of the seed %i, with the cache kept', async (seed) => {
    const world = await restingWorld(seed);
    await compare(world, await planOn(world, await world.cache.copy(':memory:', world.clock)));
  });

  test.each(seeds)('in the world of the seed %i, with the cache lost: all that is there is taken over', async (seed) => {
    const world = await restingWorld(seed);
    world.cache = Cache.open(':memory:', world.clock);
    const plan = await planOn(world, Cache.open(':memory:', world.clock));
    expect(plan.objects.filter(({ action }) => action === 'adopt')).not.toHaveLength(0);
    await compare(world, plan);
  });
});

/** A world in which nobody does anything, and something changed since somebody did. */
async function restingWorld(seed: number): Promise<World> {
  const world = new World(seed);
  await world.begin();
  for (let step = 0; step < 30; step += 1) await world.happen();
  await world.heal();
  world.die();
  for (let count = 0; count < 12; count += 1) world.change();
  world.deeds.length = 0;
  return world;
}

async function planOn(world: World, cache: Cache): Promise<OxPlan> {
  const writes = world.writes.length;
  const plan = await planAlone(onlooker(world, cache));
  expect(world.writes).toHaveLength(writes);
  return plan;
}

/** Everything is read before work begins, and OX answers at once, so that nothing depends on who is faster. */
async function compare(world: World, plan: OxPlan): Promise<void> {
  const deeds: Deed[] = [];
  const { store, cache, clock, random, ox, directory } = world;
  const operator = new Operator({
    ...{ store, cache, clock, random, log: SILENT_LOG, maxConcurrency: 6, maxConcurrencyPerContext: 3 },
    gateway: new InProcessGateway({ ox }),
    makeSource: async () => directory,
    onStep: (step) => deeds.push(describeDeed(step)),
  });
  await operator.prepare();
  await world.clock.advance(1_000);
  operator.begin();
  await world.clock.advance(3_600_000);
  const isSure = sureBeside(plan);
  const planned = plan.objects
    .filter(isSure)
    .flatMap(({ kind, sourceId, writes }) => writes.map((write) => line({ kind, sourceId, ...write })));
  expect(planned.sort()).toEqual(deeds.filter(isSure).map(line).sort());
}

type Place = Pick<Deed, 'kind' | 'sourceId' | 'contextId' | 'name'>;

/** Where a plan says that of two who want one address it cannot know who gets it, they and the lists of that context are left out. */
function sureBeside({ refused, objects }: OxPlan): (one: Place) => boolean {
  const rivals = refused.flatMap(({ sourceId, contextId, message }): Omit<Place, 'kind'>[] => {
    const [, name] = /it is that of "(.*)", to whom this plan gives it/.exec(message) ?? [];
    if (name === undefined) return [];
    const other = objects.find((object) => object.kind === 'User' && object.contextId === contextId && object.name === name);
    return [{ sourceId, contextId, name }, ...(other === undefined ? [] : [other])];
  });
  return ({ kind, sourceId, contextId }) =>
    !rivals.some((rival) => (kind === 'User' ? rival.sourceId === sourceId : rival.contextId === contextId));
}

/** Ids that OX gives are not known beforehand. */
const WITH_IDS: ReadonlySet<string> = new Set(['members', 'accounts', 'granted']);

function line({
  kind,
  sourceId,
  name,
  contextId,
  verb,
  operation,
  changes,
}: Pick<Deed, 'kind' | 'sourceId' | 'name' | 'contextId' | 'verb' | 'operation' | 'changes'>): string {
  const fields = changes.map(({ field, before, after }) =>
    WITH_IDS.has(field) ? field : `${field}: ${JSON.stringify(before)} → ${JSON.stringify(after)}`,
  );
  return `${kind} ${sourceId} "${name}" in ${contextId}: ${verb} (${operation}) ${fields.join(', ')}`;
}
