import { inject } from 'vitest';
import { KubeCluster } from '../cluster/kube-cluster.ts';

/**
 * The control plane that all `*.cluster.test.ts` of a run share (see `test/cluster/global-setup.ts`). Custom resource definitions are
 * common to all; everything else belongs into a namespace of the test's own (`createNamespace`). Nobody may end or restart it.
 */
export function sharedCluster(): KubeCluster {
  return new KubeCluster(inject('cluster'));
}
