import { beforeAll, describe, expect, it } from 'vitest';
import { KubeScene, people } from '../e2e/kube-scene.ts';
import { group, users } from '../e2e/people.ts';
import { applyCustomResourceDefinitions, sharedCluster } from '../support/cluster.ts';
import { type DocumentedManifest, isOurs, manifestsOn, RESOURCE_PAGES } from '../support/documented-manifests.ts';
import { eventually } from '../support/eventually.ts';

interface LiveObject {
  readonly metadata: { readonly generation: number; readonly finalizers?: readonly string[] };
  readonly status?: { readonly observedGeneration?: number };
}

/** What an admin has in Git: every example of the pages but OXSyncErrors, which are the operator's. */
const examples = RESOURCE_PAGES.flatMap(([, page]) => manifestsOn(page))
  .filter(({ kind }) => kind !== 'OXSyncError')
  .map(withNearServers);
const inGit = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: examples });
const ours = examples.filter(isOurs).map(({ kind, metadata }) => `${kind}/${metadata.name}`);

/** No name is asked for and nobody answers. */
function withNearServers(manifest: DocumentedManifest): DocumentedManifest {
  const spec = manifest.spec as { ldap?: { urls: readonly string[] } } | undefined;
  if (spec?.ldap === undefined) return manifest;
  return {
    ...manifest,
    spec: { ...spec, ldap: { ...spec.ldap, urls: spec.ldap.urls.map((url) => url.replace(/\/\/.*/, '//127.0.0.1:1')) } },
  };
}

beforeAll(() => applyCustomResourceDefinitions(sharedCluster()));

/** The namespace holds what is in Git, and the operator has worked on all of it. */
async function reconciled(...apply: readonly string[]): Promise<(...more: readonly string[]) => Promise<string>> {
  const scene = await KubeScene.open();
  const applyAgain = (...more: readonly string[]): Promise<string> =>
    sharedCluster().kubectl(['--namespace', scene.namespace, 'apply', ...apply, '-f', '-', ...more], inGit);
  await applyAgain();
  await scene.apply(people('people', users('anna', 'bob'), group('front-desk', 'anna')));
  scene.run();
  await scene.wait(
    'condition=Ready',
    'OXContext/city-hall',
    'OXAccessProfile/field-staff',
    'OXDirectory/trial',
    'OXFunctionalAccount/info',
    'OXResource/room-1',
  );
  await eventually(async () => {
    const lives = await Promise.all(ours.map(async (name) => JSON.parse(await scene.kubectl('get', name, '-o', 'json')) as LiveObject));
    return lives.every(({ metadata, status }) => metadata.finalizers?.length === 1 && status?.observedGeneration === metadata.generation);
  });
  return applyAgain;
}

/** Of an object, what Argo CD compares. */
function compared(object: Record<string, unknown>): unknown {
  const { metadata, status: _, ...rest } = object;
  const { managedFields: __, resourceVersion: ___, ...others } = metadata as Record<string, unknown>;
  return { ...rest, metadata: others };
}

describe('every documented example, after the operator has worked on it', () => {
  it('is in sync for Argo CD with server-side diff, and for Flux: applied again it would change nothing', async () => {
    const applyAgain = await reconciled('--server-side', '--field-manager=argocd-controller');
    const { items: predicted } = JSON.parse(await applyAgain('--dry-run=server', '-o', 'json')) as { items: Record<string, unknown>[] };
    expect(predicted).toHaveLength(examples.length);
    for (const object of predicted) {
      const { kind, metadata } = object as unknown as DocumentedManifest & { metadata: { namespace: string } };
      const live = await sharedCluster().getJson(kind, metadata.name, '-n', metadata.namespace);
      expect(compared(object)).toEqual(compared(live as Record<string, unknown>));
    }
  });

  it('is in sync for who compares with what was applied last, as kubectl and Argo CD without server-side diff do', async () => {
    const applyAgain = await reconciled();
    const lines = (await applyAgain('--dry-run=server')).trim().split('\n');
    // kubectl takes every Secret with stringData for a changed one.
    const told = lines.filter((line) => !line.startsWith('secret/'));
    expect(told).toHaveLength(ours.length);
    expect(told.filter((line) => !/ unchanged/.test(line))).toEqual([]);
  });
});
