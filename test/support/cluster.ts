import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inject } from 'vitest';
import { KubeCluster } from '../cluster/kube-cluster.ts';

/**
 * The control plane that all `*.cluster.test.ts` of a run share (see `test/cluster/global-setup.ts`). Custom resource definitions are
 * common to all; everything else belongs into a namespace of the test's own (`createNamespace`). Nobody may end or restart it.
 */
export function sharedCluster(): KubeCluster {
  return new KubeCluster(inject('cluster'));
}

const crdFolder = join(import.meta.dirname, '../../charts/ox-operator/files/crds');

/** Makes a cluster know our kinds, as an admin does. May be repeated. */
export async function applyCustomResourceDefinitions(cluster: KubeCluster): Promise<void> {
  const files = (await readdir(crdFolder)).filter((name) => name.endsWith('.yaml'));
  await cluster.apply(...(await Promise.all(files.map((name) => readFile(join(crdFolder, name), 'utf8')))));
  const names = files.map((name) => `crd/${name.replace('.yaml', '.ox-operator.dev')}`);
  await cluster.kubectl(['wait', '--for=condition=Established', '--timeout=60s', ...names]);
}
