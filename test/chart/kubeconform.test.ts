import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { filesBelow, readProjectFile } from '../../tools/project-files.ts';
import { ensureKubeconform } from './chart-tools.ts';
import { EVERYTHING } from './every-value.ts';
import { CHART, helm, renderText, run, withRequired } from './helm.ts';
import { ensureKubernetesSchemas, ensureMonitoringSchemas, KUBERNETES, writeResourceSchemas } from './kubernetes-schemas.ts';

let resourceSchemas = '';

beforeAll(async () => {
  resourceSchemas = await mkdtemp(join(tmpdir(), 'ox-operator-schemas-'));
  await writeResourceSchemas(
    filesBelow('charts/ox-operator/files/crds', '.yaml').map((path) => parse(readProjectFile(path)) as unknown),
    resourceSchemas,
  );
});
afterAll(() => rm(resourceSchemas, { recursive: true }));

/** Rejects with what is wrong with the manifests on a Kubernetes of this version. */
async function conform(manifests: string, source: (typeof KUBERNETES)[number]): Promise<string> {
  const folders = [await ensureKubernetesSchemas(source), await ensureMonitoringSchemas(), resourceSchemas];
  const locations = folders.flatMap((folder) => ['-schema-location', `${folder}/{{ .ResourceKind }}{{ .KindSuffix }}.json`]);
  return run(await ensureKubeconform(), ['-strict', '-summary', ...locations, '-'], { PATH: process.env.PATH }, manifests);
}

describe.each(KUBERNETES)('on Kubernetes $version, the chart', (source) => {
  const kubeVersion = source.version;

  test.each([
    ['with what is required alone', {}],
    ['with everything switched on', EVERYTHING],
    ['without a volume', { persistence: { enabled: false } }],
  ])('renders what the API server takes %s', async (_, values) => {
    await expect(conform(await renderText(values, { kubeVersion }), source)).resolves.toMatch(
      /^Summary: [1-9]\d+ resources found .* Invalid: 0, Errors: 0, Skipped: 0$/m,
    );
  });

  test('would be told of a misspelt field', async () => {
    const misspelt = (await renderText({}, { kubeVersion })).replace('serviceAccountName:', 'serviceAcountName:');
    await expect(conform(misspelt, source)).rejects.toThrow("additional properties 'serviceAcountName' not allowed");
  });
});

test('helm lint finds nothing to say about the chart', async () => {
  const output = await helm(['lint', CHART, '--strict', '--values', '-'], JSON.stringify(withRequired(EVERYTHING)));
  expect(output).toContain('1 chart(s) linted, 0 chart(s) failed');
  expect(output).not.toMatch(/\[(ERROR|WARNING)\]/);
});

test('an older Kubernetes than the definitions need is refused', async () => {
  await expect(renderText({}, { kubeVersion: 'v1.30.9' })).rejects.toThrow('chart requires kubeVersion: >=1.31.0-0');
});
