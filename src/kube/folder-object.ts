import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { ManifestResource, ValidateSpec } from './folder-manifest.ts';
import { toPlainJson } from './plain-json.ts';
import { FINALIZER, type Resource, type ResourceRef } from './resource-store.ts';

/** What becomes of one object, as a cluster would decide. */
export type Transition =
  | { readonly type: 'unchanged'; readonly note?: string | undefined }
  | { readonly type: 'changed'; readonly resource: Resource; readonly note?: string | undefined }
  | { readonly type: 'gone' }
  /** The manifest asks for what a cluster refuses; the object stays as it is. */
  | { readonly type: 'refused'; readonly message: string };

/** Under which an object is created or changed. */
export interface Circumstances {
  readonly namespace: string;
  /** RFC 3339. */
  readonly now: string;
  readonly validate: ValidateSpec;
}

const TERMINATING_NOTE = 'is being deleted; it is created anew when that is done';

/** Creates the object, or changes it to what the manifest says. */
export function applyManifest(current: Resource | undefined, manifest: ManifestResource, circumstances: Circumstances): Transition {
  if (current === undefined) return { type: 'changed', resource: createResource(manifest, circumstances) };
  const isTerminating = current.metadata.deletionTimestamp !== undefined;
  const note = isTerminating ? TERMINATING_NOTE : undefined;
  const resource = changeResource(current, manifest);
  if (isDeepStrictEqual(resource, current)) return { type: 'unchanged', note };
  const hasSameSpec = resource.metadata.generation === current.metadata.generation;
  const faults = hasSameSpec ? [] : circumstances.validate(current.kind, manifest.spec, current.spec);
  if (faults.length === 0) return { type: 'changed', resource, note };
  return isTerminating ? { type: 'unchanged', note } : { type: 'refused', message: faults.join('; ') };
}

/** The manifest is gone: so is the object, unless a finalizer holds it. */
export function withdrawManifest(current: Resource, now: string): Transition {
  const { metadata } = current;
  if (metadata.finalizers.length === 0) return { type: 'gone' };
  if (metadata.deletionTimestamp !== undefined) return { type: 'unchanged' };
  return {
    type: 'changed',
    resource: { ...current, metadata: { ...metadata, generation: metadata.generation + 1, deletionTimestamp: now } },
  };
}

/** Puts our finalizer on an object. A terminating object takes none, as in a cluster. */
export function addFinalizerTo(current: Resource): Transition {
  const { metadata } = current;
  if (metadata.finalizers.includes(FINALIZER)) return { type: 'unchanged' };
  if (metadata.deletionTimestamp !== undefined) {
    return { type: 'refused', message: `${current.kind} ${metadata.name} is being deleted: no finalizer can be added` };
  }
  return { type: 'changed', resource: { ...current, metadata: { ...metadata, finalizers: [...metadata.finalizers, FINALIZER] } } };
}

/** Takes our finalizer off an object; the last one off a terminating object lets it go. */
export function removeFinalizerFrom(current: Resource): Transition {
  const { metadata } = current;
  const finalizers = metadata.finalizers.filter((finalizer) => finalizer !== FINALIZER);
  if (finalizers.length === 0 && metadata.deletionTimestamp !== undefined) return { type: 'gone' };
  if (finalizers.length === metadata.finalizers.length) return { type: 'unchanged' };
  return { type: 'changed', resource: { ...current, metadata: { ...metadata, finalizers } } };
}

/** Replaces the status. Neither the order of keys nor an `undefined` makes a difference. */
export function applyStatusTo(current: Resource, status: Readonly<Record<string, unknown>>): Transition {
  const plain = toPlainJson(status);
  return isDeepStrictEqual(plain, current.status) ? { type: 'unchanged' } : { type: 'changed', resource: { ...current, status: plain } };
}

export function refOf({ kind, metadata }: Resource): ResourceRef {
  return { kind, name: metadata.name };
}

const UID_NAMESPACE = Buffer.from('5f0c1d8e3b7a4e0f9c52d1a86e4b7f13', 'hex');

/** The same name in the same namespace always has the same uid (a UUID of version 5), so that a lost folder state makes nobody a stranger. */
export function stableUid(namespace: string, { kind, name }: ResourceRef): string {
  const digest = createHash('sha1').update(UID_NAMESPACE).update(`${namespace}/${kind}/${name}`).digest().subarray(0, 16);
  digest.writeUInt8((digest.readUInt8(6) & 0x0f) | 0x50, 6);
  digest.writeUInt8((digest.readUInt8(8) & 0x3f) | 0x80, 8);
  return digest.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

function createResource({ ref, annotations, creationTimestamp, spec }: ManifestResource, { namespace, now }: Circumstances): Resource {
  const identity = { name: ref.name, namespace, uid: stableUid(namespace, ref) };
  return {
    kind: ref.kind,
    metadata: { ...identity, generation: 1, creationTimestamp: creationTimestamp ?? now, finalizers: [], annotations },
    spec,
  };
}

function changeResource(current: Resource, manifest: ManifestResource): Resource {
  const { metadata } = current;
  const generation = isDeepStrictEqual(manifest.spec, current.spec) ? metadata.generation : metadata.generation + 1;
  const creationTimestamp = manifest.creationTimestamp ?? metadata.creationTimestamp;
  return { ...current, metadata: { ...metadata, generation, creationTimestamp, annotations: manifest.annotations }, spec: manifest.spec };
}
