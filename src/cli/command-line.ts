import { Command, CommanderError } from 'commander';
import { ConfigurationError, messageOf } from '../model/index.ts';
import { adminCommands } from './admin/admin-commands.ts';
import { historyCommand, parkedCommand, showCommand, tasksCommand } from './client/index.ts';
import { demoCommand } from './demo/demo-command.ts';
import { explainCommand } from './explain/explain-command.ts';
import { mappingCommand } from './mapping/mapping-command.ts';
import { planCommand } from './plan/plan-command.ts';
import type { RunOptions } from './run/run-command.ts';
import { supportBundleCommand } from './support/support-command.ts';
import { packageVersion } from './version.ts';

const OK = 0;
const FAILED = 1;
const WRONG_INPUT = 2;

/** Runs one command; resolves to the exit code of the process: 0, 1 for a failure, 2 for input that cannot be used. */
export async function main(args: readonly string[]): Promise<number> {
  let exitCode = OK;
  const program = commandLine((code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync(args, { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? OK : WRONG_INPUT;
    console.error(messageOf(error));
    return error instanceof ConfigurationError ? WRONG_INPUT : FAILED;
  }
}

function commandLine(end: (exitCode: number) => void): Command {
  const program = new Command('ox-operator')
    .description('Keeps OX App Suite in step with a directory: contexts, users and groups.')
    .version(packageVersion(), '-V, --version', 'print the version')
    .exitOverride()
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({ outputError: (text, write) => write(`${text.trim().replaceAll('\n', ' ')} (ox-operator --help tells more)\n`) });
  for (const command of [
    runCommand(),
    demoCommand(end),
    planCommand(end),
    explainCommand(),
    tasksCommand(),
    parkedCommand(),
    showCommand(),
    historyCommand(),
    ...adminCommands(),
    mappingCommand(end),
    supportBundleCommand(),
  ])
    program.addCommand(inherit(command, program));
  return program;
}

function inherit(command: Command, parent: Command): Command {
  command.copyInheritedSettings(parent);
  for (const part of command.commands) inherit(part, command);
  return command;
}

function runCommand(): Command {
  return new Command('run')
    .description('Run the operator until it is told to end (Ctrl-C, SIGTERM).')
    .option('--manifests <dir>', 'read custom resources and Secrets from a folder instead of an API server')
    .option('--cache <file>', 'the SQLite file that remembers what was read and written (else CACHE_PATH, else ./ox-operator.db)')
    .option('--kubeconfig <file>', 'which kubeconfig to use (else KUBECONFIG, ~/.kube/config, or the service account of the Pod)')
    .allowExcessArguments(false)
    .addHelpText('after', RUN_HELP)
    .action(async (options: RunOptions) => {
      // Whoever only asks a running operator does not wait until all of one is loaded.
      const { runOperator } = await import('./run/run-command.ts');
      await runOperator(options, process.env);
    });
}

const RUN_HELP = `
Settings come from the environment. Needed are:
  OX_SOAP_SERVER         address of OX, such as https://ox.example.org
  OX_MASTER_PASSWORD     password of the master admin; or OX_MASTER_PASSWORD_FILE
docs/settings.md lists all of them.

It serves /metrics on port 8080, /healthz and /readyz on 8081, and a status page on 8082.

Exit codes: 0 ended as told, 1 failed, 2 a setting or a manifest cannot be used.

Examples:
  $ ox-operator run                                  in a Pod, or with the current kubeconfig
  $ ox-operator run --manifests ./manifests          without Kubernetes
  $ METRICS_ADDRESS= STATUS_ADDRESS=127.0.0.1:0 ox-operator run --manifests ./manifests --cache /var/lib/ox-operator/cache.db`;
