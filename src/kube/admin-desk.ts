import type { SyncErrorAction } from '../crds/index.ts';
import type { SyncErrorResource } from './resource-store.ts';

/** Set to any new value by an admin who wants a resource looked at now. */
export const REQUESTED_AT = 'ox-operator.dev/reconcile-requested-at';

/** What an admin writes for the operator to read: in a cluster, or in a folder of manifests. */
export interface AdminDesk {
  /** For messages: where it is. */
  readonly place: string;
  listSyncErrors(): Promise<readonly SyncErrorResource[]>;
  /** Sets `spec.action` of an OXSyncError. */
  setAction(name: string, action: Exclude<SyncErrorAction, ''>): Promise<void>;
  /** Has every OXDirectory, or one, read afresh and everything it feeds compared. Answers which; none: there is no such directory. */
  requestReconcile(directory: string | undefined, time: string): Promise<readonly string[]>;
  close(): Promise<void>;
}
