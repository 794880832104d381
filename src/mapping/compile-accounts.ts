import { hasStrayBraces, parseAccountLoginTemplate, propertiesNamed } from './account-login.ts';
import { type AttributeSource, attributeSource } from './attribute-source.ts';
import type { Compilation } from './compilation.ts';
import type { CompiledFunctionalAccounts } from './compiled-mapping.ts';

const TEMPLATE_SETTING = 'spec.functionalAccounts.loginTemplate';

export function compileFunctionalAccounts({ facts, settings }: Compilation): CompiledFunctionalAccounts | undefined {
  const names = facts.functionalAccounts;
  if (names === undefined) return undefined;
  return {
    filter: names.filter,
    name: attributeSource(names.name),
    primaryAddress: attributeSource(names.primaryAddress),
    personal: attributeSource(names.personal),
    members: attributeSource(names.members),
    loginTemplate: parseAccountLoginTemplate(settings.functionalAccounts?.loginTemplate ?? ''),
  };
}

/** `username` always, for templates of accounts that are resources; and what the directory's own template names. */
export function compileProperties(compilation: Compilation): ReadonlyMap<string, AttributeSource> {
  const text = compilation.settings.functionalAccounts?.loginTemplate ?? '';
  const template = parseAccountLoginTemplate(text);
  const named = propertiesNamed(template).map((name) => [name, compilation.lookUp(name)] as const);
  if (hasStrayBraces(template) || named.some(([, source]) => source === undefined)) {
    compilation.report(TEMPLATE_SETTING, text, 'text with placeholders such as {{fa_entry_uuid}}{{username}}');
  }
  const known = named.flatMap(([name, source]) => (source === undefined ? [] : [[name, source] as const]));
  return new Map([['username', attributeSource('uid')], ...known]);
}

export function compileDeputies(compilation: Compilation): AttributeSource | undefined {
  const { facts, settings } = compilation;
  if (settings.deputyPermissions !== 'Enabled') return undefined;
  return compilation.optionalSource('spec.users.deputies.attribute', settings.users?.deputies?.attribute ?? facts.deputyAttribute);
}
