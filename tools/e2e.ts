/**
 * `make e2e`: the operator as a Pod of a real cluster, installed by Helm. E2E_CLUSTER is `kind` or `node`. With E2E_OPTIONAL=true a machine that
 * cannot have such a cluster is told so and nothing has failed.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from './project-files.ts';
import { tally } from './tally.ts';
import { clusterFor, type E2eCluster, missingFor } from './test-run/e2e-cluster.ts';
import { countTests, isUntried, type VitestReport } from './test-run/vitest-report.ts';

const cluster = clusterFor(process.env.E2E_CLUSTER);
const missing = cluster === undefined ? ['E2E_CLUSTER is neither kind nor node.'] : missingFor(cluster);
for (const line of missing) console.log(line);
const isOptional = process.env.E2E_OPTIONAL === 'true' && cluster !== undefined;
if (isOptional && missing.length > 0) console.log('Left out: this machine cannot have a cluster.');
const { passed, failed } = cluster === undefined || missing.length > 0 ? { passed: 0, failed: isOptional ? 0 : 1 } : runScenario(cluster);
console.log(tally(passed, failed));
process.exitCode = failed === 0 ? 0 : 1;

function runScenario(name: E2eCluster): { readonly passed: number; readonly failed: number } {
  console.log(`The operator in a cluster: ${name}.`);
  const folder = mkdtempSync(join(tmpdir(), 'ox-operator-e2e-'));
  const reportFile = join(folder, 'report.json');
  try {
    const { status } = spawnSync(
      process.execPath,
      [
        ...['node_modules/.bin/vitest', 'run', '--config=test/e2e/pods/vitest.config.ts', '--root=.'],
        ...['--reporter=verbose', '--reporter=json', `--outputFile.json=${reportFile}`],
      ],
      { cwd: root, stdio: 'inherit', env: { ...process.env, E2E_CLUSTER: name } },
    );
    if (!existsSync(reportFile)) return { passed: 0, failed: 1 };
    const report = JSON.parse(readFileSync(reportFile, 'utf8')) as VitestReport;
    if (!isOptional || !isUntried(report)) return countTests(report, status === 0);
    console.log('Left out: the cluster did not come up on this machine; the reason stands above.');
    return { passed: 0, failed: 0 };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
