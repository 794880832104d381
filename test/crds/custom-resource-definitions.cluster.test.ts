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

  it('keep the address of a functional account for ever, and say what to do instead', async () => {
    const account = (primaryAddress: string): string =>
      manifest('OXFunctionalAccount', 'fixed', { contextRef: { name: 'city-hall' }, primaryAddress });
    await cluster.apply(account('info@example.org'));
    await expect(cluster.apply(account('desk@example.org'))).rejects.toThrow('create another OXFunctionalAccount and delete this one');
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

  /** What kubectl shows of an object with this spec and status; columns are parted by ` | `. */
  async function shown(
    kind: string,
    name: string,
    { spec, status }: { spec: object; status: object },
    ...options: string[]
  ): Promise<string> {
    await cluster.apply(manifest(kind, name, spec));
    const patch = JSON.stringify({ status });
    await cluster.kubectl(['patch', kind, name, '-n', namespace, '--subresource=status', '--type=merge', '-p', patch]);
    return (await cluster.kubectl(['get', kind, name, '-n', namespace, ...options])).replaceAll(/ {2,}/g, ' | ');
  }

  function ready(message: string): { conditions: object[] } {
    const lastTransitionTime = '2026-01-01T00:00:00Z';
    return { conditions: [{ type: 'Ready', status: 'False', reason: 'Progressing', message, lastTransitionTime }] };
  }

  it('show in columns how a directory stands', async () => {
    const zero = { pending: 0, waiting: 0, backingOff: 0, held: 0 };
    const status = {
      ...ready('2 left'),
      parked: 3,
      counts: [
        { kind: 'User', desired: 812, settled: 807, parked: 2, ...zero },
        { kind: 'Group', desired: 26, settled: 25, parked: 1, ...zero },
        { kind: 'FunctionalAccount', desired: 1, settled: 1, parked: 0, ...zero },
        { kind: 'DeputyPermission', desired: 1, settled: 1, parked: 0, ...zero },
      ],
    };
    const spec = { ldap: { urls: ['ldap://ldap'], baseDN: 'dc=x' } };
    expect(await shown('OXDirectory', 'columns', { spec, status })).toContain(
      'NAME | READY | USERS | GROUPS | PARKED | STATUS | AGE\ncolumns | False | 807 | 25 | 3 | 2 left |',
    );
  });

  it('show in columns to how many users an access profile was applied', async () => {
    const spec = { profileName: 'Premium & more', displayName: 'Premium', rights: ['webmail', 'calendar'] };
    const profile = { spec, status: { ...ready('2 to go'), users: 12, appliedUsers: 10 } };
    expect(await shown('OXAccessProfile', 'columns', profile)).toContain(
      'NAME | READY | USERS | APPLIED | STATUS | AGE\ncolumns | False | 12 | 10 | 2 to go |',
    );
    expect(await shown('OXAccessProfile', 'columns', profile, '-o', 'wide')).toContain(
      '| Premium & more | Premium | ["webmail","calendar"] |',
    );
  });

  it('show in columns where a resource is booked', async () => {
    const spec = { contextRef: { name: 'city-hall' }, email: 'room-1@example.org', displayName: 'Room 1' };
    const room = { spec, status: ready('in step') };
    expect(await shown('OXResource', 'columns', room)).toContain(
      'NAME | READY | CONTEXT | EMAIL | STATUS | AGE\ncolumns | False | city-hall | room-1@example.org | in step |',
    );
    expect(await shown('OXResource', 'columns', room, '-o', 'wide')).toContain('| RESOURCE | TITLE | DELETION |');
  });

  it('show in columns who shares an account, and who is missing', async () => {
    const spec = { contextRef: { name: 'city-hall' }, primaryAddress: 'info@example.org', users: ['anna', 'bob', 'carl'] };
    const account = { spec, status: { ...ready('joined later'), users: 1, missing: ['bob', 'carl'] } };
    expect(await shown('OXFunctionalAccount', 'columns', account)).toContain(
      'NAME | READY | ADDRESS | USERS | STATUS | AGE\ncolumns | False | info@example.org | 1 | joined later |',
    );
    expect(await shown('OXFunctionalAccount', 'columns', account, '-o', 'wide')).toContain('["bob","carl"]');
  });

  it('show in columns what went wrong and when it is tried again', async () => {
    const objectRef = { kind: 'User', name: 'anna', sourceId: 'a1', contextId: 10, directory: 'people' };
    const status = { reason: 'NameTaken', message: 'is taken', attempts: 4, state: 'Parked', nextRetryTime: '2126-01-01T00:00:00Z' };
    const error = { spec: { objectRef }, status };
    expect(await shown('OXSyncError', 'columns', error)).toContain(
      'NAME | KIND | OBJECT | REASON | STATE | ATTEMPTS | NEXT | AGE\ncolumns | User | anna | NameTaken | Parked | 4 | 2126-01-01T00:00:00Z |',
    );
    expect(await shown('OXSyncError', 'columns', error, '-o', 'wide')).toMatch(/\| people \| 10 \| (\S+ \| )?is taken/);
  });

  it('explain their fields', async () => {
    // The API server publishes a new kind a moment after it is established.
    const explain = (field: string): Promise<string> => eventually(() => cluster.kubectl(['explain', field]));
    expect(await explain('oxdirectory.spec.users.contextId')).toMatch(/Context of entries that name none/);
    expect(await explain('oxctx.spec.quotaMB')).toMatch(/in\s+megabytes/);
    expect(await explain('oxap.spec.rights')).toMatch(/An empty list takes\s+every right away/);
    expect(await explain('oxfa.spec.loginTemplate')).toMatch(/Default:\s+\{\{fa_entry_uuid\}\}\{\{username\}\}/);
    expect(await explain('oxres.spec.deletionPolicy')).toMatch(/Default:\s+Delete/);
    expect(await explain('oxerr.spec.action')).toMatch(/the only field\s+that is yours/);
    expect(await explain('oxdir.spec.driftPolicy')).toMatch(/Default:\s+Report\./);
  });

  it('are found by the category ox and by context id', async () => {
    await cluster.apply(manifest('OXContext', 'found', { contextId: 77 }));
    expect(await eventually(() => cluster.kubectl(['get', 'ox', '-n', namespace, '-o', 'name']))).toContain(
      'oxcontext.ox-operator.dev/found',
    );
    await cluster.apply(manifest('OXFunctionalAccount', 'found', { contextRef: { name: 'far' }, primaryAddress: 'far@example.org' }));
    const far = ['get', 'oxfa', '-n', namespace, '--field-selector', 'spec.contextRef.name=far', '-o', 'name'];
    await expect(cluster.kubectl(far)).resolves.toBe('oxfunctionalaccount.ox-operator.dev/found\n');
    await expect(cluster.kubectl(['get', 'oxctx', '-n', namespace, '--field-selector', 'spec.contextId=77', '-o', 'name'])).resolves.toBe(
      'oxcontext.ox-operator.dev/found\n',
    );
  });
});
