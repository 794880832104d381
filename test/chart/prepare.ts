import { ensureArgoHealth, ensureHelm, ensureKubeconform, ensurePromql } from './chart-tools.ts';
import { ensureKubernetesSchemas, ensureMonitoringSchemas, KUBERNETES } from './kubernetes-schemas.ts';

const report = (line: string): void => console.log(line);

/** Run before the tests: gets what the tests of the chart need, telling how far it is, so that no test waits for a compiler. */
try {
  await ensureKubeconform(report);
  await ensurePromql(report);
  await ensureArgoHealth(report);
  await ensureHelm(report);
  for (const source of KUBERNETES) await ensureKubernetesSchemas(source, report);
  await ensureMonitoringSchemas(report);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
