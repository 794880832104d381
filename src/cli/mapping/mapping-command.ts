import { Command } from 'commander';
import { inCluster, onFolder, outputOption } from '../client/client-command.ts';
import type { MappingOptions } from './mapping-options.ts';

/** @param end takes the exit code of `test`: 1 when an entry could not be sent */
export function mappingCommand(end: (exitCode: number) => void): Command {
  const group = new Command('mapping')
    .description('Show, change and try how entries of a directory become users of OX: which attribute feeds which field.')
    .addHelpText('after', HELP);
  for (const command of [showCommand(), setCommand(), unsetCommand(), alternativesCommand(), restoreCommand(), testCommand(end)])
    group.addCommand(command);
  return group;
}

function showCommand(): Command {
  return mappingPart('show', 'List every OX field with where it comes from, and what differs from the preset.')
    .addHelpText('after', helpOf('Writes nothing.', ['show', 'show --manifests ./manifests --directory people', 'show -o json']))
    .action(async (options: MappingOptions) => {
      const { showMapping } = await import('./show-mapping.ts');
      await showMapping(options);
    });
}

function setCommand(): Command {
  return mappingPart('set', 'Take a field from another attribute (its first value).')
    .argument('<field>', 'an OX field, such as userfield01 or imap_server')
    .argument('<attribute>', 'an LDAP attribute; with preset Univention also a UDM property')
    .argument('[more...]', 'further fields and attributes, in pairs')
    .addHelpText('after', editHelp(['set userfield01 description', 'set userfield01 description department ou --manifests ./manifests']))
    .action(async (field: string, attribute: string, more: string[], options: MappingOptions) => {
      const { setMapping } = await import('./edit-mapping.ts');
      await setMapping([field, attribute, ...more], options);
    });
}

function unsetCommand(): Command {
  return mappingPart('unset', 'Never send a field: it stays as it is in OX.')
    .argument('<field...>', 'OX fields, such as note')
    .addHelpText('after', editHelp(['unset note', 'unset userfield01 userfield02 --directory people']))
    .action(async (fields: string[], options: MappingOptions) => {
      const { editMapping } = await import('./edit-mapping.ts');
      await editMapping({ type: 'unset', fields }, options);
    });
}

function alternativesCommand(): Command {
  return mappingPart(
    'alternatives',
    'Where to look when the attribute of a field is empty, in this order; none takes those of the preset away.',
  )
    .argument('<field>', 'an OX field, such as email1')
    .argument('[attribute...]', 'LDAP attributes; with preset Univention also UDM properties')
    .addHelpText('after', editHelp(['alternatives email1 mailAlternativeAddress', 'alternatives display_name --manifests ./manifests']))
    .action(async (field: string, attributes: string[], options: MappingOptions) => {
      const { editMapping } = await import('./edit-mapping.ts');
      await editMapping({ type: 'alternatives', field, attributes }, options);
    });
}

function restoreCommand(): Command {
  return mappingPart('restore', 'Take the overrides of fields away, so that they come from where the preset says.')
    .argument('[field...]', 'OX fields, such as userfield01')
    .option('--all', 'of every field')
    .addHelpText('after', editHelp(['restore userfield01', 'restore --all --manifests ./manifests']))
    .action(async (fields: string[], options: MappingOptions & { readonly all?: true }) => {
      const { restoreMapping } = await import('./edit-mapping.ts');
      await restoreMapping(fields, options);
    });
}

function testCommand(end: (exitCode: number) => void): Command {
  return mappingPart('test', 'Tell what a directory would make of the entries of an LDIF file. No operator and no OX is asked.')
    .argument('<file>', 'the entries, such as ldapsearch -LLL prints them')
    .addHelpText('after', TEST_HELP)
    .action(async (file: string, options: MappingOptions) => {
      const { testMapping } = await import('./test-mapping.ts');
      if (await testMapping(file, options)) end(1);
    });
}

function mappingPart(name: string, description: string): Command {
  return inCluster(onFolder(name, description))
    .option('--directory <name>', 'which OXDirectory, when there are several')
    .addOption(outputOption());
}

const EDITS = `Edits spec.mapping of the OXDirectory: in the files of the folder, whose comments stay, or in the cluster. Who keeps the resources of a
cluster in a repository edits them there. A running operator takes the change over at once. What would not be valid is not written.`;

function editHelp(examples: readonly string[]): string {
  return helpOf(EDITS, examples);
}

function helpOf(text: string, examples: readonly string[]): string {
  return `
${text}

Fields go by their SOAP names or those of the OX Connector (imap_server); docs/mapping.md lists them.

Exit codes: 0 done or nothing to do, 1 there is no such directory, or it cannot be read or written, 2 the input cannot be used.

Examples:
${examples.map((example) => `  $ ox-operator mapping ${example}`).join('\n')}`;
}

const TEST_HELP = `
Each entry is told with the query that finds it, whether it is for OX and why not, what is wrong with it, and every field with its value and
origin; also of entries that are left out, as if they were not. Pictures and passwords are not shown.
Like the operator it takes the OX Connector's variables in the environment (DEFAULT_CONTEXT and so on) for what the OXDirectory leaves out.

Exit codes: 0 what is for OX can be sent, 1 an entry is faulty, or there is no such directory, 2 the input cannot be used.

Examples:
  $ ox-operator mapping test anna.ldif --manifests ./manifests
  $ ldapsearch -LLL -x -b dc=example,dc=org uid=anna | ox-operator mapping test /dev/stdin --directory people
  $ ox-operator mapping test people.ldif -o json`;

const HELP = `
Each of them works on an OXDirectory: in a folder of manifests, or in a cluster.

Examples:
  $ ox-operator mapping show --manifests ./manifests
  $ ox-operator mapping set userfield01 description --directory people
  $ ox-operator mapping test anna.ldif -o yaml`;
