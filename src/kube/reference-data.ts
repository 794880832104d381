import { z } from 'zod';
import { hasStatus } from './api-error.ts';
import type { CachedObject } from './object-cache.ts';
import type { ApiEnvironment } from './reflector.ts';
import type { DataMap } from './resource-store.ts';
import { retrying } from './retrying.ts';

export type ReferenceKind = 'Secret' | 'ConfigMap';

const PLURALS = { Secret: 'secrets', ConfigMap: 'configmaps' } as const satisfies Record<ReferenceKind, string>;

const MANAGED_BY = 'app.kubernetes.io/managed-by';
const OURS = 'ox-operator';

const metadataSchema = z.object({ metadata: z.object({ name: z.string(), uid: z.string(), resourceVersion: z.string() }) });

const dataSchema = z.object({
  metadata: z.object({ uid: z.string(), labels: z.record(z.string(), z.string()).default({}) }),
  data: z.record(z.string(), z.string()).default({}),
  binaryData: z.record(z.string(), z.string()).default({}),
});

export function referencePath(kind: ReferenceKind, namespace: string): string {
  return `/api/v1/namespaces/${namespace}/${PLURALS[kind]}`;
}

export function projectMetadata(object: unknown): CachedObject {
  return metadataSchema.parse(object).metadata;
}

/** Secrets and ConfigMaps, read when they are needed and never kept. */
export class ReferenceData {
  private readonly environment: ApiEnvironment;
  private readonly namespace: string;
  private readonly signal: AbortSignal;

  constructor(environment: ApiEnvironment, namespace: string, signal: AbortSignal) {
    this.environment = environment;
    this.namespace = namespace;
    this.signal = signal;
  }

  async readSecret(name: string): Promise<DataMap | undefined> {
    const secret = await this.read('Secret', name);
    return secret && decodeAll(secret.data);
  }

  async readConfigMap(name: string): Promise<DataMap | undefined> {
    const configMap = await this.read('ConfigMap', name);
    return configMap && { ...decodeAll(configMap.binaryData), ...configMap.data };
  }

  async createSecret(name: string, data: DataMap): Promise<'created' | 'exists'> {
    const encoded = Object.entries(data).map(([key, value]): [string, string] => [key, Buffer.from(value).toString('base64')]);
    const body = {
      apiVersion: 'v1',
      kind: 'Secret',
      type: 'Opaque',
      metadata: { name, labels: { [MANAGED_BY]: OURS } },
      data: Object.fromEntries(encoded),
    };
    const created = await this.tolerating(409, { method: 'POST', path: referencePath('Secret', this.namespace), body });
    return created === undefined ? 'exists' : 'created';
  }

  /** A Secret that we did not create is left alone: somebody else's password may be in it. */
  async deleteSecret(name: string): Promise<void> {
    const secret = await this.read('Secret', name);
    if (secret === undefined) return;
    if (secret.metadata.labels[MANAGED_BY] !== OURS) {
      this.environment.log.warn(`Secret ${name} is left: it has no label ${MANAGED_BY}: ${OURS}, so it is not ours to delete`);
      return;
    }
    await this.tolerating(404, {
      method: 'DELETE',
      path: this.path('Secret', name),
      body: { preconditions: { uid: secret.metadata.uid } },
    });
  }

  private async read(kind: ReferenceKind, name: string): Promise<z.infer<typeof dataSchema> | undefined> {
    const answer = await this.tolerating(404, { method: 'GET', path: this.path(kind, name) });
    return answer === undefined ? undefined : dataSchema.parse(answer);
  }

  /** `undefined` for an answer with `status`. */
  private async tolerating(status: number, request: Parameters<ApiEnvironment['client']['send']>[0]): Promise<unknown> {
    const { client } = this.environment;
    return await retrying(this.environment, this.signal, async () => {
      try {
        return await client.send(request, this.signal);
      } catch (error) {
        if (hasStatus(error, status)) return undefined;
        throw error;
      }
    });
  }

  private path(kind: ReferenceKind, name: string): string {
    return `${referencePath(kind, this.namespace)}/${encodeURIComponent(name)}`;
  }
}

function decodeAll(data: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, Buffer.from(value, 'base64').toString('utf8')]));
}
