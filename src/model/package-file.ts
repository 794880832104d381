import { findPackageJSON } from 'node:module';
import { dirname, join } from 'node:path';

/** Where a file of this package is, from a checkout as from what was built of it. `path` is relative to the package.json. */
export function packageFile(path: string): string {
  const found = findPackageJSON(import.meta.url);
  if (found === undefined) throw new Error('the package.json of ox-operator is missing');
  return join(dirname(found), path);
}
