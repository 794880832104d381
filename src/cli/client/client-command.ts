import { Command, Option } from 'commander';
import { findOperator, type OperatorPlace } from './find-operator.ts';
import type { OperatorApi } from './operator-api.ts';
import { FORMATS, type Format } from './output.ts';

/** What every command that asks a running operator has. */
export interface ClientOptions extends OperatorPlace {
  readonly output: Format;
}

/** A command with the options that lead to a running operator, and `-o`. */
export function clientCommand(name: string, description: string): Command {
  return new Command(name)
    .description(description)
    .option('--manifests <dir>', 'the folder that the operator runs on')
    .option('--url <url>', 'address of its status page, such as http://127.0.0.1:8082')
    .option('-n, --namespace <namespace>', "in a cluster: the operator's namespace (else that of the kubeconfig)")
    .option('--kubeconfig <file>', 'in a cluster: which kubeconfig to use (else KUBECONFIG or ~/.kube/config)')
    .addOption(new Option('-o, --output <format>', 'how to print').choices(FORMATS).default('table'))
    .allowExcessArguments(false);
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
