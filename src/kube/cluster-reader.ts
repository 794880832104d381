import { z } from 'zod';
import { API_GROUP, CUSTOM_RESOURCES, type CustomResourceKind } from '../crds/index.ts';
import type { ApiClient } from './api-client.ts';
import { listObjects } from './list-objects.ts';
import { type NamespaceOptions, openNamespace } from './open-namespace.ts';
import { collectionPath } from './resource-kinds.ts';

const versionSchema = z.object({ gitVersion: z.string(), platform: z.string().default('') });
const groupSchema = z.object({ versions: z.array(z.object({ version: z.string() })) });

const objectSchema = z.object({
  metadata: z.object({
    name: z.string(),
    generation: z.number().optional(),
    creationTimestamp: z.string().optional(),
    deletionTimestamp: z.string().optional(),
    finalizers: z.array(z.string()).default([]),
    annotations: z.record(z.string(), z.unknown()).default({}),
  }),
  spec: z.unknown().optional(),
  status: z.unknown().optional(),
});

/** A look at a namespace, for somebody who writes nothing and follows nothing. */
export class ClusterReader {
  readonly namespace: string;
  private readonly client: ApiClient;
  private readonly closing = new AbortController();

  private constructor(client: ApiClient, namespace: string) {
    this.client = client;
    this.namespace = namespace;
  }

  /** Asks nothing yet. Rejects with ConfigurationError without a kubeconfig. */
  static async open(options: NamespaceOptions): Promise<ClusterReader> {
    const { client, namespace } = await openNamespace(options);
    return new ClusterReader(client, namespace);
  }

  /** Of the API server; anybody may ask for it. */
  async serverVersion(): Promise<{ readonly version: string; readonly platform: string }> {
    const { gitVersion, platform } = versionSchema.parse(await this.get('/version'));
    return { version: gitVersion, platform };
  }

  /** The versions in which our definitions are served. */
  async definitionVersions(): Promise<string[]> {
    return groupSchema.parse(await this.get(`/apis/${API_GROUP}`)).versions.map(({ version }) => version);
  }

  /** Of one kind: metadata as far as it matters, spec and status. Needs the verb list. */
  async resources(kind: CustomResourceKind): Promise<Readonly<Record<string, unknown>>[]> {
    const found: Readonly<Record<string, unknown>>[] = [];
    const collection = {
      client: this.client,
      path: collectionPath(kind, this.namespace),
      metadataOnly: false,
      signal: this.closing.signal,
    };
    await listObjects(collection, (object) => {
      const { metadata, spec, status } = objectSchema.parse(object);
      found.push({ kind, metadata: { ...metadata, annotations: Object.keys(metadata.annotations) }, spec, status });
    });
    return found;
  }

  async close(): Promise<void> {
    this.closing.abort();
    await this.client.close();
  }

  private async get(path: string): Promise<unknown> {
    return await this.client.send({ method: 'GET', path }, this.closing.signal);
  }
}

/** Every kind that a namespace may hold. */
export const ALL_KINDS = Object.keys(CUSTOM_RESOURCES) as CustomResourceKind[];
