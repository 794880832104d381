import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { packageFile } from '../model/index.ts';

/** The version of this package, out of its package.json. */
export function packageVersion(): string {
  return z.object({ version: z.string() }).parse(JSON.parse(readFileSync(packageFile('package.json'), 'utf8'))).version;
}
