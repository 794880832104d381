import type { DirectorySpec } from '../crds/index.ts';
import type { CompiledMapping } from '../mapping/index.ts';

/** An OXDirectory as it is in force. */
export interface KnownDirectory {
  readonly name: string;
  readonly spec: DirectorySpec;
  readonly mapping: CompiledMapping;
}
