import type { Kind } from '../model/index.ts';
import { countObjects } from './counts.ts';
import type { OxPlan } from './plan.ts';

/** What a plan is narrowed to; a missing part does not narrow it. */
export interface PlanFilter {
  readonly directory?: string | undefined;
  readonly kind?: Kind | undefined;
  readonly contextId?: number | undefined;
}

/** The part of a plan that somebody asks for. The estimate stays that of the whole, for a part is never carried out alone. */
export function narrowPlan(plan: OxPlan, { directory, kind, contextId }: PlanFilter): OxPlan {
  const isMeant = (one: { readonly directory: string; readonly kind: Kind; readonly contextId: number }): boolean =>
    (directory === undefined || one.directory === directory) &&
    (kind === undefined || one.kind === kind) &&
    (contextId === undefined || one.contextId === contextId);
  const part = {
    objects: plan.objects.filter(isMeant),
    observed: plan.observed.filter(isMeant),
    waiting: plan.waiting.filter(isMeant),
    refused: plan.refused.filter(isMeant),
  };
  const problems = plan.problems.filter((problem) => directory === undefined || problem.directory === directory);
  const held = plan.held.filter((set) => directory === undefined || set.directory === directory);
  return { ...plan, ...part, problems, held, ...countObjects(part) };
}
