import type { Kind } from '../model/index.ts';
import { countObjects } from './counts.ts';
import type { OxPlan } from './plan.ts';

/** What a plan is narrowed to; a missing part does not narrow it. */
export interface PlanFilter {
  readonly directory?: string | undefined;
  readonly kind?: Kind | undefined;
  readonly contextId?: number | undefined;
}

/** What a plan tells objects apart by. */
export interface PlannedPlace {
  readonly directory: string;
  readonly kind: Kind;
  readonly contextId: number;
}

export function isMeant(one: PlannedPlace, { directory, kind, contextId }: PlanFilter): boolean {
  return (
    (directory === undefined || one.directory === directory) &&
    (kind === undefined || one.kind === kind) &&
    (contextId === undefined || one.contextId === contextId)
  );
}

/** The part of a plan that somebody asks for. The estimate stays that of the whole, for a part is never carried out alone. */
export function narrowPlan(plan: OxPlan, filter: PlanFilter): OxPlan {
  const meant = (one: PlannedPlace): boolean => isMeant(one, filter);
  const part = {
    objects: plan.objects.filter(meant),
    observed: plan.observed.filter(meant),
    waiting: plan.waiting.filter(meant),
    refused: plan.refused.filter(meant),
  };
  const problems = plan.problems.filter(({ directory }) => filter.directory === undefined || filter.directory === directory);
  const isHeld = (directory: string): boolean =>
    part.waiting.some((wait) => wait.reason === 'DeletionsHeld' && wait.directory === directory);
  return { ...plan, ...part, problems, held: plan.held.filter(({ directory }) => isHeld(directory)), ...countObjects(part) };
}
