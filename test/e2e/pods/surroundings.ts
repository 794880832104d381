import type { KubeCluster } from '../../cluster/kube-cluster.ts';

/** A cluster, and the OX and the directory that stand beside it. */
export interface Surroundings {
  readonly cluster: KubeCluster;
  /** Values of the chart that name the image as this cluster has it. */
  readonly image: { readonly repository: string; readonly tag: string; readonly pullPolicy: 'Never' };
  /** The OX simulator, as Pods call it. */
  readonly oxServer: string;
  /** The same, as this process calls its control face. */
  readonly oxControl: string;
  /** The directory, as Pods call it. */
  readonly ldapServer: string;
  /** Applies change records, or adds content records, as the directory's admin. */
  applyLdif(ldif: string): Promise<void>;
  close(): Promise<void>;
}
