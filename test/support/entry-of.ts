import type { DirectoryEntry } from '../../src/model/index.ts';

type Value = string | readonly string[] | Buffer;

/** A directory entry with these attributes; a Buffer is a binary value. */
export function entryOf(attributes: Readonly<Record<string, Value>>, facts: Partial<DirectoryEntry> = {}): DirectoryEntry {
  const texts = new Map<string, readonly string[]>();
  const binary = new Map<string, readonly Buffer[]>();
  for (const [name, value] of Object.entries(attributes)) {
    if (Buffer.isBuffer(value)) binary.set(name.toLowerCase(), [value]);
    else texts.set(name.toLowerCase(), typeof value === 'string' ? [value] : value);
  }
  return {
    sourceId: 'source-1',
    entryUuid: 'entry-1',
    dn: 'uid=anna,cn=users,dc=example,dc=org',
    query: 'users',
    attributes: texts,
    binary,
    ...facts,
  };
}
