import { type DirectoryEntry, type Fault, normalizeDn } from '../model/index.ts';
import { valuesOf } from './attribute-source.ts';
import type { CompiledMapping } from './compiled-mapping.ts';
import { whyOutOfScope } from './gate.ts';
import { characterProblem } from './name-characters.ts';
import { identify } from './user-identity.ts';

/** A group before it is fanned out over the contexts of its members. */
export type MappedGroup =
  | { readonly type: 'outOfScope'; readonly why: string }
  | {
      readonly type: 'group';
      readonly sourceId: string;
      readonly name: string;
      readonly displayName: string;
      /** Of users and of inner groups alike; normalised, each once, in the order of the directory. */
      readonly memberDns: readonly string[];
      readonly fault?: Fault | undefined;
    };

/** What an entry is as a group. Never throws. */
export function mapGroup(entry: DirectoryEntry, mapping: CompiledMapping): MappedGroup {
  const { gate, identifier, members, checkNameCharacters } = mapping.groups;
  const why = whyOutOfScope(entry, gate);
  if (why !== undefined) return { type: 'outOfScope', why };
  const { name, problem } = identify(entry, identifier);
  if (name.toLowerCase() === 'users') return { type: 'outOfScope', why: "users is OX's own default group, which is never touched" };
  const memberDns = [...new Set(members.flatMap((source) => valuesOf(entry, source)).map(normalizeDn))];
  const group = { type: 'group', sourceId: entry.sourceId, name, displayName: name, memberDns } as const;
  if (problem !== undefined) return { ...group, fault: { reason: 'InvalidIdentifier', message: `${entry.dn}: ${problem}` } };
  const refused = checkNameCharacters ? characterProblem('groups', identifier.attribute, name) : undefined;
  return refused === undefined ? group : { ...group, fault: { reason: 'IllegalCharacters', message: `${entry.dn}: ${refused}` } };
}
