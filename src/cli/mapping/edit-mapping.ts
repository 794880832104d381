import { isDeepStrictEqual } from 'node:util';
import type { DirectoryManifest } from '../../kube/index.ts';
import { mappingTable, type OverrideEdit } from '../../mapping/index.ts';
import { ConfigurationError, messageOf, OperatorError } from '../../model/index.ts';
import { withDesk } from '../admin/with-desk.ts';
import { formatted } from '../client/index.ts';
import { oneLine } from '../client/value-text.ts';
import { asInForce, chosenDirectory } from './chosen-directory.ts';
import type { MappingOptions } from './mapping-options.ts';
import { editedSpec, fieldsOf, tidied } from './spec-overrides.ts';

/** Where a field comes from, in words; absent: it is not sent. */
interface FieldMove {
  readonly field: string;
  readonly before?: string;
  readonly after?: string;
}

/** What an edit comes to. */
interface Edited {
  readonly directory: string;
  readonly place: string;
  readonly isChanged: boolean;
  /** Fields that come from elsewhere now, those that follow others among them. */
  readonly fields: readonly FieldMove[];
  /** What was wrong with the directory before. */
  readonly mended?: string;
}

export async function setMapping(names: readonly string[], options: MappingOptions): Promise<void> {
  if (names.length % 2 === 1)
    throw new ConfigurationError(`set: found ${JSON.stringify(names.at(-1))} alone, expected pairs of field and attribute`);
  const attributes = names.flatMap((name, index) => (index % 2 === 0 ? [[name, names[index + 1] ?? ''] as const] : []));
  await editMapping({ type: 'set', attributes }, options);
}

export async function restoreMapping(fields: readonly string[], options: MappingOptions & { readonly all?: true }): Promise<void> {
  const isAll = options.all === true;
  if (isAll === fields.length > 0) throw new ConfigurationError('restore: expected either fields or --all');
  await editMapping({ type: 'restore', fields: isAll ? 'all' : fields }, options);
}

export async function editMapping(edit: OverrideEdit, options: MappingOptions): Promise<void> {
  const { edited, named } = await withDesk(options, async (desk) => {
    const directory = await chosenDirectory(desk, options.directory);
    const spec = editedSpec(directory, edit);
    const decision = decide(directory, spec, edit, options);
    if (decision.edited.isChanged) await desk.changeDirectory(directory, spec);
    return decision;
  });
  process.stdout.write(formatted(options.output, edited, () => `${linesOf(edited, named).map(oneLine).join('\n')}\n`));
}

/** By field, where it comes from. */
type Origins = ReadonlyMap<string, string | undefined>;

interface Decision {
  readonly edited: Edited;
  /** The fields that the edit is about, with where they come from afterwards. */
  readonly named: Origins;
}

function decide(directory: DirectoryManifest, spec: DirectoryManifest['spec'], edit: OverrideEdit, options: MappingOptions): Decision {
  const { name, place } = directory;
  const after = refusedUnlessValid({ name, spec }, options);
  const named = new Map(fieldsOf(edit, directory.spec).map((field) => [field, after.get(field)]));
  const before = originsOrTrouble(directory, options);
  if (typeof before === 'string') return { edited: { directory: name, place, isChanged: true, fields: [], mended: before }, named };
  const fields = [...after].flatMap(([field, now]) => moveOf(field, before.get(field), now));
  const isRestored = edit.type === 'restore' && !isDeepStrictEqual(spec, tidied(directory.spec));
  return { edited: { directory: name, place, isChanged: fields.length > 0 || isRestored, fields }, named };
}

function moveOf(field: string, before: string | undefined, after: string | undefined): FieldMove[] {
  if (before === after) return [];
  return [{ field, ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) }];
}

function originsOf(directory: Pick<DirectoryManifest, 'name' | 'spec'>, options: MappingOptions): Origins {
  return new Map(mappingTable(asInForce(directory, options).spec).map(({ field, from }) => [field, from]));
}

function refusedUnlessValid(directory: Pick<DirectoryManifest, 'name' | 'spec'>, options: MappingOptions): Origins {
  try {
    return originsOf(directory, options);
  } catch (error) {
    throw error instanceof OperatorError ? new ConfigurationError(`${error.message}; nothing is written`, { cause: error }) : error;
  }
}

/** What is not valid may be edited until it is. */
function originsOrTrouble(directory: DirectoryManifest, options: MappingOptions): Origins | string {
  try {
    return originsOf(directory, options);
  } catch (error) {
    if (error instanceof OperatorError) return messageOf(error);
    throw error;
  }
}

function linesOf({ directory, place, isChanged, fields, mended }: Edited, named: Origins): string[] {
  const title = `OXDirectory ${directory} in ${place}:`;
  if (mended !== undefined) return [`${title} can be used again; before it could not: ${mended}`];
  if (!isChanged) return [`${title} nothing to change`, ...[...named].map(([field, origin]) => `  ${field}: ${words(origin)}`)];
  if (fields.length === 0) return [`${title} the overrides are taken away; every field comes from where it did before`];
  const followers = fields.filter(({ field }) => !named.has(field)).map(({ field }) => field);
  return [
    title,
    ...fields.filter(({ field }) => named.has(field)).map(({ field, before, after }) => `  ${field}: ${words(before)} -> ${words(after)}`),
    ...(followers.length === 0 ? [] : [`  and what follows from that: ${followers.join(', ')}`]),
  ];
}

function words(origin: string | undefined): string {
  return origin ?? 'not sent';
}
