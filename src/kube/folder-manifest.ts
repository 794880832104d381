import { API_GROUP, parseSpec } from '../crds/index.ts';
import { decodeData } from './folder-data.ts';
import { API_VERSION, RESOURCE_KINDS } from './resource-kinds.ts';
import type { DataMap, ResourceKind, ResourceRef } from './resource-store.ts';

/**
 * Says what is wrong with a spec, one entry per field: `spec.contextId: found "ten", expected …`. Empty: it is valid.
 * With `previous`, the spec as it was, also what has changed and must not.
 */
export type ValidateSpec = (kind: ResourceKind, spec: unknown, previous?: unknown) => readonly string[];

export interface ManifestRules {
  /** The namespace of manifests that name none; manifests of any other are left out. */
  readonly namespace: string;
  readonly validate: ValidateSpec;
}

/** By the schemas of `crds/`; a field that they do not know is a problem. */
export function validateStrictly(kind: ResourceKind, spec: unknown, previous?: unknown): readonly string[] {
  const parsed = parseSpec(kind, spec, { strict: true, previous });
  return parsed.ok ? [] : parsed.problems;
}

/** A custom resource as a manifest describes it. */
export interface ManifestResource {
  readonly ref: ResourceRef;
  readonly annotations: Readonly<Record<string, string>>;
  /** RFC 3339 in UTC, when the manifest gives one. */
  readonly creationTimestamp?: string | undefined;
  readonly spec: unknown;
}

/** A Secret or ConfigMap, decoded. */
export interface ManifestData {
  readonly kind: 'Secret' | 'ConfigMap';
  readonly name: string;
  readonly data: DataMap;
}

/** What one object of a manifest file is to the operator. Messages name the object, not the file. */
export type ManifestItem =
  | { readonly type: 'resource'; readonly resource: ManifestResource }
  | { readonly type: 'data'; readonly data: ManifestData }
  | { readonly type: 'foreign'; readonly note: string }
  /** Without `ref`: a Secret or ConfigMap. */
  | { readonly type: 'invalid'; readonly ref?: ResourceRef | undefined; readonly messages: readonly string[] }
  /** It could be any object. */
  | { readonly type: 'unnamed'; readonly message: string };

type Fields = Readonly<Record<string, unknown>>;

/** Reads one object that has been parsed from YAML; see `itemsOf` for lists. */
export function readManifest(value: Fields, rules: ManifestRules): ManifestItem {
  const { apiVersion, kind } = value;
  if (typeof apiVersion !== 'string' || typeof kind !== 'string') return unnamed(missingTypeOf(value));
  if (apiVersion.startsWith(`${API_GROUP}/`) || isResourceKind(kind)) return readOurs(value, { apiVersion, kind }, rules);
  if (apiVersion === 'v1' && isDataKind(kind)) return readNamed(value, kind, rules, (name) => readData(value, kind, name));
  return { type: 'foreign', note: `${kind} ${nameOf(value)}: not read by the operator` };
}

/** The objects of a document: the items of a `List`, else the document itself. `undefined`: it is no object at all. */
export function itemsOf(document: unknown): readonly Fields[] | undefined {
  if (!isFields(document)) return undefined;
  if (document.apiVersion !== 'v1' || document.kind !== 'List') return [document];
  const items: unknown = document.items ?? [];
  return Array.isArray(items) && items.every(isFields) ? items : undefined;
}

const NOT_A_MANIFEST = 'is written by the operator: take it out here, and set spec.action in .ox-operator/OXSyncError';

function readOurs(value: Fields, { apiVersion, kind }: { apiVersion: string; kind: string }, rules: ManifestRules): ManifestItem {
  if (apiVersion !== API_VERSION) return unnamed(`${kind}: apiVersion: found ${show(apiVersion)}, expected ${API_VERSION}`);
  if (kind === 'OXSyncError') return unnamed(`${kind} ${nameOf(value)}: ${NOT_A_MANIFEST}/${nameOf(value)}.yaml`);
  if (!isResourceKind(kind)) return unnamed(`kind: found ${show(kind)}, expected one of ${RESOURCE_KINDS.join(', ')}`);
  return readNamed(value, kind, rules, (name) => readResource(value, { kind, name }, rules));
}

