import type { Cache } from '../cache/index.ts';
import { RESOURCE_KINDS, type Resource, type ResourceStore, type SyncErrorResource } from '../kube/index.ts';
import type { KnownFacts } from '../ops/index.ts';
import { heldDeletions } from './operator-summary.ts';

/** @param words those that the operator itself uses, in lower case */
export function knownFacts(store: ResourceStore, cache: Cache, words: ReadonlySet<string>): KnownFacts {
  return {
    counts: cache.summary.reasons(),
    heldDeletions: heldDeletions(store, cache).filter(({ count }) => count > 0),
    commonNames: cache.names.among(words),
    resources: toldResources(store),
  };
}

/** All custom resources, as far as a support ticket needs them. */
export function toldResources(store: ResourceStore): KnownFacts['resources'] {
  return [...RESOURCE_KINDS.flatMap((kind) => store.list(kind).map(toldResource)), ...store.listSyncErrors().map(toldError)];
}

/** Annotations may hold anything: which of them are there is enough. */
function toldResource({ kind, metadata, spec, status }: Resource): Readonly<Record<string, unknown>> {
  const { name, generation, creationTimestamp, deletionTimestamp, finalizers, annotations } = metadata;
  const told = { name, generation, creationTimestamp, deletionTimestamp, finalizers, annotations: Object.keys(annotations) };
  return { kind, metadata: told, spec, status };
}

function toldError({ name, spec, status }: SyncErrorResource): Readonly<Record<string, unknown>> {
  return { kind: 'OXSyncError', metadata: { name }, spec, status };
}
