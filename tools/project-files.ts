import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root of the project, an absolute path. */
export const root = fileURLToPath(new URL('..', import.meta.url));

/** All files below `folder` (relative to the root, and so are the paths, with slashes) whose names end in `extension`. */
export function filesBelow(folder: string, extension: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(extension))
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length).replaceAll(sep, '/'))
    .sort();
}

/** The text of a file; `path` is relative to the root. */
export function readProjectFile(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}