function readNamed(value: Fields, kind: string, rules: ManifestRules, read: (name: string) => ManifestItem): ManifestItem {
  const { name, namespace } = metadataOf(value);
  if (!isName(name)) return unnamed(`${kind}: metadata.name: ${found(name)}, expected ${NAME_RULE}`);
  if ((namespace ?? rules.namespace) === rules.namespace) return read(name);
  return { type: 'foreign', note: `${kind} ${name}: of namespace ${show(namespace)}; the operator reads namespace ${rules.namespace}` };
}

function readResource(value: Fields, ref: ResourceRef, rules: ManifestRules): ManifestItem {
  const metadata = metadataOf(value);
  const spec = value.spec ?? {};
  const annotations = metadata.annotations ?? {};
  const created = metadata.creationTimestamp ?? undefined;
  const messages = [
    ...unknownFields(value),
    ...annotationFaults(annotations),
    ...(created === undefined || isTimestamp(created)
      ? []
      : [`metadata.creationTimestamp: ${found(created)}, expected a time like 2026-01-31T12:00:00Z`]),
    ...rules.validate(ref.kind, spec),
  ];
  if (messages.length > 0) return { type: 'invalid', ref, messages: messages.map((message) => `${ref.kind} ${ref.name}: ${message}`) };
  const creationTimestamp = typeof created === 'string' ? new Date(created).toISOString() : undefined;
  return { type: 'resource', resource: { ref, annotations: annotations as Record<string, string>, creationTimestamp, spec } };
}

function readData(value: Fields, kind: ManifestData['kind'], name: string): ManifestItem {
  const decoded = decodeData(kind, value);
  if (decoded.type === 'data') return { type: 'data', data: { kind, name, data: decoded.data } };
  return { type: 'invalid', messages: decoded.faults.map((fault) => `${kind} ${name}: ${fault}`) };
}

const NAME_RULE = 'a name of at most 253 lower-case letters, digits, "-" and "."';

/** A name as the API server takes it (RFC 1123 subdomain), so that the same manifests work in both places. */
export function isName(value: unknown): value is string {
  return (
    typeof value === 'string' && value.length <= 253 && /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/.test(value)
  );
}

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function metadataOf({ metadata }: Fields): Fields {
  return isFields(metadata) ? metadata : {};
}

/** For notes: a foreign object may be called anything. */
function nameOf(value: Fields): string {
  const { name } = metadataOf(value);
  return typeof name === 'string' ? name : 'without a name';
}

function isDataKind(kind: string): kind is ManifestData['kind'] {
  return kind === 'Secret' || kind === 'ConfigMap';
}

function isResourceKind(kind: string): kind is ResourceKind {
  return RESOURCE_KINDS.some((known) => known === kind);
}

function isTimestamp(value: unknown): value is string {
  return (
    typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(value) && !Number.isNaN(Date.parse(value))
  );
}

const TOP_FIELDS = ['apiVersion', 'kind', 'metadata', 'spec', 'status'];

function unknownFields(value: Fields): string[] {
  return Object.keys(value)
    .filter((field) => !TOP_FIELDS.includes(field))
    .map((field) => `${field}: unknown field, expected one of ${TOP_FIELDS.join(', ')}`);
}

function annotationFaults(annotations: unknown): string[] {
  if (!isFields(annotations)) return [`metadata.annotations: ${found(annotations)}, expected a mapping of text to text`];
  return Object.entries(annotations)
    .filter(([, value]) => typeof value !== 'string')
    .map(([key, value]) => `metadata.annotations.${key}: ${found(value)}, expected text (put it in quotes)`);
}

function missingTypeOf(value: Fields): string {
  const field = typeof value.apiVersion === 'string' ? 'kind' : 'apiVersion';
  return `${field}: ${found(value[field])}, expected that of a Kubernetes object, such as ${field === 'kind' ? 'OXContext' : API_VERSION}`;
}

function found(value: unknown): string {
  return value === undefined || value === null ? 'missing' : `found ${show(value)}`;
}

function show(value: unknown): string {
  return JSON.stringify(value).slice(0, 80);
}

function unnamed(message: string): ManifestItem {
  return { type: 'unnamed', message };
}
