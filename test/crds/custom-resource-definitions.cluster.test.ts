import { beforeAll, describe, expect, it } from 'vitest';
import { CUSTOM_RESOURCES } from '../../src/crds/index.ts';
import { applyCustomResourceDefinitions, sharedCluster } from '../support/cluster.ts';
import { eventually } from '../support/eventually.ts';
import { SPEC_CASES } from '../support/spec-cases.ts';

const PLURALS = Object.values(CUSTOM_RESOURCES).map(({ plural }) => plural);

const cluster = sharedCluster();
let namespace = '';

function manifest(kind: string, name: string, spec: object): string {
  return JSON.stringify({ apiVersion: 'ox-operator.dev/v1alpha1', kind, metadata: { name, namespace }, spec });
}

describe('the custom resource definitions on an API server', () => {
  beforeAll(async () => {
    await applyCustomResourceDefinitions(cluster);
    namespace = await cluster.createNamespace('crds');
  });

  it.each(PLURALS)('are taken as structural: %s', async (plural) => {
    const crd = (await cluster.getJson('crd', `${plural}.ox-operator.dev`)) as {
      status: { conditions: { type: string; status: string }[] };
    };
    expect(crd.status.conditions.find(({ type }) => type === 'NonStructuralSchema')).toBeUndefined();
    expect(crd.status.conditions).toContainEqual(expect.objectContaining({ type: 'Established', status: 'True' }));
  });

  it.each(SPEC_CASES.filter(({ refusal }) => refusal === undefined))('take an $kind $what', async ({ kind, spec }) => {
    await expect(cluster.kubectl(['create', '--dry-run=server', '-f', '-'], manifest(kind, 'probe', spec))).resolves.toContain('created');
  });

  it.each(SPEC_CASES.filter(({ refusal }) => refusal !== undefined))(
    'refuse an $kind $what',
    async ({ kind, spec, refusal, serverRefusal }) => {
      await expect(cluster.kubectl(['create', '--dry-run=server', '-f', '-'], manifest(kind, 'probe', spec))).rejects.toThrow(
        serverRefusal ?? refusal,
      );
    },
  );

  it('keep a context id for ever, and say what to do instead', async () => {
    await cluster.apply(manifest('OXContext', 'fixed', { contextId: 10 }));
    await expect(cluster.apply(manifest('OXContext', 'fixed', { contextId: 11 }))).rejects.toThrow('create another OXContext');
  });

  it('refuse a misspelt field', async () => {
    const misspelt = manifest('OXContext', 'misspelt', { contextId: 10, quotaMb: 5 });
    await expect(cluster.kubectl(['create', '--validate=strict', '-f', '-'], misspelt)).rejects.toThrow('unknown field "spec.quotaMb"');
  });

  it('leave what the operator decides empty, and fill in the rest', async () => {
    await cluster.apply(manifest('OXDirectory', 'defaults', { ldap: { urls: ['ldap://ldap'], baseDN: 'dc=x' } }));
    const { spec } = (await cluster.getJson('oxdir', 'defaults', '-n', namespace)) as { spec: Record<string, unknown> };
    expect(spec).toMatchObject({
      preset: 'Univention',
      pollInterval: '5s',
      users: { mode: 'Enforce', aliases: 'Replace' },
      deletionGuard: { users: { maxCount: 50, maxPercent: 10 }, groups: { maxCount: 50, maxPercent: 25 } },
      deletionPolicy: 'Orphan',
    });
    expect(spec).not.toHaveProperty('errorPolicy');
    expect(spec).not.toHaveProperty('userDefaults.language');
  });

  it('show in columns how things stand', async () => {
    await cluster.apply(manifest('OXDirectory', 'columns', { ldap: { urls: ['ldap://ldap'], baseDN: 'dc=x' } }));
    const zero = { pending: 0, waiting: 0, backingOff: 0, held: 0 };
    const condition = {
      type: 'Ready',
      status: 'False',
      reason: 'Progressing',
      message: '2 left',
      lastTransitionTime: '2026-01-01T00:00:00Z',
    };
    const status = {
      conditions: [condition],
      parked: 3,
      counts: [
        { kind: 'User', desired: 812, settled: 807, parked: 2, ...zero },
        { kind: 'Group', desired: 26, settled: 25, parked: 1, ...zero },
      ],
    };
    await cluster.kubectl([
      'patch',
      'oxdir',
      'columns',
      '-n',
      namespace,
      '--subresource=status',
      '--type=merge',
      '-p',
      JSON.stringify({ status }),
    ]);
    const shown = await cluster.kubectl(['get', 'oxdir', 'columns', '-n', namespace]);
    expect(shown.replaceAll(/ {2,}/g, ' | ')).toContain(
      'NAME | READY | USERS | GROUPS | PARKED | STATUS | AGE\ncolumns | False | 807 | 25 | 3 | 2 left |',
    );
  });

  it('explain their fields', async () => {
    // The API server publishes a new kind a moment after it is established.
    const explain = (field: string): Promise<string> => eventually(() => cluster.kubectl(['explain', field]));
    expect(await explain('oxdirectory.spec.users.contextId')).toMatch(/Context of entries that name none/);
    expect(await explain('oxctx.spec.quotaMB')).toMatch(/in\s+megabytes/);
    expect(await explain('oxdir.spec.driftPolicy')).toMatch(/Default:\s+Report\./);
  });

  it('are found by the category ox and by context id', async () => {
    await cluster.apply(manifest('OXContext', 'found', { contextId: 77 }));
    expect(await eventually(() => cluster.kubectl(['get', 'ox', '-n', namespace, '-o', 'name']))).toContain(
      'oxcontext.ox-operator.dev/found',
    );
    await expect(cluster.kubectl(['get', 'oxctx', '-n', namespace, '--field-selector', 'spec.contextId=77', '-o', 'name'])).resolves.toBe(
      'oxcontext.ox-operator.dev/found\n',
    );
  });
});
