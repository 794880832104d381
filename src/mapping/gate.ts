import type { DirectoryEntry } from '../model/index.ts';
import { type AttributeSource, valueAt } from './attribute-source.ts';

/** Why the entry's own switch keeps it out of OX, or `undefined` when it is in. UDM writes `OK`, its REST interface `true`. */
export function whyOutOfScope(entry: DirectoryEntry, gate: AttributeSource | undefined): string | undefined {
  if (gate === undefined) return undefined;
  const value = valueAt(entry, gate);
  if (value === undefined) return `${gate.attribute} is not set`;
  const word = value.trim().toLowerCase();
  return word === 'ok' || word === 'true' ? undefined : `${gate.attribute} is ${JSON.stringify(value.slice(0, 60))}, not OK`;
}
