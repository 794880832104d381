import { join } from 'node:path';
import { rolldown } from 'rolldown';
import { root } from './project-files.ts';

/**
 * Makes one file of the sources of each command and of the packages that it needs, and others for what it loads later, in `folder`: reading
 * a thousand small files is most of the time until a command begins. better-sqlite3 stays a package, for it is native code.
 */
export async function bundle(folder: string): Promise<void> {
  const build = await rolldown({
    cwd: root,
    input: { 'src/main': 'src/main.ts', 'simulator/main': 'simulator/main.ts' },
    platform: 'node',
    external: ['better-sqlite3'],
    tsconfig: false,
  });
  await build.write({ dir: join(root, folder), format: 'esm', entryFileNames: '[name].js', chunkFileNames: 'shared/[name]-[hash].js' });
  await build.close();
}
