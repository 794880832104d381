import { planAlone } from '../../operator/index.ts';
import { planAnswer } from '../../ops/index.ts';
import type { PlaceOptions } from '../client/place-options.ts';
import { type OwnPlace, withoutOperator } from './without-operator.ts';

/** What an operator that is started now would do, as the API would tell it. */
export async function planWithoutOperator(
  { kind, context: contextId, directory, ...place }: OwnPlace & PlaceOptions,
  environment: NodeJS.ProcessEnv,
): Promise<unknown> {
  const filter = { kind, contextId, directory };
  const plan = await withoutOperator(place, environment, (parts) => planAlone({ ...parts, filter }));
  // As a reader of the API gets it.
  return JSON.parse(JSON.stringify(planAnswer(plan, filter)));
}
