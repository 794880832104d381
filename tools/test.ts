/** `make test`: gets what the tests need, runs them, and counts them in the last line. Arguments narrow the run, as with vitest. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from './project-files.ts';
import { tally } from './tally.ts';
import { ensurePrograms } from './test-run/debian-packages.ts';
import { countTests, type VitestReport } from './test-run/vitest-report.ts';

const problems = [
  ensurePrograms(),
  prepare('test/cluster/prepare.ts', 'The control plane for the tests'),
  prepare('test/chart/prepare.ts', 'What the tests of the chart need'),
].filter((problem) => problem !== undefined);
const { passed, failed } = runVitest(process.argv.slice(2));
for (const problem of problems) console.log(problem);
console.log(tally(passed, failed + problems.length));
process.exitCode = failed + problems.length === 0 ? 0 : 1;

function prepare(script: string, what: string): string | undefined {
  if (!existsSync(join(root, script)) || runNode([script]) === 0) return undefined;
  return `${what} could not be prepared; the reason stands above, before the tests.`;
}

function runVitest(args: readonly string[]): { readonly passed: number; readonly failed: number } {
  const folder = mkdtempSync(join(tmpdir(), 'ox-operator-test-'));
  const reportFile = join(folder, 'report.json');
  try {
    const status = runNode([
      'node_modules/.bin/vitest',
      'run',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${reportFile}`,
      ...args,
    ]);
    return existsSync(reportFile) ? countTests(readReport(reportFile), status === 0) : { passed: 0, failed: 1 };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function readReport(path: string): VitestReport {
  return JSON.parse(readFileSync(path, 'utf8')) as VitestReport;
}

function runNode(args: readonly string[]): number | null {
  return spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' }).status;
}
