import { ANY_DELETION_GUARD } from '../support/deletion-rules.ts';
import { Departments } from './departments.ts';
import { Drifter } from './drifter.ts';
import { judgeHistory } from './judge-history.ts';
import { complaints } from './oracle.ts';
import { SeededRandom } from './seeded-random.ts';
import { SpecEdits } from './spec-edits.ts';
import { Standby } from './standby.ts';
import { Strangers } from './strangers.ts';
import { type Variant, variantOf } from './variants.ts';
import { Watch } from './watch.ts';
import { type GuardLimits, World } from './world.ts';

/** Many short lives find more than a few long ones; every tenth is long, for what takes its time. */
function stepsOf(seed: number): number {
  return seed % 10 === 1 ? 60 : 24;
}

/**
 * One random history from one seed: things happen, then everything around the operator works again. Answers what was wrong, in words:
 * nothing, when the operator kept every promise.
 */
export async function live(seed: number, world = new World(seed)): Promise<string[]> {
  const watch = new Watch(world);
  world.onWrite = (call) => watch.look(call);
  const variant = variantOf(seed);
  if (variant.hasStandby) world.transitions = 0;
  await world.begin(variant);
  addExtras(world, variant, new SeededRandom(seed + EXTRA_CHANCE));
  for (let steps = stepsOf(seed); steps > 0; steps -= 1) await world.happen();
  await world.heal();
  const wrong = complaints(world.ox, world.wishes);
  for (const extra of world.extras) wrong.push(...((await extra.judge?.()) ?? []));
  const writes = world.writes.length;
  await world.quiet();
  const needless = world.writes
    .slice(writes)
    .map((call) => `needless ${call.operation} of ${call.object ?? 'nothing'} after everything had settled`);
  return [...watch.complaints, ...world.trespasses, ...wrong, ...needless, ...judgeHistory(world.cache, world.wishes, !variant.hasStandby)];
}

/** Far from every seed. */
const EXTRA_CHANCE = 1_000_000_007;

function addExtras(
  world: World,
  { hasStrangers, hasDepartments, hasSpecEdits, hasStandby, deletionGuard }: Variant,
  random: SeededRandom,
): void {
  const { ox, store, clock, wishes, meddler, drift } = world;
  const edit = world.edit.bind(world);
  const pass = clock.advance.bind(clock);
  if (hasStrangers) world.extras.push(new Strangers({ ox, random, byHand: (contextId, change) => world.changeContext(contextId, change) }));
  if (hasDepartments) world.extras.push(new Departments(wishes.people, random));
  if (hasStandby) world.extras.push(new Standby(world, random));
  if (hasSpecEdits) {
    const onLimits = (limits: GuardLimits): void => void world.limits.push(limits);
    world.extras.push(
      new SpecEdits({
        ox,
        store,
        wishes,
        random,
        limits: (deletionGuard ?? ANY_DELETION_GUARD).users,
        now: () => clock.now(),
        pass,
        onLimits,
      }),
    );
  }
  if (drift !== undefined)
    world.extras.push(
      new Drifter({
        ...{ ox, wishes, meddler, random, edit, policy: drift },
        pass,
        writes: () => world.writes.length,
      }),
    );
}
