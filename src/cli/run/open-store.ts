import { ApiResourceStore, FolderResourceStore, type ResourceStore, type StoreLog } from '../../kube/index.ts';
import { systemClock, systemRandom } from '../../model/index.ts';

export interface StoreChoice {
  /** A folder instead of an API server. */
  readonly manifests?: string | undefined;
  readonly kubeconfig?: string | undefined;
  readonly namespace: string | undefined;
  /** Of a folder: nothing is written to it. */
  readonly isReadOnly?: boolean | undefined;
  /** Asked before every write to an API server. */
  readonly mayWrite?: (() => boolean) | undefined;
}

/** The folder of manifests when there is one, else the API server of the kubeconfig or of the Pod. */
export async function openStore(
  { manifests, kubeconfig, namespace, isReadOnly, mayWrite }: StoreChoice,
  log: StoreLog,
): Promise<ResourceStore> {
  if (manifests === undefined)
    return await ApiResourceStore.create({ kubeconfig, namespace, mayWrite, clock: systemClock, random: systemRandom, log });
  return FolderResourceStore.create({
    folder: manifests,
    namespace,
    isReadOnly,
    clock: systemClock,
    onNote: (line) => log.info(line),
    onEvent: ({ kind, name }, { reason, message }) => log.info(`${kind} ${name}: ${reason}: ${message}`),
  });
}
