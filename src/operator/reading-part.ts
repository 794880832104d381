import type { ResourceStore } from '../kube/index.ts';

/** Everything of a store that only reads, but for its Secrets. */
type ReadingPart = Pick<ResourceStore, 'start' | 'stop' | 'get' | 'list' | 'readConfigMap' | 'listSyncErrors'>;

/** For stores that stand before another one and change what is written. */
export function readingPart(store: ResourceStore): ReadingPart {
  return {
    start: (listener) => store.start(listener),
    stop: () => store.stop(),
    get: (ref) => store.get(ref),
    list: (kind) => store.list(kind),
    readConfigMap: (name) => store.readConfigMap(name),
    listSyncErrors: () => store.listSyncErrors(),
  };
}
