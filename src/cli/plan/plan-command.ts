import type { Command } from 'commander';
import { messageOf, OperatorError, sleep, systemClock } from '../../model/index.ts';
import { askedOrAlone, type ClientOptions, clientCommand, withOperator } from '../client/client-command.ts';
import { formatted } from '../client/output.ts';
import { type PlaceOptions, placed, placeQuery } from '../client/place-options.ts';
import { planSchema } from './plan-schema.ts';
import { planText } from './plan-text.ts';

interface PlanOptions extends ClientOptions, PlaceOptions {
  readonly cache?: string;
  readonly alone?: boolean;
}

const CHANGES = 2;

/** A plan is asked for again until it is made, or until nobody believes in it any more. */
const MOST_QUESTIONS = 180;
const NEXT_QUESTION_MS = 500;

/** @param end takes the exit code: 2 when there are changes */
export function planCommand(end: (exitCode: number) => void): Command {
  return placed(clientCommand('plan', 'Tell what would be written to OX now, and what not and why. Writes nothing.'))
    .option('--cache <file>', 'when no operator runs: its cache file (else CACHE_PATH, else ./ox-operator.db)')
    .option('--alone', 'ask no operator that may be running: read resources, directories and OX here')
    .addHelpText('after', HELP)
    .action(async (options: PlanOptions) => {
      const body = await failing(planBodyOf(options));
      const plan = planSchema.parse(body);
      process.stdout.write(formatted(options.output, body, () => planText(plan)));
      if (plan.hasChanges) end(CHANGES);
    });
}

/** 2 is taken: whatever goes wrong is a 1. */
async function failing<T>(work: Promise<T>): Promise<T> {
  return await work.catch((error: unknown) => {
    throw new Error(messageOf(error), { cause: error });
  });
}

/** Of the operator that runs; where none does, of one that would be started now. */
async function planBodyOf(options: PlanOptions): Promise<unknown> {
  const alone = (): Promise<unknown> => planHere(options);
  return options.alone === true ? await alone() : await askedOrAlone(options, () => askFor(options), alone);
}

async function planHere(options: PlanOptions): Promise<unknown> {
  const { planWithoutOperator } = await import('./plan-without-operator.ts');
  return await planWithoutOperator(options, process.env);
}

async function askFor(options: PlanOptions): Promise<unknown> {
  return await withOperator(options, async (api) => {
    for (let asked = 0; asked < MOST_QUESTIONS; asked += 1) {
      const answer = await api.get('plan', placeQuery(options));
      if (planSchema.safeParse(answer).success) return answer;
      await sleep(systemClock, NEXT_QUESTION_MS);
    }
    throw new OperatorError('BackingOff', `the operator at ${api.place} did not come to an end with its plan`);
  });
}

const HELP = `
Asks the operator that runs. Where none does, and the environment holds the settings of one (OX_SOAP_SERVER and so on), it reads resources
and directories itself, and looks at OX; its cache file is copied, not touched.

Exit codes: 0 nothing would be written, 2 there are changes, 1 it could not be found out.

Examples:
  $ ox-operator plan                                 in a cluster, with the current kubeconfig
  $ ox-operator plan --manifests ./manifests --kind User
  $ ox-operator plan --directory people -o json`;
