import { beforeAll, expect, it } from 'vitest';
import { applyCustomResourceDefinitions, sharedCluster } from '../support/cluster.ts';
import { manifestOf } from '../support/manifest-folder.ts';
import { context, directory, KubeScene, people } from './kube-scene.ts';
import { users } from './people.ts';
import { polls } from './polls.ts';

beforeAll(() => applyCustomResourceDefinitions(sharedCluster()));

const RESOURCES = ['oxctx/city-hall', 'oxap/groupware', 'oxres/room-1', 'oxfa/info', 'oxdir/people'];

const contextRef = { name: 'city-hall' };
const account = { primaryAddress: 'info@example.org', accountName: 'Information', personal: 'City Hall', users: ['anna'] };
const MANIFESTS = [
  people('people', users('anna')),
  context('city-hall'),
  directory('people'),
  manifestOf({ kind: 'OXAccessProfile', name: 'groupware', spec: { rights: ['webmail'] } }),
  manifestOf({ kind: 'OXResource', name: 'room-1', spec: { contextRef, email: 'room-1@example.org' } }),
  manifestOf({ kind: 'OXFunctionalAccount', name: 'info', spec: { contextRef, ...account } }),
];

interface Seen {
  readonly metadata: {
    readonly generation: number;
    readonly resourceVersion: string;
    readonly managedFields: readonly { readonly manager: string; readonly subresource?: string; readonly fieldsV1: object }[];
  };
  readonly status?: { readonly observedGeneration?: number; readonly conditions?: readonly { type: string; observedGeneration: number }[] };
}

async function look(scene: KubeScene): Promise<Seen[]> {
  return (JSON.parse(await scene.kubectl('get', ...RESOURCES, '-o', 'json', '--show-managed-fields')) as { items: Seen[] }).items;
}

it('every kind has its conditions from the first reconcile on, also while OX is down, and is not written while nothing changes', async () => {
  const scene = await KubeScene.open();
  const { control } = scene.ox.simulator;
  control.addFault({ injection: { kind: 'http502' } });
  const operator = scene.run();
  await scene.apply(...MANIFESTS);
  for (const resource of RESOURCES) await scene.wait('jsonpath={.status.observedGeneration}=1', resource);
  for (const { metadata, status } of await look(scene)) {
    expect([metadata.generation, status?.observedGeneration]).toEqual([1, 1]);
    expect(status?.conditions).toContainEqual(expect.objectContaining({ type: 'Ready', observedGeneration: 1 }));
  }

  control.clearFaults();
  await scene.wait('condition=Ready', ...RESOURCES);
  await polls(operator, 'people');
  const before = await look(scene);
  await polls(operator, 'people', 3);
  const versions = (seen: readonly Seen[]): string[] => seen.map(({ metadata }) => metadata.resourceVersion);
  expect(versions(await look(scene))).toEqual(versions(before));
  for (const { metadata } of before) {
    const ours = metadata.managedFields.filter(({ manager }) => manager === 'ox-operator');
    expect(ours.filter(({ fieldsV1 }) => 'f:spec' in fieldsV1)).toEqual([]);
    expect(ours.some(({ subresource }) => subresource === 'status')).toBe(true);
    expect(metadata.generation).toBe(1);
  }
});
