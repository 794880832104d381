import type { CustomResourceKind } from '../../src/crds/index.ts';
import type { ResourceKind } from '../../src/kube/resource-store.ts';
import { accessProfileStatus } from '../../src/operator/access-profile-status.ts';
import { contextStatus } from '../../src/operator/context-status.ts';
import { type DirectoryView, directoryStatus } from '../../src/operator/directory-status.ts';
import type { HeldDeletions } from '../../src/operator/held-deletions.ts';
import { type InhabitantView, inhabitantStatus } from '../../src/operator/inhabitant-status.ts';
import { row } from '../support/cached-row.ts';
import { IN_OX, type LiveObject, liveObject, NOW, OUTAGE, resourceOf, syncError } from './health-objects.ts';

/** Health in words of Argo CD. */
type Health = 'Healthy' | 'Progressing' | 'Degraded' | 'Suspended';

/** How something can stand, by the name of its test data: what Argo CD shall make of it, and the object. */
export type HealthCases = Readonly<Record<string, readonly [Health, LiveObject]>>;

const REFUSED = { reason: 'InvalidSpec', message: 'spec.quotaMB: found 0, expected at least 1' } as const;

/** What is the same for every kind with conditions. `status` gives what the operator writes for a resource. */
function commonCases(kind: ResourceKind, statusOf: (resource: ReturnType<typeof resourceOf>) => object): HealthCases {
  const before = resourceOf(kind);
  return {
    new: ['Progressing', liveObject(before)],
    changed: ['Progressing', liveObject(resourceOf(kind, { generation: 3 }), statusOf(before))],
  };
}

function contextCases(): HealthCases {
  const context = (view: Partial<Parameters<typeof contextStatus>[0]>, isEnding = false): LiveObject => {
    const resource = resourceOf('OXContext', { isEnding });
    return liveObject(resource, contextStatus({ resource, row: undefined, population: [], outage: undefined, now: NOW, ...view }));
  };
  const settled = row('Context', { state: 'settled', applied: IN_OX });
  const population = [{ kind: 'User', count: 12 }] as const;
  const blocked = row('Context', {
    state: 'waiting',
    desired: undefined,
    applied: IN_OX,
    reason: 'DeletionBlocked',
    message: 'people live in it',
  });
  const denied = row('Context', {
    state: 'waiting',
    applied: IN_OX,
    reason: 'WaitingForCredentials',
    message: 'the Secret "x" is missing',
  });
  return {
    ...commonCases('OXContext', (resource) => contextStatus({ resource, row: settled, population, outage: undefined, now: NOW })),
    progressing: ['Progressing', context({ row: row('Context') })],
    healthy: ['Healthy', context({ row: settled, population })],
    outage: ['Progressing', context({ row: row('Context'), outage: OUTAGE })],
    waiting: ['Progressing', context({ row: denied })],
    refused: ['Degraded', context({ problem: REFUSED })],
    conflict: ['Degraded', context({ problem: { reason: 'ContextIdConflict', message: 'the OXContext "town" has contextId 10' } })],
    suspended: ['Suspended', context({ row: settled, isSuspended: true })],
    deleted: ['Progressing', context({ row: row('Context', { desired: undefined, applied: IN_OX }) }, true)],
    'deletion-blocked': ['Progressing', context({ row: blocked, population }, true)],
  };
}

function accessProfileCases(): HealthCases {
  const profile = (view: Partial<Parameters<typeof accessProfileStatus>[0]>, isEnding = false): LiveObject => {
    const resource = resourceOf('OXAccessProfile', { isEnding });
    return liveObject(
      resource,
      accessProfileStatus({ resource, profileName: 'premium', population: all, outage: undefined, now: NOW, ...view }),
    );
  };
  const all = { users: 12, settled: 12, pending: 0 };
  const some = { users: 12, settled: 5, pending: 7 };
  return {
    ...commonCases('OXAccessProfile', (resource) =>
      accessProfileStatus({ resource, profileName: 'premium', population: all, outage: undefined, now: NOW }),
    ),
    progressing: ['Progressing', profile({ population: some })],
    healthy: ['Healthy', profile({})],
    outage: ['Progressing', profile({ population: some, outage: OUTAGE })],
    refused: ['Degraded', profile({ problem: { reason: 'RightsConflict', message: 'globalAddressBookDisabled goes with no webdavXml' } })],
    suspended: ['Suspended', profile({ isSuspended: true })],
    'deletion-blocked': ['Progressing', profile({}, true)],
  };
}

