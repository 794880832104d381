import type { DirectoryEntry } from '../model/index.ts';
import { type AttributeSource, valuesOf } from './attribute-source.ts';
import { characterProblem } from './name-characters.ts';
import type { UserDraft } from './user-draft.ts';

/** The largest id that OX's database takes. */
const maxContextId = 2_147_483_647;

/** The value that names an entry in OX, or what is wrong with it. Old installations know the source id by the name entryUUID. */
export function identify(entry: DirectoryEntry, identifier: AttributeSource): { readonly name: string; readonly problem?: string } {
  if (identifier.key === 'entryuuid') return { name: entry.sourceId };
  const values = valuesOf(entry, identifier);
  const name = values[0]?.trim();
  // A nameless object still needs something to be called by in lists and messages.
  if (name === undefined) return { name: entry.dn, problem: `${identifier.attribute} is empty, expected a name` };
  return values.length === 1 ? { name } : { name, problem: `${identifier.attribute} holds ${values.length} values, expected exactly one` };
}

export function loginOf(draft: UserDraft): string {
  const { identifier, checkNameCharacters } = draft.mapping;
  const { name, problem } = identify(draft.entry, identifier);
  draft.trace('login', identifier.origin);
  if (problem !== undefined) draft.report('InvalidIdentifier', problem);
  else if (checkNameCharacters) reportCharacters(draft, name);
  return name;
}

function reportCharacters(draft: UserDraft, name: string): void {
  const problem = characterProblem('users', draft.mapping.identifier.attribute, name);
  if (problem !== undefined) draft.report('IllegalCharacters', problem);
}

/** The context that the entry names, else the default; 0 with a fault when there is neither or the entry names nonsense. */
export function contextIdOf(draft: UserDraft): number {
  const { source, default: fallback } = draft.mapping.contextId;
  const values = source === undefined ? [] : valuesOf(draft.entry, source);
  if (source !== undefined && values.length > 0) return namedContext(draft, source, values);
  draft.trace('contextId', { type: 'default', setting: 'spec.users.contextId.default' });
  if (fallback !== undefined) return fallback;
  draft.report(
    'NoContext',
    source === undefined ? 'no default context is set' : `${source.attribute} is empty and no default context is set`,
  );
  return 0;
}

function namedContext(draft: UserDraft, source: AttributeSource, values: readonly string[]): number {
  draft.trace('contextId', source.origin);
  const text = values.join(', ').trim();
  const contextId = /^\d{1,10}$/.test(text) ? Number(text) : 0;
  if (contextId >= 1 && contextId <= maxContextId) return contextId;
  draft.reportValue('NoContext', source.attribute, text, `one number from 1 to ${maxContextId}`);
  return 0;
}
