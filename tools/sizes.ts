/** Tells how long our files are, in lines: the middle, nine of ten, and the longest. */
import { filesBelow, readProjectFile } from './project-files.ts';

for (const folder of ['src', 'simulator', 'test', 'tools']) {
  const sizes = filesBelow(folder, '.ts')
    .map((path) => ({ path, lines: readProjectFile(path).trimEnd().split('\n').length }))
    .sort((left, right) => left.lines - right.lines);
  const longest = sizes.at(-1);
  if (longest === undefined) continue;
  const quantile = (share: number): number => sizes[Math.ceil(share * sizes.length) - 1]?.lines ?? 0;
  const total = sizes.reduce((sum, { lines }) => sum + lines, 0);
  const columns = [`${sizes.length} files`, `${total} lines`, `p50 ${quantile(0.5)}`, `p90 ${quantile(0.9)}`, `max ${longest.lines}`];
  console.log(`${folder.padEnd(10)} ${columns.map((column) => column.padEnd(12)).join('')}${longest.path}`);
}
