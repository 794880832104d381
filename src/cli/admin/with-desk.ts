import { type AdminDesk, ApiAdminDesk, FolderAdminDesk } from '../../kube/index.ts';
import { systemClock } from '../../model/index.ts';

/** The options that lead to what an admin writes: a folder, else a namespace of a cluster. */
export interface DeskPlace {
  readonly manifests?: string;
  readonly kubeconfig?: string;
  readonly namespace?: string;
}

/** Opens it, lets `work` write, and closes it. */
export async function withDesk<T>({ manifests, kubeconfig, namespace }: DeskPlace, work: (desk: AdminDesk) => Promise<T>): Promise<T> {
  const inFolder = manifests === undefined ? undefined : new FolderAdminDesk(manifests, namespace);
  const desk = inFolder ?? (await ApiAdminDesk.open({ kubeconfig, namespace, clock: systemClock }));
  try {
    return await work(desk);
  } finally {
    await desk.close();
  }
}
