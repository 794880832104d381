import type { Command } from 'commander';
import { type ClientOptions, clientCommand, withOperator } from './client-command.ts';
import { deedSchema, historyTable } from './history-text.ts';
import { limitOption } from './object-commands.ts';
import { formatted } from './output.ts';
import { type PlaceOptions, placed, placeQuery } from './place-options.ts';

interface HistoryOptions extends ClientOptions, PlaceOptions {
  readonly limit: number;
  readonly since?: string;
}

export function historyCommand(): Command {
  return placed(clientCommand('history', 'List what was written to OX, the newest first: fields before and after, outcome, duration.'))
    .argument('[name]', 'only of this object: a name, Kind/name, or a source id')
    .option('--since <time>', 'a time such as 2026-01-31T08:00:00Z, or how long ago: 30m, 24h, 7d')
    .addOption(limitOption())
    .addHelpText('after', HISTORY_HELP)
    .action(history);
}

async function history(name: string | undefined, options: HistoryOptions): Promise<void> {
  const { since, limit } = options;
  const page = await withOperator(options, (api) => api.list('history', { object: name, ...placeQuery(options), since }, limit));
  const text = formatted(options.output, page, () => {
    const deeds = page.items.map((item) => deedSchema.parse(item));
    const rest = deeds.length === page.total ? `${page.total} in all\n` : `${deeds.length} of ${page.total}; --limit shows more\n`;
    return deeds.length === 0 ? 'Nothing.\n' : `${historyTable(deeds)}${rest}`;
  });
  process.stdout.write(text);
}

const HISTORY_HELP = `
The history is kept for 90 days, and for 200,000 writes. Long texts and pictures are told by their digests, passwords not at all.

Exit codes: 0 done, 1 no operator answers, 2 an option cannot be used.

Examples:
  $ ox-operator history
  $ ox-operator history anna --manifests ./manifests
  $ ox-operator history --since 24h --kind User --context 10 -o json`;
