import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { API_GROUP, CUSTOM_RESOURCES, type CustomResourceKind } from '../../src/crds/index.ts';
import { readProjectFile, root } from '../../tools/project-files.ts';
import { ensureArgoHealth } from '../chart/chart-tools.ts';
import { run } from '../chart/helm.ts';
import { HEALTH_CASES } from './health-cases.ts';

// Files are written anew by `vitest run test/gitops --update`.

const FOLDER = 'deploy/argocd';
const KINDS = Object.keys(CUSTOM_RESOURCES) as CustomResourceKind[];

function pathOf(kind: CustomResourceKind, name: string): string {
  return join(root, FOLDER, 'resource_customizations', API_GROUP, kind, name);
}

function scriptOf(kind: CustomResourceKind): string {
  return readProjectFile(`${FOLDER}/resource_customizations/${API_GROUP}/${kind}/health.lua`);
}

/** What Argo CD would show of an object. */
async function healthOf(kind: CustomResourceKind, object: unknown): Promise<{ readonly status: string; readonly message: string }> {
  const told = await run(await ensureArgoHealth(), [pathOf(kind, 'health.lua')], { PATH: process.env.PATH }, JSON.stringify(object));
  const { status, message } = JSON.parse(told) as { status: string; message: string };
  return { status, message };
}

function yaml(value: unknown): string {
  return stringify(value, { lineWidth: 0 });
}

describe.each(KINDS)('the health of an %s in Argo CD', (kind) => {
  const cases = Object.entries(HEALTH_CASES[kind]);

  it.each(cases)('is what it should be: %s', async (_, [status, object]) => {
    const health = await healthOf(kind, object);
    expect(health.status).toBe(status);
    expect(health.message).not.toBe('');
  });

  it.each(cases)('is shown with what the operator writes: %s', async (name, [, object]) => {
    await expect(yaml(object)).toMatchFileSnapshot(pathOf(kind, `testdata/${name}.yaml`));
  });

  it('is listed in the form of the project Argo CD', async () => {
    const tests = await Promise.all(
      cases.map(async ([name, [, object]]) => ({ inputPath: `testdata/${name}.yaml`, healthStatus: await healthOf(kind, object) })),
    );
    await expect(yaml({ tests })).toMatchFileSnapshot(pathOf(kind, 'health_test.yaml'));
    expect(readdirSync(pathOf(kind, 'testdata')).sort()).toEqual(cases.map(([name]) => `${name}.yaml`).sort());
  });
});

describe('the health scripts', () => {
  it('are one and the same for every kind with conditions', () => {
    const scripts = KINDS.filter((kind) => kind !== 'OXSyncError').map(scriptOf);
    expect(new Set(scripts).size).toBe(1);
  });

  it('stand ready to be merged into the settings of Argo CD', async () => {
    const data = Object.fromEntries(KINDS.map((kind) => [`resource.customizations.health.${API_GROUP}_${kind}`, scriptOf(kind)]));
    const metadata = { name: 'argocd-cm', namespace: 'argocd', labels: { 'app.kubernetes.io/part-of': 'argocd' } };
    const settings = { apiVersion: 'v1', kind: 'ConfigMap', metadata, data };
    await expect(yaml(settings)).toMatchFileSnapshot(join(root, FOLDER, 'argocd-cm.yaml'));
  });
});
