import { z } from 'zod';
import type { SyncErrorAction } from '../crds/index.ts';
import { OperatorError } from '../model/index.ts';
import { type AdminDesk, type DirectoryManifest, REQUESTED_AT } from './admin-desk.ts';
import type { ApiClient } from './api-client.ts';
import { hasStatus } from './api-error.ts';
import { mergePatchOf } from './merge-patch.ts';
import { type NamespaceOptions, openNamespace } from './open-namespace.ts';
import { API_VERSION, collectionPath, resourcePath } from './resource-kinds.ts';
import type { SyncErrorResource } from './resource-store.ts';
import { syncErrorOf, syncErrorSchema } from './sync-error-record.ts';

const listSchema = z.object({
  items: z.array(z.looseObject({ metadata: z.object({ name: z.string(), resourceVersion: z.string().optional() }) })),
});

const specSchema = z.record(z.string(), z.unknown());

const MERGE = 'application/merge-patch+json';

/** On an API server. Needs list and patch on OXSyncErrors, and on OXDirectories for what concerns these. */
export class ApiAdminDesk implements AdminDesk {
  private readonly client: ApiClient;
  private readonly namespace: string;
  private readonly closing = new AbortController();

  private constructor(client: ApiClient, namespace: string) {
    this.client = client;
    this.namespace = namespace;
  }

  /** Asks nothing yet. Rejects with ConfigurationError without a kubeconfig. */
  static async open(options: NamespaceOptions): Promise<ApiAdminDesk> {
    const { client, namespace } = await openNamespace(options);
    return new ApiAdminDesk(client, namespace);
  }

  get place(): string {
    return `namespace ${this.namespace}`;
  }

  async listSyncErrors(): Promise<readonly SyncErrorResource[]> {
    const items = await this.list('OXSyncError');
    // The items of a list do not say what they are.
    return items.map((item) => syncErrorOf(syncErrorSchema.parse({ ...item, apiVersion: API_VERSION, kind: 'OXSyncError' })));
  }

  async setAction(name: string, action: Exclude<SyncErrorAction, ''>): Promise<void> {
    const path = `${collectionPath('OXSyncError', this.namespace)}/${encodeURIComponent(name)}`;
    await this.client.send({ method: 'PATCH', path, contentType: MERGE, body: { spec: { action } } }, this.closing.signal);
  }

  async requestReconcile(directory: string | undefined, time: string): Promise<readonly string[]> {
    const items = await this.list('OXDirectory');
    const names = items.map(({ metadata }) => metadata.name).filter((name) => directory === undefined || name === directory);
    for (const name of names) {
      const body = { metadata: { annotations: { [REQUESTED_AT]: time } } };
      const path = resourcePath({ kind: 'OXDirectory', name }, this.namespace);
      await this.client.send({ method: 'PATCH', path, contentType: MERGE, body }, this.closing.signal);
    }
    return names;
  }

  async listDirectories(): Promise<readonly DirectoryManifest[]> {
    return (await this.list('OXDirectory')).map(({ metadata: { name, resourceVersion }, spec }) => {
      const version = resourceVersion === undefined ? {} : { version: resourceVersion };
      return { name, spec: specSchema.parse(spec ?? {}), place: this.place, ...version };
    });
  }

  async changeDirectory({ name, spec, version }: DirectoryManifest, wanted: DirectoryManifest['spec']): Promise<void> {
    const path = resourcePath({ kind: 'OXDirectory', name }, this.namespace);
    // With the version the API server refuses what was decided by a state that is not any more.
    const body = { metadata: { resourceVersion: version }, spec: mergePatchOf(spec, wanted) };
    try {
      await this.client.send({ method: 'PATCH', path, contentType: MERGE, body }, this.closing.signal);
    } catch (error) {
      if (!hasStatus(error, 409)) throw error;
      throw new OperatorError('BackingOff', `OXDirectory ${name}: somebody else changed it meanwhile; try again`, { cause: error });
    }
  }

  async close(): Promise<void> {
    this.closing.abort();
    await this.client.close();
  }

  private async list(kind: 'OXSyncError' | 'OXDirectory') {
    const answer = await this.client.send({ method: 'GET', path: collectionPath(kind, this.namespace) }, this.closing.signal);
    return listSchema.parse(answer).items;
  }
}
