import { z } from 'zod';
import { API_GROUP, CUSTOM_RESOURCES, type CustomResourceKind, API_VERSION as VERSION } from '../crds/index.ts';
import { hasStatus } from './api-error.ts';
import type { CachedObject } from './object-cache.ts';
import type { Resource, ResourceKind, ResourceRef } from './resource-store.ts';

/** `apiVersion` of every custom resource. */
export const API_VERSION = `${API_GROUP}/${VERSION}`;

const { OXSyncError: _, ...written } = CUSTOM_RESOURCES;

/** The kinds that users write. */
export const RESOURCE_KINDS = Object.keys(written) as ResourceKind[];

/** Under which the API server notes what is ours. */
export const FIELD_MANAGER = 'ox-operator';

/** A custom resource with its version, of which nothing but the store knows. */
export interface CachedResource extends CachedObject {
  readonly resource: Resource;
}

/** kubectl keeps the whole manifest once more in this annotation. */
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

const resourceSchema = z.object({
  metadata: z.object({
    name: z.string(),
    namespace: z.string(),
    uid: z.string(),
    resourceVersion: z.string(),
    generation: z.number().default(1),
    creationTimestamp: z.string(),
    deletionTimestamp: z.string().optional(),
    finalizers: z.array(z.string()).default([]),
    annotations: z.record(z.string(), z.string()).default({}),
  }),
  spec: z.unknown(),
  status: z.record(z.string(), z.unknown()).optional(),
});

export function collectionPath(kind: CustomResourceKind, namespace: string): string {
  return `/apis/${API_VERSION}/namespaces/${namespace}/${CUSTOM_RESOURCES[kind].plural}`;
}

export function resourcePath(ref: ResourceRef, namespace: string): string {
  return `${collectionPath(ref.kind, namespace)}/${encodeURIComponent(ref.name)}`;
}

/** What is kept of a custom resource: neither managedFields nor labels nor kubectl's copy of the manifest. */
export function projectResource(kind: ResourceKind, object: unknown): CachedResource {
  const { metadata, spec, status } = resourceSchema.parse(object);
  const { resourceVersion, annotations, ...rest } = metadata;
  const { [LAST_APPLIED]: _, ...ours } = annotations;
  const { name, uid } = rest;
  return { name, uid, resourceVersion, resource: { kind, metadata: { ...rest, annotations: ours }, spec, status } };
}

/** Says what to do when the API server knows nothing of a kind. */
export function explainUnknownKind(kind: CustomResourceKind, error: unknown): string | undefined {
  if (!hasStatus(error, 404)) return undefined;
  return `the API server does not know the kind ${kind} of ${API_VERSION}: apply the custom resource definitions (kubectl apply -f charts/ox-operator/files/crds)`;
}
