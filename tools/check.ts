/** `make check`: everything that can be said about the code without running it. Shows the output of what failed only. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { root } from './project-files.ts';
import { tally } from './tally.ts';

interface Step {
  readonly name: string;
  /** Run with node: a tool of ours, or the command of a package. */
  readonly command: readonly [script: string, ...args: string[]];
  /** What mends most of what it finds. */
  readonly remedy?: string;
}

const bin = 'node_modules/.bin';
const steps: readonly Step[] = [
  {
    name: 'format and lint',
    command: [`${bin}/biome`, 'ci', '--colors=off', '--error-on-warnings', '--diagnostic-level=warn', '--max-diagnostics=50', '.'],
    remedy: 'make format',
  },
  { name: 'lint with types', command: [`${bin}/oxlint`, '--type-aware', '--deny-warnings', '--format=unix'] },
  { name: 'types', command: [`${bin}/tsc`, '--project', '.', '--pretty', 'false'] },
  { name: 'unused code', command: [`${bin}/knip`, '--no-progress', '--no-config-hints'] },
  { name: 'floors', command: ['tools/floors.ts'] },
  { name: 'generated files', command: ['tools/generate.ts', '--check'] },
];

let failed = 0;
for (const step of steps) {
  if (!passes(step)) failed += 1;
}
const sizes = run(['tools/sizes.ts']);
console.log(`\n${sizes.output}\n`);
console.log(tally(steps.length - failed, failed));
process.exitCode = failed === 0 ? 0 : 1;

function passes({ name, command, remedy }: Step): boolean {
  const start = performance.now();
  const { ok, output } = run(command);
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(`${name.padEnd(18)}${(ok ? 'ok' : 'failed').padEnd(8)}${seconds.padStart(5)} s`);
  if (!ok) console.log(`\n${output.replaceAll(/^/gm, '  ')}\n`);
  if (!ok && remedy !== undefined) console.log(`  "${remedy}" mends most of this.\n`);
  return ok;
}

function run(command: Step['command']): { readonly ok: boolean; readonly output: string } {
  if (!existsSync(join(root, command[0]))) return { ok: false, output: `${command[0]} is missing` };
  const { status, stdout, stderr, error } = spawnSync(process.execPath, command, {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    env: { ...process.env, NO_COLOR: '1' },
  });
  return { ok: status === 0, output: `${stdout}${stderr}${error?.message ?? ''}`.trim() };
}
