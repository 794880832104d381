import type { Command } from 'commander';
import { askedOrAlone, type ClientOptions, clientCommand, withOperator } from '../client/client-command.ts';
import { candidatesNamed } from '../client/object-commands.ts';
import { formatted } from '../client/output.ts';
import { type PlaceOptions, placed, placeQuery } from '../client/place-options.ts';
import { explainText } from './explain-text.ts';
import { explanationSchema } from './explanation-schema.ts';

interface ExplainOptions extends ClientOptions, PlaceOptions {
  readonly cache?: string;
}

export function explainCommand(): Command {
  const what = 'Explain one object: its entry, where each field comes from, what OX holds, what differs, what it waits for.';
  return placed(clientCommand('explain', what))
    .argument('<name>', 'a login or group name, Kind/name, or a source id')
    .option('--cache <file>', 'when no operator runs: its cache file (else CACHE_PATH, else ./ox-operator.db)')
    .addHelpText('after', HELP)
    .action(async (name: string, options: ExplainOptions) => {
      const body = await candidatesNamed(explanationOf(name, options));
      process.stdout.write(formatted(options.output, body, () => explainText(explanationSchema.parse(body))));
    });
}

/** Of the operator that runs; where none does, what one would say that is started now. */
async function explanationOf(name: string, options: ExplainOptions): Promise<unknown> {
  const path = `explain/${encodeURIComponent(name)}`;
  const ask = (): Promise<unknown> => withOperator(options, (api) => api.get(path, placeQuery(options)));
  return await askedOrAlone(options, ask, async () => {
    const { explainWithoutOperator } = await import('./explain-without-operator.ts');
    return await explainWithoutOperator(name, options, process.env);
  });
}

const HELP = `
Asks the operator that runs. Where none does, and the environment holds the settings of one (OX_SOAP_SERVER and so on), it reads resources
and directories itself, and looks at OX; nothing is written. Also explains entries that are not for OX, or that a filter leaves out.

Exit codes: 0 done, 1 nothing is called so or it could not be found out, 2 an option cannot be used.

Examples:
  $ ox-operator explain anna                         in a cluster, with the current kubeconfig
  $ ox-operator explain Group/staff --context 10 -o yaml
  $ ox-operator explain --manifests ./manifests anna`;
