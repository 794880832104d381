/** `make build`: makes what an image runs, in dist. The types are for `make check`. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { bundle } from './bundle.ts';
import { root } from './project-files.ts';

rmSync(join(root, 'dist'), { recursive: true, force: true });
await bundle('dist');
