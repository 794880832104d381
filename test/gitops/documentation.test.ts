import { describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { CUSTOM_RESOURCES, type CustomResourceKind, parseSpec } from '../../src/crds/index.ts';
import { REASONS } from '../../src/model/index.ts';
import { readProjectFile } from '../../tools/project-files.ts';
import { type Manifest, render, renderOne } from '../chart/helm.ts';
import { isOurs, manifestsOn } from '../support/documented-manifests.ts';

function yamlBlocks(page: string): string[] {
  return [...readProjectFile(page).matchAll(/```yaml\n(.*?)```/gs)].map(([, text]) => text ?? '');
}

/** Kind and name of what the chart makes of values, definitions aside. */
async function namesOf(values: object): Promise<string[]> {
  return (await render(values)).map(({ kind, metadata }: Manifest) => `${kind}/${metadata.name}`);
}

describe('the page on installing', () => {
  const [values = ''] = yamlBlocks('docs/install.md');

  it('shows values that the chart takes', async () => {
    expect(await namesOf(parse(values) as object)).toEqual(expect.arrayContaining(['OXContext/city-hall', 'OXDirectory/people']));
  });

  it('renders, for kubectl alone, neither definitions nor hooks', async () => {
    const page = readProjectFile('docs/install.md');
    for (const setting of ['--set crds.enabled=false', '--set customResources.installHook=false']) expect(page).toContain(setting);
    const withoutHelm = { ...(parse(values) as object), crds: { enabled: false }, customResources: { installHook: false } };
    const made = await render(withoutHelm);
    expect(made.filter(({ kind }) => kind === 'CustomResourceDefinition' || kind === 'Job')).toEqual([]);
    expect(made.filter(({ metadata }) => metadata.annotations?.['helm.sh/hook'] !== undefined)).toEqual([]);
    expect(made.map(({ metadata }) => metadata.namespace)).toEqual(made.map(() => 'ox'));
  });
});

describe('the page on Git', () => {
  const documents = yamlBlocks('docs/gitops.md').flatMap((text) => parseAllDocuments(text).map((document) => document.toJS() as Manifest));

  it('shows a HelmRelease with values that the chart takes', async () => {
    const [release, ...others] = documents.filter(({ kind }) => kind === 'HelmRelease').map(({ spec }) => spec as { values: object });
    expect(others).toEqual([]);
    expect(await namesOf(release?.values ?? {})).toEqual(expect.arrayContaining(['StatefulSet/ox-operator', 'OXAccessProfile/premium']));
  });

  it('shows resources that can be applied as they stand', () => {
    const ours = manifestsOn('docs/gitops.md').filter(isOurs);
    expect(ours.length).toBeGreaterThan(1);
    for (const { kind, spec } of ours) {
      expect(Object.keys(CUSTOM_RESOURCES)).toContain(kind);
      expect(parseSpec(kind as CustomResourceKind, spec, { strict: true })).toMatchObject({ ok: true });
    }
  });
});

describe('the page on operations', () => {
  const page = readProjectFile('docs/operations.md');

  it('tells of every alert of the chart, and leads to its runbook', async () => {
    const rule = await renderOne('PrometheusRule', { prometheusRule: { enabled: true } });
    const [group] = (rule.spec as { groups: [{ rules: { alert: string }[] }] }).groups;
    const told = [...page.matchAll(/^\| \[(\w+)\]\(runbooks\.md#(\w+)\)/gm)].map(([, alert = '', anchor = '']) => [alert, anchor]);
    expect(told).toEqual(group.rules.map(({ alert }) => [alert, alert.toLowerCase()]));
  });

  it('tells of every reason just once who has to act', () => {
    const table = page.slice(page.indexOf('\n## What a reason means'));
    const told = [...table.matchAll(/`(\w+)`/g)].map(([, reason = '']) => reason);
    expect(told.sort()).toEqual([...REASONS].sort());
  });
});
