import { Command, Option } from 'commander';
import { NoOperatorThere } from '../../kube/index.ts';
import { findOperator, type OperatorPlace } from './find-operator.ts';
import type { OperatorApi } from './operator-api.ts';
import { FORMATS, type Format } from './output.ts';

/** What every command that asks a running operator has. */
export interface ClientOptions extends OperatorPlace {
  readonly output: Format;
}

/** A command with the options that lead to a running operator, and `-o`. */
export function clientCommand(name: string, description: string): Command {
  const command = onFolder(name, description).option('--url <url>', 'address of its status page, such as http://127.0.0.1:8082');
  return inCluster(command).addOption(outputOption());
}

/** A command with the option that leads to a folder. */
export function onFolder(name: string, description: string): Command {
  return new Command(name)
    .description(description)
    .option('--manifests <dir>', 'the folder that the operator runs on')
    .allowExcessArguments(false);
}

/** The options that lead into a cluster. */
export function inCluster(command: Command): Command {
  return command
    .option('-n, --namespace <namespace>', "in a cluster: the operator's namespace (else that of the kubeconfig)")
    .option('--kubeconfig <file>', 'in a cluster: which kubeconfig to use (else KUBECONFIG or ~/.kube/config)');
}

export function outputOption(): Option {
  return new Option('-o, --output <format>', 'how to print').choices(FORMATS).default('table');
}

/** What the operator that runs answers; where none does, and the environment holds the settings of one, what `alone` finds out itself. */
export async function askedOrAlone(place: OperatorPlace, ask: () => Promise<unknown>, alone: () => Promise<unknown>): Promise<unknown> {
  try {
    return await ask();
  } catch (error) {
    if (place.url !== undefined || !(error instanceof NoOperatorThere) || process.env.OX_SOAP_SERVER === undefined) throw error;
    return await alone();
  }
}

/** Finds the operator, lets `work` ask it, and lets go of it. */
export async function withOperator<T>(place: OperatorPlace, work: (api: OperatorApi) => Promise<T>): Promise<T> {
  const api = await findOperator(place);
  try {
    return await work(api);
  } finally {
    await api.close();
  }
}
