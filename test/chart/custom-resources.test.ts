import { describe, expect, test } from 'vitest';
import { CUSTOM_RESOURCES, type CustomResourceKind, parseSpec } from '../../src/crds/index.ts';
import { SHIPPED_ACCESS_PROFILES } from '../../src/mapping/index.ts';
import { EVERYTHING } from './every-value.ts';
import { type Manifest, type RenderOptions, render } from './helm.ts';

const KINDS = Object.keys(CUSTOM_RESOURCES);
const ALL_KNOWN = KINDS.map((kind) => `ox-operator.dev/v1alpha1/${kind}`);

function isOurs({ apiVersion }: Manifest): boolean {
  return apiVersion.startsWith('ox-operator.dev/');
}

async function resources(values: object, options: RenderOptions = {}): Promise<Manifest[]> {
  return (await render(values, options)).filter(isOurs);
}

async function definitions(values: object): Promise<Manifest[]> {
  return (await render(values)).filter(({ kind }) => kind === 'CustomResourceDefinition');
}

function annotationOf(objects: readonly Manifest[], annotation: string): Set<string | undefined> {
  return new Set(objects.map(({ metadata }) => metadata.annotations?.[annotation]));
}

describe('the custom resources of the chart', () => {
  test('are valid, field by field', async () => {
    const made = await resources(EVERYTHING);
    expect(made).toHaveLength(SHIPPED_ACCESS_PROFILES.size + 4);
    const problems = made.flatMap(({ kind, metadata, spec }) => {
      const parsed = parseSpec(kind as CustomResourceKind, spec, { strict: true });
      return parsed.ok ? [] : parsed.problems.map((problem) => `${kind} ${metadata.name}: ${problem}`);
    });
    expect(problems).toEqual([]);
  });

  test('bring the profiles of the product, right by right', async () => {
    const specs = (await resources({})).map(({ spec }) => spec as { profileName: string; rights: string[] });
    expect(new Map(specs.map(({ profileName, rights }) => [profileName, rights]))).toEqual(SHIPPED_ACCESS_PROFILES);
  });

  test('may do without them, or replace one', async () => {
    expect(await resources({ accessProfiles: { shipped: false } })).toEqual([]);
    const custom = { premium: { profileName: 'premium', rights: ['webmail'] } };
    const premium = (await resources({ accessProfiles: { custom } })).filter(({ metadata }) => metadata.name === 'premium');
    expect(premium.map(({ spec }) => spec)).toEqual([custom.premium]);
  });

  test('keep large numbers as they are', async () => {
    const huge = (await resources(EVERYTHING)).find(({ metadata }) => metadata.name === 'huge');
    expect(huge?.spec).toEqual({ contextId: 2147483647 });
  });

  test('stay when the release goes, since nobody would be left to take off their finalizers', async () => {
    expect(annotationOf(await resources(EVERYTHING, { knows: ALL_KNOWN }), 'helm.sh/resource-policy')).toEqual(new Set(['keep']));
    expect(annotationOf(await resources(EVERYTHING), 'helm.sh/resource-policy')).toEqual(new Set(['keep']));
  });

  test('come after their definitions where the cluster does not know them yet, marked for the next upgrade to take over', async () => {
    const made = await resources(EVERYTHING);
    expect(annotationOf(made, 'helm.sh/hook')).toEqual(new Set(['post-install,post-upgrade']));
    expect(annotationOf(made, 'meta.helm.sh/release-name')).toEqual(new Set(['ox-operator']));
    expect(annotationOf(made, 'meta.helm.sh/release-namespace')).toEqual(new Set(['ox']));
    expect(new Set(made.map(({ metadata }) => metadata.labels?.['app.kubernetes.io/managed-by']))).toEqual(new Set(['Helm']));
  });

  test('wait, where they are hooks, for a Job that asks for just their kinds', async () => {
    const jobOf = async (values: object, options?: RenderOptions): Promise<string[]> =>
      (await render(values, options)).filter(({ kind }) => kind === 'Job').map((job) => JSON.stringify(job));
    const [job = ''] = await jobOf(EVERYTHING);
    expect(job).toContain('"name":"KINDS","value":"OXAccessProfile,OXContext,OXDirectory"');
    expect(job).toContain('"helm.sh/hook-weight":"-10"');
    expect(await jobOf(EVERYTHING, { knows: ALL_KNOWN })).toEqual([]);
    expect(await jobOf({ accessProfiles: { shipped: false } })).toEqual([]);
  });

  test.each([
    ['where the cluster knows them', {}, ALL_KNOWN],
    ['where the chart is only rendered', { customResources: { installHook: false } }, []],
    ['where somebody else brings the definitions', { crds: { enabled: false } }, []],
  ])('are no hook %s', async (_, values, knows) => {
    const made = await resources({ ...EVERYTHING, ...values }, { knows });
    expect(made.length).toBeGreaterThan(0);
    expect(annotationOf(made, 'helm.sh/hook')).toEqual(new Set([undefined]));
  });

  test('carry your annotations', async () => {
    const made = await resources({ customResources: { annotations: { team: 'groupware' } } });
    expect(annotationOf(made, 'team')).toEqual(new Set(['groupware']));
  });

  test('come, in Argo CD, after the operator, and directories last; unless you say otherwise', async () => {
    const wave = 'argocd.argoproj.io/sync-wave';
    const made = await resources(EVERYTHING);
    const waveOf = (kind: string): unknown =>
      annotationOf(
        made.filter((object) => object.kind === kind),
        wave,
      );
    expect(waveOf('OXAccessProfile')).toEqual(new Set(['1']));
    expect(waveOf('OXContext')).toEqual(new Set(['1']));
    expect(waveOf('OXDirectory')).toEqual(new Set(['2']));
    expect(annotationOf(await resources({ ...EVERYTHING, customResources: { annotations: { [wave]: '7' } } }), wave)).toEqual(
      new Set(['7']),
    );
  });
});

describe('the definitions of the chart', () => {
  test('are there for every kind', async () => {
    const kinds = (await definitions({})).map(({ spec }) => (spec as { names: { kind: string } }).names.kind);
    expect(kinds.sort()).toEqual(KINDS.sort());
  });

  test('stay when the release goes, unless told otherwise', async () => {
    expect(annotationOf(await definitions({}), 'helm.sh/resource-policy')).toEqual(new Set(['keep']));
    expect(annotationOf(await definitions({ crds: { keep: false } }), 'helm.sh/resource-policy')).toEqual(new Set([undefined]));
  });

  test('carry labels and your annotations', async () => {
    const made = await definitions({ crds: { annotations: { a: 'b' } }, commonLabels: { team: 'groupware' } });
    expect(annotationOf(made, 'a')).toEqual(new Set(['b']));
    expect(new Set(made.map(({ metadata }) => metadata.labels?.team))).toEqual(new Set(['groupware']));
  });

  test('may be left out', async () => {
    expect(await definitions({ crds: { enabled: false } })).toEqual([]);
  });
});
