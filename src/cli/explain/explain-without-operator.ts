import { explainAlone } from '../../operator/index.ts';
import { refusalOf } from '../client/operator-api.ts';
import { type PlaceOptions, placeQuery } from '../client/place-options.ts';
import { type OwnPlace, withoutOperator } from '../plan/without-operator.ts';

/** What the API of an operator would answer that is started now. Rejects as one that asks the API does. */
export async function explainWithoutOperator(
  name: string,
  question: OwnPlace & PlaceOptions,
  environment: NodeJS.ProcessEnv,
): Promise<unknown> {
  const given = Object.entries(placeQuery(question)).flatMap(([option, value]) =>
    value === undefined ? [] : [[option, String(value)] as [string, string]],
  );
  const { status, body } = await withoutOperator(question, environment, (parts) => explainAlone(parts, name, new URLSearchParams(given)));
  const answer: unknown = JSON.parse(body);
  if (status === 200) return answer;
  throw refusalOf(status, answer);
}
