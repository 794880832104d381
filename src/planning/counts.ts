import type { CountedAction, OxPlan, PlanCount, PlannedWait } from './plan.ts';

const NONE: Readonly<Record<CountedAction, number>> = {
  create: 0,
  adopt: 0,
  change: 0,
  move: 0,
  disable: 0,
  delete: 0,
  held: 0,
  disabled: 0,
  waiting: 0,
  refused: 0,
  observed: 0,
};

type Counts = Pick<OxPlan, 'counts' | 'observedCounts'>;

/** How many objects of each kind and context, in order of the context. */
export function countObjects(plan: Pick<OxPlan, 'objects' | 'observed' | 'waiting' | 'refused'>): Counts {
  const [tally, observed] = [new Tally(), new Tally()];
  for (const object of plan.objects) tally.count(object, object.action);
  for (const object of plan.observed) {
    tally.count(object, 'observed');
    observed.count(object, object.action);
  }
  for (const wait of plan.waiting) tally.count(wait, waitAs(wait));
  for (const wait of plan.refused) tally.count(wait, 'refused');
  return { counts: tally.rows(), observedCounts: observed.rows() };
}

function waitAs({ reason, fate }: PlannedWait): CountedAction {
  if (reason === 'Disabled') return 'disabled';
  return reason === 'DeletionsHeld' && fate !== undefined ? 'held' : 'waiting';
}

class Tally {
  private readonly counts = new Map<string, PlanCount & Record<CountedAction, number>>();

  count({ kind, contextId }: Pick<PlanCount, 'kind' | 'contextId'>, action: CountedAction): void {
    const key = `${contextId} ${kind}`;
    const row = this.counts.get(key) ?? { kind, contextId, ...NONE };
    this.counts.set(key, row);
    row[action] += 1;
  }

  rows(): PlanCount[] {
    return [...this.counts.values()].sort((one, other) => one.contextId - other.contextId);
  }
}
