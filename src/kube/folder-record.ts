import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { refOf } from './folder-object.ts';
import { readYaml } from './folder-yaml.ts';
import { API_VERSION, RESOURCE_KINDS } from './resource-kinds.ts';
import type { DataMap, Resource, ResourceRef } from './resource-store.ts';

export type RecordText = { readonly type: 'resource'; readonly resource: Resource } | { readonly type: 'faulty'; readonly message: string };

const metadata = z.object({
  name: z.string(),
  namespace: z.string(),
  uid: z.string(),
  generation: z.int().min(1),
  creationTimestamp: z.iso.datetime({ offset: true }),
  deletionTimestamp: z.iso.datetime({ offset: true }).optional(),
  finalizers: z.array(z.string()),
  annotations: z.record(z.string(), z.string()),
});

const record = z.object({
  apiVersion: z.literal(API_VERSION),
  kind: z.enum(RESOURCE_KINDS),
  metadata,
  spec: z.unknown(),
  status: z.record(z.string(), z.unknown()).optional(),
});

const REMEDY = 'correct the file, or remove it when the object is not in OX';

/** Reads a file of `.ox-operator/status`, which people may have edited. */
export function parseRecord(text: string, ref: ResourceRef, namespace: string): RecordText {
  const yaml = readYaml(text);
  if (yaml.type === 'unreadable') return faulty(`${yaml.message}; ${REMEDY}`);
  const parsed = record.safeParse(yaml.documents[0]?.value);
  if (!parsed.success) return faulty(`${describe(parsed.error)}; ${REMEDY}`);
  const { apiVersion: _, status, spec, ...rest } = parsed.data;
  const resource: Resource = { ...rest, spec, ...(status === undefined ? {} : { status }) };
  if (!isDeepStrictEqual(refOf(resource), ref))
    return faulty(`found ${rest.kind} ${rest.metadata.name}, expected ${ref.kind} ${ref.name}; ${REMEDY}`);
  if (rest.metadata.namespace === namespace) return { type: 'resource', resource };
  return faulty(
    `metadata.namespace: found ${rest.metadata.namespace}, expected ${namespace}: this folder belongs to an operator of another namespace`,
  );
}

/** A Secret as we write it, to be read like any other manifest. */
export function secretRecord(name: string, namespace: string, data: DataMap): unknown {
  const labels = { 'app.kubernetes.io/managed-by': 'ox-operator' };
  return { apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace, labels }, type: 'Opaque', stringData: data };
}

function describe(error: z.ZodError): string {
  const issue = error.issues[0];
  return issue === undefined ? 'is not a record of the operator' : `${issue.path.join('.') || 'document'}: ${issue.message}`;
}

function faulty(message: string): RecordText {
  return { type: 'faulty', message };
}
