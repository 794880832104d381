import { type Command, InvalidArgumentError, Option } from 'commander';
import { OperatorError } from '../../model/index.ts';
import { type ClientOptions, clientCommand, withOperator } from './client-command.ts';
import { objectSchema } from './object-schema.ts';
import { objectTable, objectText } from './object-table.ts';
import { Ambiguous } from './operator-api.ts';
import { formatted } from './output.ts';
import { type PlaceOptions, placed, placeQuery } from './place-options.ts';

interface ListOptions extends ClientOptions, PlaceOptions {
  readonly limit: number;
  readonly state?: string;
  readonly reason?: string;
}

const UNDONE = 'pending,waiting,backingOff,halted';
const PUT_ASIDE = 'parked,halted';

/** What is not in step with OX, and what was put aside. */
export function tasksCommand(): Command {
  return listCommand('tasks', 'List what is still to be done: objects that are pending, waiting, retrying or halted.')
    .option('--state <states>', `which states, by commas (else ${UNDONE})`)
    .addHelpText('after', TASKS_HELP)
    .action((search: string | undefined, options: ListOptions) => list('objects', search, { state: UNDONE, ...options }));
}

export function parkedCommand(): Command {
  return listCommand('parked', 'List what was put aside because OX or the operator refuses it, and what halts its directory.')
    .addHelpText('after', PARKED_HELP)
    .action((search: string | undefined, options: ListOptions) => list('errors', search, { ...options, state: PUT_ASIDE }));
}

export function showCommand(): Command {
  return placed(clientCommand('show', 'Show one object: where it stands, why, and when it is tried again.'))
    .argument('<id>', 'a login or group name, Kind/name, or a source id')
    .addHelpText('after', SHOW_HELP)
    .action(show);
}

function listCommand(name: string, description: string): Command {
  return placed(clientCommand(name, description))
    .argument('[search]', 'a part of the name, or a whole source id')
    .option('--reason <reason>', 'only those with this reason (docs/reasons.md)')
    .addOption(limitOption());
}

export function limitOption(): Option {
  return new Option('--limit <number>', 'how many at most').default(100).argParser(positive);
}

function positive(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('Expected a whole number from 1.');
  return Number(text);
}

async function list(path: string, search: string | undefined, options: ListOptions): Promise<void> {
  const { state, reason, limit } = options;
  const page = await withOperator(options, (api) => api.list(path, { search, ...placeQuery(options), state, reason }, limit));
  const listing = { ...page, items: page.items.map((item) => objectSchema.parse(item)) };
  process.stdout.write(formatted(options.output, listing, () => objectTable(listing, 'Nothing.')));
}

async function show(id: string, options: ClientOptions & PlaceOptions): Promise<void> {
  const answer = await candidatesNamed(withOperator(options, (api) => api.get(`objects/${encodeURIComponent(id)}`, placeQuery(options))));
  process.stdout.write(formatted(options.output, answer, () => objectText(objectSchema.parse(answer))));
}

/** Whoever may be meant is listed with the error. */
export async function candidatesNamed<T>(work: Promise<T>): Promise<T> {
  return await work.catch((error: unknown) => {
    if (!(error instanceof Ambiguous)) throw error;
    const items = error.items.map((item) => objectSchema.parse(item));
    const candidates = objectTable({ items, total: items.length }, '').trimEnd();
    throw new OperatorError('InvalidIdentifier', `${error.message} (--context, --kind, --directory)\n${candidates}`, { cause: error });
  });
}

const EXIT_CODES = 'Exit codes: 0 done, 1 no operator answers or it knows no such object, 2 an option cannot be used.';

const TASKS_HELP = `
${EXIT_CODES}

Examples:
  $ ox-operator tasks                                in a cluster, with the current kubeconfig
  $ ox-operator tasks --manifests ./manifests anna
  $ ox-operator tasks --state waiting --kind User -o json`;

const PARKED_HELP = `
${EXIT_CODES}

Examples:
  $ ox-operator parked
  $ ox-operator parked --reason MailAddressTaken --context 10
  $ ox-operator parked --manifests ./manifests anna`;

const SHOW_HELP = `
${EXIT_CODES}

Examples:
  $ ox-operator show anna
  $ ox-operator show Group/staff --context 10
  $ ox-operator show --manifests ./manifests 8bd40a1c-7b1e-103f-9c2e-5f0e0f1a2b3c -o yaml`;
