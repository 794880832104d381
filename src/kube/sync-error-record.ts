import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { CUSTOM_RESOURCES } from '../crds/index.ts';
import { API_VERSION } from './resource-kinds.ts';
import type { SyncErrorReport, SyncErrorResource } from './resource-store.ts';

const { kind, spec, status } = CUSTOM_RESOURCES.OXSyncError;

const ACTIONS = spec.shape.action.unwrap().options.map((action) => (action === '' ? '""' : action));

/** An OXSyncError as YAML or JSON holds it. */
export const syncErrorSchema = z.object({
  apiVersion: z.literal(API_VERSION),
  kind: z.literal(kind),
  metadata: z.object({ name: z.string(), labels: z.record(z.string(), z.string()).default({}) }),
  spec,
  status: status.default({}),
});

export function syncErrorOf({ metadata, ...rest }: z.output<typeof syncErrorSchema>): SyncErrorResource {
  return { name: metadata.name, spec: rest.spec, status: rest.status, labels: metadata.labels };
}

/** The part that we apply, without the action, which is the admin's. */
export function syncErrorManifest({ name, spec: { objectRef }, labels }: SyncErrorReport): Readonly<Record<string, unknown>> {
  return { apiVersion: API_VERSION, kind, metadata: { name, labels }, spec: { objectRef } };
}

/** As a file holds it: with the action and everything else. */
export function syncErrorRecord({ name, spec: content, status: told, labels }: SyncErrorResource): unknown {
  return { apiVersion: API_VERSION, kind, metadata: { name, labels }, spec: content, status: told };
}

/** The first thing that is wrong with what was read, by field. */
export function describeFault(error: z.ZodError): string {
  const issue = error.issues[0];
  const place = issue?.path.join('.') || 'document';
  if (issue?.path.at(-1) === 'action') return `${place}: expected one of ${ACTIONS.join(', ')}`;
  return `${place}: ${issue?.message ?? 'is no OXSyncError'}`;
}

/** Whether two say the same, whatever an admin wants done. */
export function isSameReport(one: SyncErrorReport, other: SyncErrorReport): boolean {
  return isDeepStrictEqual(syncErrorManifest(one), syncErrorManifest(other)) && isDeepStrictEqual(one.status, other.status);
}