function inhabitantCases(kind: 'OXResource' | 'OXFunctionalAccount'): HealthCases {
  const object = kind === 'OXResource' ? 'Resource' : 'FunctionalAccount';
  const inhabitant = (view: Partial<InhabitantView>, isEnding = false): LiveObject => {
    const resource = resourceOf(kind, { isEnding });
    return liveObject(resource, inhabitantStatus({ resource, row: undefined, outage: undefined, now: NOW, ...view }));
  };
  const settled = row(object, { state: 'settled', applied: IN_OX });
  const parked = row(object, { state: 'parked', attempts: 1, reason: 'MailAddressTaken', message: 'another account has info@example.org' });
  return {
    ...commonCases(kind, (resource) => inhabitantStatus({ resource, row: settled, outage: undefined, now: NOW })),
    progressing: ['Progressing', inhabitant({ row: row(object) })],
    healthy: ['Healthy', inhabitant({ row: settled })],
    outage: ['Progressing', inhabitant({ row: row(object), outage: OUTAGE })],
    waiting: ['Progressing', inhabitant({ waiting: { reason: 'WaitingForContext', message: 'there is no OXContext "city-hall"' } })],
    parked: ['Degraded', inhabitant({ row: parked })],
    refused: ['Degraded', inhabitant({ problem: REFUSED })],
    suspended: ['Suspended', inhabitant({ row: settled, isSuspended: true })],
    deleted: ['Progressing', inhabitant({ row: row(object, { desired: undefined, applied: IN_OX }) }, true)],
    ...(kind === 'OXResource' ? {} : { 'missing-members': ['Progressing', inhabitant({ row: settled, missing: ['bob'] })] }),
  };
}

const TWELVE_HELD: HeldDeletions = {
  counts: { User: 12, Group: 0, FunctionalAccount: 0 },
  token: '0123456789abcdef',
  first: [{ kind: 'User', name: 'anna', leaving: 'gone' }],
};

function directoryCases(): HealthCases {
  const health = { method: 'ContentSync', server: 'ldaps://ldap.example.org', lastPollAt: NOW, lastChangeAt: NOW };
  const settled = { kind: 'User', state: 'settled', count: 12 } as const;
  const calm = { health, counts: [settled], troubles: [], outage: undefined, now: NOW };
  const directory = (view: Partial<DirectoryView>, isEnding = false): LiveObject => {
    const resource = resourceOf('OXDirectory', { isEnding });
    return liveObject(resource, directoryStatus({ resource, ...calm, ...view }));
  };
  const inTrouble = (state: 'parked' | 'halted' | 'waiting'): Partial<DirectoryView> => {
    const reason = state === 'waiting' ? 'WaitingForContext' : 'DisplayNameTaken';
    const message = state === 'waiting' ? 'there is no context 11' : 'OX refuses the display name "Anna Meier"';
    const trouble = { kind: 'User', name: 'anna', sourceId: 'id', contextId: 11, state, reason, message, nextAt: 0 } as const;
    return { counts: [settled, { kind: 'User', state, count: 1 }], troubles: [trouble] };
  };
  const unreachable = { error: { reason: 'DirectoryUnreachable', message: 'ldaps://ldap.example.org refuses connections' } } as const;
  return {
    ...commonCases('OXDirectory', (resource) => directoryStatus({ resource, ...calm })),
    'first-read': ['Progressing', directory({ health: {}, counts: [] })],
    progressing: ['Progressing', directory({ counts: [settled, { kind: 'User', state: 'pending', count: 3 }] })],
    healthy: ['Healthy', directory({})],
    outage: ['Progressing', directory({ outage: OUTAGE })],
    'source-outage': ['Progressing', directory({ health: unreachable })],
    waiting: ['Progressing', directory(inTrouble('waiting'))],
    parked: ['Degraded', directory(inTrouble('parked'))],
    halted: ['Degraded', directory(inTrouble('halted'))],
    refused: ['Degraded', directory({ problem: { reason: 'InvalidMapping', message: 'spec.mapping.set.nickname: no field of OX' } })],
    suspended: ['Suspended', directory({ isSuspended: true })],
    'deletions-held': ['Suspended', directory({ held: TWELVE_HELD, heldCounts: [{ kind: 'User', state: 'settled', count: 12 }] })],
    deleted: ['Progressing', directory({}, true)],
  };
}

function syncErrorCases(): HealthCases {
  const { status: _, ...untold } = syncError('parked');
  return {
    new: ['Progressing', untold],
    parked: ['Degraded', syncError('parked')],
    halted: ['Degraded', syncError('halted')],
    'backing-off': ['Progressing', syncError('backingOff')],
    waiting: ['Progressing', syncError('waiting')],
    retried: ['Progressing', syncError('parked', 'Retry')],
  };
}

/** Everything that the tests of the health scripts hold against them. */
export const HEALTH_CASES: Readonly<Record<CustomResourceKind, HealthCases>> = {
  OXContext: contextCases(),
  OXAccessProfile: accessProfileCases(),
  OXResource: inhabitantCases('OXResource'),
  OXFunctionalAccount: inhabitantCases('OXFunctionalAccount'),
  OXDirectory: directoryCases(),
  OXSyncError: syncErrorCases(),
};
