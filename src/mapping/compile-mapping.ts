import { OperatorError } from '../model/index.ts';
import { attributeSource } from './attribute-source.ts';
import { Compilation } from './compilation.ts';
import { compileFunctionalAccounts } from './compile-accounts.ts';
import { compileUsers, gateSource, identifierSource } from './compile-users.ts';
import type { CompiledGroups, CompiledMapping } from './compiled-mapping.ts';
import type { MappingSettings } from './mapping-settings.ts';

interface CompileOptions {
  /** Report names with characters that OX refuses by default. Off: an OX may be configured otherwise, and says so itself. */
  readonly checkNameCharacters?: boolean;
}

/**
 * Checks the mapping of an OXDirectory and makes it quick to apply.
 * @throws OperatorError InvalidMapping: one line that names every wrong setting, what was found and what is expected.
 */
export function compileMapping(settings: MappingSettings, options: CompileOptions = {}): CompiledMapping {
  const compilation = new Compilation(settings);
  const { checkNameCharacters = false } = options;
  const mapping = {
    users: compileUsers(compilation, checkNameCharacters),
    groups: compileGroups(compilation, checkNameCharacters),
    functionalAccounts: compileFunctionalAccounts(compilation),
  };
  if (compilation.problems.length > 0) throw new OperatorError('InvalidMapping', compilation.problems.join('; '));
  return mapping;
}

function compileGroups(compilation: Compilation, checkNameCharacters: boolean): CompiledGroups {
  const { facts, settings } = compilation;
  return {
    identifier: identifierSource(compilation, 'groups', settings.groups?.identifier),
    gate: gateSource(compilation, 'groups'),
    members: facts.memberAttributes.map((attribute) => attributeSource(attribute)),
    checkNameCharacters,
  };
}
