import type { TestProject } from 'vitest/node';
import { startControlPlane } from './control-plane.ts';
import type { ClusterAccess } from './kube-cluster.ts';

declare module 'vitest' {
  interface ProvidedContext {
    cluster: ClusterAccess;
  }
}

/** One control plane for all `*.cluster.test.ts` of a run; it is started only when one of them is among the files to run. */
export default async function shareControlPlane(project: TestProject): Promise<() => Promise<void>> {
  const controlPlane = await startControlPlane();
  project.provide('cluster', controlPlane.access);
  return () => controlPlane.stop();
}
