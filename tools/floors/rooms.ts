/** The rooms of the house and their floors: an import may only go down. */
const FLOORS: ReadonlyMap<string, number> = new Map([
  ['main', 8],
  ['cli', 7],
  ['operator', 6],
  ['ops', 5],
  ['kube', 5],
  ['directory', 5],
  ['controllers', 4],
  ['planning', 4],
  ['engine', 3],
  ['cache', 2],
  ['ox', 2],
  ['mapping', 1],
  ['crds', 1],
  ['config', 1],
  ['model', 0],
]);

/** Packages that one room keeps to itself, so that nothing else depends on how it does its job. */
const HOMES: ReadonlyMap<string, string> = new Map([
  ['@kubernetes/client-node', 'src/kube'],
  ['better-sqlite3', 'src/cache'],
  ['ldapts', 'src/directory'],
  ['prom-client', 'src/ops'],
  ['soap', 'src/ox'],
]);

export interface Room {
  /** Like `src/engine`; files beside the rooms (`src/main.ts`) are rooms of their own. */
  readonly name: string;
  /** `undefined` when the table above does not know it. */
  readonly floor: number | undefined;
}

/** The room of a file of src or simulator; `undefined` for anything else. */
export function roomOf(path: string): Room | undefined {
  const [top, next = ''] = path.split('/');
  if (top === 'simulator') return { name: 'simulator', floor: undefined };
  if (top !== 'src') return undefined;
  const name = next.replace(/\.ts$/, '');
  return { name: `src/${name}`, floor: FLOORS.get(name) };
}

/** The only room of src that may import the package `specifier` belongs to; `undefined` when any may. */
export function homeOf(specifier: string): string | undefined {
  for (const [name, home] of HOMES) {
    if (specifier === name || specifier.startsWith(`${name}/`)) return home;
  }
  return undefined;
}

/** The real adapters of `Clock` and `Random`, and the floor where they are plugged in. */
export function mayReadTheClock(path: string): boolean {
  return /^src\/model\/system-[a-z-]+\.ts$/.test(path) || path.startsWith('src/cli/');
}
