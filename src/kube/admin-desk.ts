import type { SyncErrorAction } from '../crds/index.ts';
import type { SyncErrorResource } from './resource-store.ts';

/** Set to any new value by an admin who wants a resource looked at now. */
export const REQUESTED_AT = 'ox-operator.dev/reconcile-requested-at';

/** An OXDirectory as it is written, and where. */
export interface DirectoryManifest {
  readonly name: string;
  readonly spec: Readonly<Record<string, unknown>>;
  /** For messages: the namespace, or the file. */
  readonly place: string;
  /** In a cluster: of which version that is. */
  readonly version?: string;
}

/** What an admin writes for the operator to read: in a cluster, or in a folder of manifests. */
export interface AdminDesk {
  /** For messages: where it is. */
  readonly place: string;
  listSyncErrors(): Promise<readonly SyncErrorResource[]>;
  /** Sets `spec.action` of an OXSyncError. */
  setAction(name: string, action: Exclude<SyncErrorAction, ''>): Promise<void>;
  /** Has every OXDirectory, or one, read afresh and everything it feeds compared. Answers which; none: there is no such directory. */
  requestReconcile(directory: string | undefined, time: string): Promise<readonly string[]>;
  listDirectories(): Promise<readonly DirectoryManifest[]>;
  /** Makes `spec` of its spec, by the fewest changes. Rejects when it is not any more what was read. */
  changeDirectory(directory: DirectoryManifest, spec: DirectoryManifest['spec']): Promise<void>;
  close(): Promise<void>;
}
