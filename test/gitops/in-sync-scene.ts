import { expect } from 'vitest';
import type { KubeScene } from '../e2e/kube-scene.ts';
import { sharedCluster } from '../support/cluster.ts';
import type { DocumentedManifest } from '../support/documented-manifests.ts';
import { eventually } from '../support/eventually.ts';

interface LiveObject {
  readonly metadata: { readonly generation: number; readonly finalizers?: readonly string[] };
  readonly status?: { readonly observedGeneration?: number };
}

/** Applied like Argo CD does with ServerSideApply=true. */
export const AS_ARGO_CD = ['--server-side', '--force-conflicts', '--field-manager=argocd-controller'] as const;

/** `kubectl apply` of a list; gives what it prints. */
export function applyList({ namespace }: KubeScene, items: readonly DocumentedManifest[], ...options: readonly string[]): Promise<string> {
  const list = JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
  return sharedCluster().kubectl(['--namespace', namespace, 'apply', '-f', '-', ...options], list);
}

/** Every server is one that does not answer, so that no name is asked for. */
export function withNearServers<Manifest extends DocumentedManifest>(manifest: Manifest): Manifest {
  const spec = manifest.spec as { ldap?: { urls: readonly string[] } } | undefined;
  if (spec?.ldap === undefined) return manifest;
  const urls = spec.ldap.urls.map((url) => url.replace(/\/\/.*/, '//127.0.0.1:1'));
  return { ...manifest, spec: { ...spec, ldap: { ...spec.ldap, urls } } };
}

/** Resolves when the operator has written a status for each, and its finalizer. */
export async function workedOn(scene: KubeScene, resources: readonly DocumentedManifest[]): Promise<void> {
  await eventually(
    async () => {
      const read = resources.map(({ kind, metadata }) => scene.kubectl('get', `${kind}/${metadata.name}`, '-o', 'json'));
      const lives = (await Promise.all(read)).map((text) => JSON.parse(text) as LiveObject);
      return lives.every(({ metadata, status }) => metadata.finalizers?.length === 1 && status?.observedGeneration === metadata.generation);
    },
    { within: 60_000, every: 100 },
  );
}

/** What a dry run of a server-side apply predicts is what is there: status and bookkeeping aside, for which Argo CD does not look. */
export async function expectInSync(scene: KubeScene, manifests: readonly DocumentedManifest[]): Promise<void> {
  const answer = await applyList(scene, manifests, ...AS_ARGO_CD, '--dry-run=server', '-o', 'json');
  const { items: predicted } = JSON.parse(answer) as { items: DocumentedManifest[] };
  expect(predicted).toHaveLength(manifests.length);
  for (const object of predicted) {
    const live = JSON.parse(await scene.kubectl('get', `${object.kind}/${object.metadata.name}`, '-o', 'json')) as DocumentedManifest;
    expect(compared(object)).toEqual(compared(live));
  }
}

function compared(object: DocumentedManifest & { readonly status?: unknown }): unknown {
  const { metadata, status: _, ...rest } = object;
  const { managedFields: __, resourceVersion: ___, ...others } = metadata as Record<string, unknown>;
  return { ...rest, metadata: others };
}
