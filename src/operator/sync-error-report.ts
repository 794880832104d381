import { createHash } from 'node:crypto';
import type { FaultyObject } from '../cache/index.ts';
import type { SyncErrorStatus } from '../crds/index.ts';
import type { SyncErrorReport } from '../kube/index.ts';
import { errorClassOf, remedyFor } from '../model/index.ts';
import { toTime } from './status-time.ts';

/** Labels of an OXSyncError, for `kubectl get oxerr -l …`. */
const LABELS = {
  directory: 'ox-operator.dev/directory',
  kind: 'ox-operator.dev/kind',
  reason: 'ox-operator.dev/reason',
  errorClass: 'ox-operator.dev/error-class',
} as const;

/** What the API server takes at most. */
const MAX_TEXT = 1_024;
const MAX_MESSAGE = 4_096;
const MAX_LABEL = 63;
const MAX_DIRECTORY = 200;
const HASH_LENGTH = 10;

/** The same for one object for ever, whatever it is called: people-user-7f3a2c51d0. */
export function syncErrorName({
  owner,
  kind,
  sourceId,
  partition,
}: Pick<FaultyObject, 'owner' | 'kind' | 'sourceId' | 'partition'>): string {
  const digest = createHash('sha256')
    .update(JSON.stringify([owner, kind, sourceId, partition]))
    .digest('hex');
  return `${cut(owner, MAX_DIRECTORY)}-${kind.toLowerCase()}-${digest.slice(0, HASH_LENGTH)}`;
}

/** What an OXSyncError tells of an object that is parked, halted, backing off or waiting. Pure. */
export function syncErrorReport(object: FaultyObject): SyncErrorReport {
  const { kind, owner, contextId } = object;
  const name = object.name.slice(0, MAX_TEXT);
  const sourceId = object.sourceId.slice(0, MAX_TEXT);
  return {
    name: syncErrorName(object),
    spec: { objectRef: { kind, name, sourceId, contextId, directory: owner } },
    status: statusOf(object),
    labels: labelsOf(object),
  };
}

function statusOf({ reason, message, attempts, failedSince, triedAt, nextAt, state }: FaultyObject): SyncErrorStatus {
  const remedy = remedyFor(reason)?.slice(0, MAX_TEXT);
  const told = STATES[state];
  return {
    reason,
    message: message.slice(0, MAX_MESSAGE),
    ...(remedy === undefined ? {} : { remedy }),
    attempts,
    firstSeenTime: toTime(failedSince),
    lastTriedTime: toTime(triedAt),
    ...(nextAt === 0 ? {} : { nextRetryTime: toTime(nextAt) }),
    ...(told === undefined ? {} : { state: told }),
  };
}

const STATES: Readonly<Partial<Record<FaultyObject['state'], NonNullable<SyncErrorStatus['state']>>>> = {
  parked: 'Parked',
  halted: 'Halted',
  backingOff: 'BackingOff',
  waiting: 'Waiting',
};

function labelsOf({ owner, kind, reason }: FaultyObject): Record<string, string> {
  const errorClass = errorClassOf(reason);
  return {
    'app.kubernetes.io/managed-by': 'ox-operator',
    [LABELS.directory]: cut(owner, MAX_LABEL),
    [LABELS.kind]: kind,
    [LABELS.reason]: reason,
    ...(errorClass === undefined ? {} : { [LABELS.errorClass]: errorClass }),
  };
}

/** A name that is cut must not end in what may not stand at an end. */
function cut(name: string, length: number): string {
  return name.slice(0, length).replace(/[^a-z0-9]+$/i, '');
}
