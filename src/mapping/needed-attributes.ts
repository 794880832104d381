import type { AttributeSource } from './attribute-source.ts';
import type { CompiledFunctionalAccounts, CompiledGroups, CompiledMapping, CompiledUsers } from './compiled-mapping.ts';
import type { QueryKind } from './preset.ts';

/** Operational or Univention's own: what entries are identified by. */
const always = ['entryUUID', 'univentionObjectIdentifier'];

/** Every attribute that a search has to ask for, each once, binary ones included. */
export function attributesNeeded(mapping: CompiledMapping, kind: QueryKind): string[] {
  const sources = sourcesOf(mapping, kind);
  const byKey = new Map(always.map((attribute) => [attribute.toLowerCase(), attribute]));
  for (const source of sources) if (source !== undefined && !byKey.has(source.key)) byKey.set(source.key, source.attribute);
  return [...byKey.values()];
}

/** Those of them whose values are octets. */
export function binaryAttributes(mapping: CompiledMapping, kind: QueryKind): string[] {
  return kind === 'users' ? [...new Set(mapping.users.picture?.map(({ attribute }) => attribute))] : [];
}

function sourcesOf(mapping: CompiledMapping, kind: QueryKind): readonly (AttributeSource | undefined)[] {
  switch (kind) {
    case 'users':
      return userSources(mapping.users);
    case 'groups':
      return groupSources(mapping.groups);
    case 'functionalAccounts':
      return accountSources(mapping.functionalAccounts);
  }
}

function userSources(users: CompiledUsers): readonly (AttributeSource | undefined)[] {
  return [
    users.identifier,
    users.gate,
    ...users.disabledMarks,
    users.contextId.source,
    users.accessProfile.source,
    ...users.fields.flatMap(({ sources }) => sources),
    ...(users.aliases ?? []),
    ...(users.picture ?? []),
    ...users.mailServers.flatMap(({ sources }) => sources),
    ...(users.login?.sources ?? []),
    ...(users.login?.template.parts.map((part) => (part.type === 'attribute' ? part.source : undefined)) ?? []),
    ...users.properties.values(),
    users.deputies,
  ];
}

function groupSources(groups: CompiledGroups): readonly (AttributeSource | undefined)[] {
  return [groups.identifier, groups.gate, ...groups.members];
}

function accountSources(accounts: CompiledFunctionalAccounts | undefined): readonly AttributeSource[] {
  return accounts === undefined ? [] : [accounts.name, accounts.primaryAddress, accounts.personal, accounts.members];
}
