import { KINDS } from '../../model/index.ts';
import { planAlone } from '../../operator/index.ts';
import { planBody } from '../../ops/index.ts';
import { narrowPlan } from '../../planning/index.ts';
import { type OwnPlace, withoutOperator } from './without-operator.ts';

interface Question extends OwnPlace {
  readonly directory?: string | undefined;
  readonly kind?: string | undefined;
  readonly context?: string | undefined;
}

/** What an operator that is started now would do, as the API would tell it. */
export async function planWithoutOperator(
  { directory, kind, context, ...place }: Question,
  environment: NodeJS.ProcessEnv,
): Promise<unknown> {
  const asked = KINDS.find((each) => each.toLowerCase() === kind?.toLowerCase());
  if (kind !== undefined && asked === undefined)
    throw new Error(`--kind: found ${JSON.stringify(kind)}, expected one of ${KINDS.join(', ')}`);
  const contextId = context === undefined ? undefined : Number(context);
  const plan = await withoutOperator(place, environment, planAlone);
  // As a reader of the API gets it.
  return JSON.parse(JSON.stringify(planBody(narrowPlan(plan, { directory, kind: asked, contextId }))));
}
