import { readFile } from 'node:fs/promises';
import { parseSpec } from '../../src/crds/index.ts';
import { LdifDirectory } from '../../src/directory/index.ts';
import { type CompiledMapping, compileMapping, mapGroup, mapUser } from '../../src/mapping/index.ts';
import { type DesiredObject, type DirectoryEntry, normalizeDn } from '../../src/model/index.ts';
import { queriesOf } from '../../src/operator/source-factory.ts';

/** What the entries of a directory should be in OX. */
export interface MappedPeople {
  readonly users: readonly MappedUser[];
  readonly groups: readonly { readonly name: string; readonly memberDns: readonly string[] }[];
}

export interface MappedUser {
  /** Normalised. */
  readonly dn: string;
  readonly object: DesiredObject;
}

/** Reads and maps an LDIF file as the operator does with an OXDirectory that has nothing but defaults. */
export async function readMappedPeople(ldif: string): Promise<MappedPeople> {
  const parsed = parseSpec('OXDirectory', { ldif: { file: ldif } });
  if (!parsed.ok) throw new Error(parsed.problems.join('; '));
  const mapping = compileMapping(parsed.spec);
  const entries = await readEntries(
    new LdifDirectory({ name: ldif, read: () => readFile(ldif, 'utf8'), queries: queriesOf(parsed.spec, mapping) }),
  );
  return {
    users: entries.flatMap((entry) => (entry.query === 'users' ? [toUser(entry, mapping)] : [])),
    groups: entries.flatMap((entry) => (entry.query === 'groups' ? [toGroup(entry, mapping)] : [])),
  };
}

async function readEntries(directory: LdifDirectory): Promise<DirectoryEntry[]> {
  const entries: DirectoryEntry[] = [];
  await directory.poll(undefined, async (changes) => {
    for (const change of changes) if (change.type === 'entry') entries.push(change.entry);
  });
  return entries;
}

function toUser(entry: DirectoryEntry, mapping: CompiledMapping): MappedUser {
  const mapped = mapUser(entry, mapping, 'people');
  if (mapped.type === 'outOfScope') throw new Error(`${entry.dn}: ${mapped.why}`);
  return { dn: normalizeDn(entry.dn), object: mapped.object };
}

function toGroup(entry: DirectoryEntry, mapping: CompiledMapping): MappedPeople['groups'][number] {
  const mapped = mapGroup(entry, mapping);
  if (mapped.type === 'outOfScope') throw new Error(`${entry.dn}: ${mapped.why}`);
  return { name: mapped.name, memberDns: mapped.memberDns };
}
