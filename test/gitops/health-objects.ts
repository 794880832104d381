import type { FaultyObject } from '../../src/cache/index.ts';
import type { Outage } from '../../src/engine/index.ts';
import { toPlainJson } from '../../src/kube/plain-json.ts';
import { API_VERSION } from '../../src/kube/resource-kinds.ts';
import { FINALIZER, type Resource, type ResourceKind } from '../../src/kube/resource-store.ts';
import type { AppliedRecord } from '../../src/model/index.ts';
import { syncErrorReport } from '../../src/operator/sync-error-report.ts';

/** A manifest with its status, as Argo CD reads it from the API server. */
export interface LiveObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: object;
  readonly spec: unknown;
  readonly status?: object;
}

/** When everything here is looked at. */
export const NOW = Date.parse('2026-03-01T09:00:00Z');

const SPECS: Readonly<Record<ResourceKind, object>> = {
  OXContext: { contextId: 10, contextName: 'cityhall' },
  OXAccessProfile: { profileName: 'premium', displayName: 'Premium', rights: ['webmail', 'calendar'] },
  OXResource: { contextRef: { name: 'city-hall' }, email: 'room-1@example.org', displayName: 'Room 1' },
  OXFunctionalAccount: { contextRef: { name: 'city-hall' }, primaryAddress: 'info@example.org', users: ['anna', 'bob'] },
  OXDirectory: { ldap: { urls: ['ldaps://ldap.example.org'], baseDN: 'dc=example,dc=org' } },
};

/** A resource as the operator has it before it. */
export function resourceOf(kind: ResourceKind, { isEnding = false, generation = 2 } = {}): Resource {
  const metadata = {
    name: 'example',
    namespace: 'ox',
    uid: '5b1f0a52-0000-4000-8000-000000000001',
    generation,
    creationTimestamp: '2026-03-01T08:00:00Z',
    ...(isEnding ? { deletionTimestamp: '2026-03-01T08:59:00Z' } : {}),
    finalizers: [FINALIZER],
    annotations: {},
  };
  return { kind, metadata, spec: SPECS[kind] };
}

/** The same with a status. */
export function liveObject({ kind, metadata, spec }: Resource, status?: object): LiveObject {
  return toPlainJson({ apiVersion: API_VERSION, kind, metadata, spec, ...(status === undefined ? {} : { status }) });
}

export const IN_OX: AppliedRecord = { oxId: 3, contextId: 10, name: 'example', fields: {} };

export const OUTAGE: Outage = {
  scope: 'everything',
  reason: 'OxUnreachable',
  message: 'https://ox.example.org refuses connections',
  since: NOW,
};

/** An OXSyncError of a user in a state. */
export function syncError(state: FaultyObject['state'], action = ''): LiveObject {
  const { name, labels, spec, status } = syncErrorReport({
    id: 1,
    kind: 'User',
    owner: 'people',
    sourceId: '5b1f0a52-0000-4000-8000-000000000002',
    partition: 0,
    contextId: 10,
    name: 'anna',
    state,
    reason: state === 'waiting' ? 'NoContext' : state === 'backingOff' ? 'ServerFault' : 'DisplayNameTaken',
    message: state === 'waiting' ? 'the entry names no context' : 'OX refuses the display name "Anna Meier"',
    attempts: 4,
    nextAt: state === 'backingOff' ? NOW + 60_000 : 0,
    failedSince: NOW - 720_000,
    triedAt: NOW,
  });
  return toPlainJson({
    apiVersion: API_VERSION,
    kind: 'OXSyncError',
    metadata: { name, labels, generation: 1 },
    spec: { ...spec, action },
    status,
  });
}
