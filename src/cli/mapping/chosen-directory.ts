import { readDefaults } from '../../config/index.ts';
import { parseSpec } from '../../crds/index.ts';
import type { AdminDesk, DirectoryManifest } from '../../kube/index.ts';
import { compileMapping } from '../../mapping/index.ts';
import { messageOf, OperatorError } from '../../model/index.ts';
import type { KnownDirectory } from '../../operator/index.ts';
import type { MappingOptions } from './mapping-options.ts';

/** The directory that is meant: the one of that name, or the only one. @throws OperatorError with those that there are */
export async function chosenDirectory(desk: AdminDesk, wanted: string | undefined): Promise<DirectoryManifest> {
  const all = await desk.listDirectories();
  const found = all.filter(({ name }) => wanted === undefined || name === wanted);
  const [only] = found;
  if (only !== undefined && found.length === 1) return only;
  const names = all.map(({ name }) => name).join(', ');
  throw new OperatorError('InvalidIdentifier', whyNone(desk.place, wanted, names));
}

function whyNone(place: string, wanted: string | undefined, names: string): string {
  if (names === '') return `there is no OXDirectory${wanted === undefined ? '' : ` ${wanted}`} in ${place}`;
  if (wanted === undefined) return `there are several OXDirectories in ${place}: name one by --directory: ${names}`;
  return `there is no OXDirectory ${wanted} in ${place}, only: ${names}`;
}

/**
 * As the operator would take it, its defaults for what the resource leaves out included.
 * @throws OperatorError in the operator's words
 */
export function asInForce({ name, spec }: Pick<DirectoryManifest, 'name' | 'spec'>, { manifests }: MappingOptions): KnownDirectory {
  const parsed = parseSpec('OXDirectory', spec, { defaults: readDefaults(process.env), strict: manifests !== undefined });
  if (!parsed.ok) throw new OperatorError('InvalidSpec', `OXDirectory ${name}: ${parsed.problems.join('; ')}`);
  try {
    return { name, spec: parsed.spec, mapping: compileMapping(parsed.spec) };
  } catch (error) {
    throw new OperatorError('InvalidMapping', `OXDirectory ${name}: ${messageOf(error)}`, { cause: error });
  }
}
