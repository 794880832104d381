import type { AttributeSource } from './attribute-source.ts';
import type { CompiledGroups, CompiledMapping, CompiledUsers } from './compiled-mapping.ts';
import type { EntryKind } from './preset.ts';

/** Operational or Univention's own: what entries are identified by. */
const always = ['entryUUID', 'univentionObjectIdentifier'];

/** Every attribute that a search has to ask for, each once, binary ones included. */
export function attributesNeeded(mapping: CompiledMapping, kind: EntryKind): string[] {
  const sources = kind === 'users' ? userSources(mapping.users) : groupSources(mapping.groups);
  const byKey = new Map(always.map((attribute) => [attribute.toLowerCase(), attribute]));
  for (const source of sources) if (source !== undefined && !byKey.has(source.key)) byKey.set(source.key, source.attribute);
  return [...byKey.values()];
}

/** Those of them whose values are octets. */
export function binaryAttributes(mapping: CompiledMapping, kind: EntryKind): string[] {
  return kind === 'users' ? [...new Set(mapping.users.picture?.map(({ attribute }) => attribute))] : [];
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
  ];
}

function groupSources(groups: CompiledGroups): readonly (AttributeSource | undefined)[] {
  return [groups.identifier, groups.gate, ...groups.members];
}
