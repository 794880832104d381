import { explainAlone } from '../../operator/index.ts';
import { refusalOf } from '../client/operator-api.ts';
import { type OwnPlace, withoutOperator } from '../plan/without-operator.ts';

interface Question extends OwnPlace {
  readonly kind?: string | undefined;
  readonly context?: string | undefined;
  readonly directory?: string | undefined;
}

/** What the API of an operator would answer that is started now. Rejects as one that asks the API does. */
export async function explainWithoutOperator(
  name: string,
  { kind, context, directory, ...place }: Question,
  environment: NodeJS.ProcessEnv,
): Promise<unknown> {
  const given = Object.entries({ kind, context, directory }).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const { status, body } = await withoutOperator(place, environment, (parts) => explainAlone(parts, name, new URLSearchParams(given)));
  const answer: unknown = JSON.parse(body);
  if (status === 200) return answer;
  throw refusalOf(status, answer);
}
