import { readFile } from 'node:fs/promises';
import { ConfigurationError, messageOf } from '../../model/index.ts';
import { explainLdif } from '../../operator/index.ts';
import { withDesk } from '../admin/with-desk.ts';
import { formatted } from '../client/index.ts';
import { entryText } from '../explain/explain-text.ts';
import { explainedSourceSchema } from '../explain/explanation-schema.ts';
import { asInForce, chosenDirectory } from './chosen-directory.ts';
import type { MappingOptions } from './mapping-options.ts';

type Explained = ReturnType<typeof explainLdif>[number];

/** Resolves to whether an entry is for OX that could not be sent. */
export async function testMapping(file: string, options: MappingOptions): Promise<boolean> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new ConfigurationError(`${file}: the file cannot be read (${messageOf(error)})`);
  });
  const directory = await withDesk(options, async (desk) => asInForce(await chosenDirectory(desk, options.directory), options));
  const entries = explainLdif(text, file, directory);
  if (entries.length === 0) throw new ConfigurationError(`${file}: found no entry, expected LDIF such as ldapsearch -LLL prints it`);
  process.stdout.write(formatted(options.output, { directory: directory.name, entries }, () => testedText(entries)));
  return entries.some((entry) => isForOx(entry) && entry.fault !== undefined);
}

function testedText(entries: readonly Explained[]): string {
  const texts = entries.map((entry) => `${titleOf(entry)}\n${entryText(explainedSourceSchema.parse(entry))}\n`);
  const forOx = entries.filter(isForOx);
  const faulty = forOx.filter(({ fault }) => fault !== undefined).length;
  return `${texts.join('')}${counted(entries.length)}: ${forOx.length} for OX, ${faulty} of them faulty\n`;
}

const TITLES: Readonly<Record<string, string>> = { users: 'User', groups: 'Group', functionalAccounts: 'FunctionalAccount' };

function titleOf({ query, dn, fields }: Explained): string {
  const name = fields.find(({ field }) => field === 'login' || field === 'name')?.value;
  return name === undefined ? `Entry ${JSON.stringify(dn)}` : `${TITLES[query] ?? query} ${JSON.stringify(name)}`;
}

function isForOx({ matchesFilter, outOfScope }: Explained): boolean {
  return matchesFilter && outOfScope === undefined;
}

function counted(entries: number): string {
  return entries === 1 ? '1 entry' : `${entries} entries`;
}
