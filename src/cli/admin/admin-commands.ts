import type { Command } from 'commander';
import type { SyncErrorAction } from '../../crds/index.ts';
import { ConfigurationError, OperatorError, systemClock } from '../../model/index.ts';
import { inCluster, onFolder, outputOption } from '../client/client-command.ts';
import { contextOption, type Format, formatted } from '../client/index.ts';
import { findSyncError } from './find-sync-error.ts';
import { type DeskPlace, withDesk } from './with-desk.ts';

interface AdminOptions extends DeskPlace {
  readonly output: Format;
  readonly context?: number;
  readonly directory?: string;
}

interface Asked {
  readonly action: string;
  /** Names of OXSyncErrors or OXDirectories. */
  readonly names: readonly string[];
}

/** Those that ask the operator to do something: they write what it reads, and end before it has acted. */
export function adminCommands(): Command[] {
  return [
    actionCommand('retry', 'Retry', 'Try a parked or failing object again now, as it is.'),
    resyncCommand(),
    actionCommand('discard', 'Discard', 'Forget the error of an object until it changes; one that is to be deleted stays in OX.'),
    actionCommand('park', 'Park', 'Put aside the object that halts its directory, so that the others go on.'),
  ];
}

function actionCommand(name: string, action: Exclude<SyncErrorAction, ''>, description: string): Command {
  return adminCommand(name, description)
    .argument('<name>', 'a login or group name, Kind/name, a source id, or the name of an OXSyncError')
    .addHelpText('after', helpOf(name))
    .action((id: string, options: AdminOptions) => ask(id, action, options));
}

function resyncCommand(): Command {
  return adminCommand('resync', 'Read an object, or with --all everything, afresh from the directory, and compare it with OX.')
    .argument('[name]', 'a login or group name, Kind/name, a source id, or the name of an OXSyncError')
    .option('--all', 'every OXDirectory, or with --directory one, instead of an object')
    .addHelpText('after', helpOf('resync'))
    .action(async (id: string | undefined, options: AdminOptions & { readonly all?: true }) => {
      if ((id === undefined) === (options.all === undefined)) throw new ConfigurationError('resync: expected either a name or --all');
      await (id === undefined ? resyncAll(options) : ask(id, 'Resync', options));
    });
}

function adminCommand(name: string, description: string): Command {
  return inCluster(onFolder(name, description))
    .addOption(contextOption('which of several: the one in this context'))
    .option('--directory <name>', 'which of several: the one of this OXDirectory')
    .addOption(outputOption());
}

async function ask(id: string, action: Exclude<SyncErrorAction, ''>, options: AdminOptions): Promise<void> {
  const { context, directory } = options;
  const asked = await withDesk(options, async (desk) => {
    const error = findSyncError(await desk.listSyncErrors(), { id, context, directory }, desk.place);
    await desk.setAction(error.name, action);
    return { action, names: [error.name] };
  });
  tell(asked, options.output, `OXSyncError ${asked.names.join()}: ${action} is asked for; "ox-operator show" tells what comes of it`);
}

async function resyncAll(options: AdminOptions): Promise<void> {
  const { directory } = options;
  const names = await withDesk(options, async (desk) => {
    const found = await desk.requestReconcile(directory, new Date(systemClock.now()).toISOString());
    if (found.length > 0) return found;
    throw new OperatorError(
      'InvalidIdentifier',
      `there is no OXDirectory${directory === undefined ? '' : ` ${directory}`} in ${desk.place}`,
    );
  });
  tell({ action: 'Resync', names }, options.output, `OXDirectory ${names.join(', ')}: is read afresh`);
}

function tell(asked: Asked, output: Format, sentence: string): void {
  process.stdout.write(formatted(output, asked, () => `${sentence}\n`));
}

function helpOf(name: string): string {
  return `
It sets spec.action of the OXSyncError, or with --all an annotation of the OXDirectory: in the cluster, or in the files of the folder.

Exit codes: 0 asked for, 1 there is nothing of that name, or it cannot be written, 2 an option cannot be used.

Examples:
  $ ox-operator ${name} anna                            in a cluster, with the current kubeconfig
  $ ox-operator ${name} Group/staff --context 10 --manifests ./manifests${name === 'resync' ? '\n  $ ox-operator resync --all --directory people' : ''}`;
}
