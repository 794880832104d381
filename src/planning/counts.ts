import type { CountedAction, OxPlan, PlanCount } from './plan.ts';

const NONE: Readonly<Record<CountedAction, number>> = {
  create: 0,
  adopt: 0,
  change: 0,
  move: 0,
  delete: 0,
  waiting: 0,
  refused: 0,
  observed: 0,
};

/** How many objects of each kind and context, in order of the context. */
export function countObjects(plan: Pick<OxPlan, 'objects' | 'observed' | 'waiting' | 'refused'>): PlanCount[] {
  const counts = new Map<string, PlanCount & Record<CountedAction, number>>();
  const count = ({ kind, contextId }: Pick<PlanCount, 'kind' | 'contextId'>, action: CountedAction): void => {
    const key = `${contextId} ${kind}`;
    const row = counts.get(key) ?? { kind, contextId, ...NONE };
    counts.set(key, { ...row, [action]: row[action] + 1 });
  };
  for (const object of plan.objects) count(object, object.action);
  for (const object of plan.observed) count(object, 'observed');
  for (const object of plan.waiting) count(object, 'waiting');
  for (const object of plan.refused) count(object, 'refused');
  return [...counts.values()].sort((one, other) => one.contextId - other.contextId);
}
