import { judgeHistory } from './judge-history.ts';
import { complaints } from './oracle.ts';
import { Watch } from './watch.ts';
import { type DeletionGuard, World } from './world.ts';

/** Many short lives find more than a few long ones; every tenth is long, for what takes its time. */
function stepsOf(seed: number): number {
  return seed % 10 === 1 ? 60 : 24;
}

/** In some worlds few may leave without being asked for. */
const TIGHT: DeletionGuard = { users: { maxCount: 2, maxPercent: 100 }, groups: { maxCount: 3, maxPercent: 100 } };

/**
 * One random history from one seed: things happen, then everything around the operator works again. Answers what was wrong, in words:
 * nothing, when the operator kept every promise.
 */
export async function live(seed: number): Promise<string[]> {
  const world = new World(seed);
  const watch = new Watch(world);
  world.onWrite = () => watch.look();
  await world.begin({
    nested: seed % 4 === 0 ? 'Flatten' : 'Ignore',
    contexts: seed % 3 === 0 ? [10, 11] : [10, 11, 12],
    ...(seed % 5 === 0 ? { deletionGuard: TIGHT } : {}),
  });
  for (let steps = stepsOf(seed); steps > 0; steps -= 1) await world.happen();
  await world.heal();
  const wrong = complaints(world.ox, world.wishes);
  const writes = world.writes.length;
  await world.quiet();
  const needless = world.writes
    .slice(writes)
    .map((call) => `needless ${call.operation} of ${call.object ?? 'nothing'} after everything had settled`);
  return [...watch.complaints, ...wrong, ...needless, ...judgeHistory(world.cache, world.wishes)];
}
