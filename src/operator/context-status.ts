import type { CachedObject } from '../cache/index.ts';
import type { ContextStatus } from '../crds/index.ts';
import type { Outage } from '../engine/index.ts';
import { type ConditionState, conditionsOf, nextConditions, type Progress, progressConditions, type Resource } from '../kube/index.ts';
import type { Fault, Kind } from '../model/index.ts';
import { explained } from './explained.ts';
import { REQUESTED_AT } from './reconcile-request.ts';
import { toTime } from './status-time.ts';

/** Everything that the status of an OXContext is made from. */
export interface ContextView {
  readonly resource: Resource;
  readonly row: CachedObject | undefined;
  readonly population: readonly { readonly kind: Kind; readonly count: number }[];
  readonly outage: Outage | undefined;
  /** Found wrong before it came to the engine. */
  readonly problem?: Fault | undefined;
  readonly isSuspended?: boolean | undefined;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** The status of an OXContext. Pure. */
export function contextStatus(view: ContextView): ContextStatus {
  const { resource, row, now } = view;
  const generation = resource.metadata.generation;
  const progress = progressOf(view);
  const states = [...progressConditions(progress), ...domainConditions(row)];
  const before = conditionsOf(resource.status);
  const conditions = nextConditions(before, states, { generation, now });
  const wasReady = before.some(
    (condition) => condition.type === 'Ready' && condition.status === 'True' && condition.observedGeneration === generation,
  );
  const countOf = (kind: Kind): number => view.population.find((entry) => entry.kind === kind)?.count ?? 0;
  const secretName = row?.applied?.fields.secretName;
  const requested = resource.metadata.annotations[REQUESTED_AT];
  return {
    observedGeneration: generation,
    conditions,
    users: countOf('User'),
    groups: countOf('Group'),
    ...(typeof secretName === 'string' && secretName !== '' ? { adminSecretName: secretName } : {}),
    ...(progress.outcome === 'ready' && !wasReady ? { lastSyncTime: toTime(now) } : keep(resource, 'lastSyncTime')),
    ...(requested === undefined || row?.state === 'pending'
      ? keep(resource, 'lastHandledReconcileAt')
      : { lastHandledReconcileAt: requested }),
  };
}

function keep(resource: Resource, field: string): Record<string, unknown> {
  const value = resource.status?.[field];
  return value === undefined ? {} : { [field]: value };
}

function progressOf({ problem, isSuspended, row, outage }: ContextView): Progress {
  if (problem !== undefined) return { outcome: 'stalled', ...explained(problem) };
  if (isSuspended === true) return { outcome: 'reconciling', reason: 'Suspended', message: 'spec.suspend is true: nothing is written' };
  if (outage !== undefined && concerns(outage, row)) return { outcome: 'reconciling', ...explained(outage) };
  if (row?.state === 'settled') return { outcome: 'ready', reason: 'Settled', message: 'in step with OX' };
  return { outcome: 'reconciling', ...whatIsUnderWay(row) };
}

function whatIsUnderWay(row: CachedObject | undefined): Fault {
  const { state, reason, message = '' } = row ?? {};
  if (state === 'pending' || reason === undefined) return { reason: 'Progressing', message: 'is being brought in step with OX' };
  return explained({ reason, message });
}

/** A refused master admin concerns every context, an OX that does not answer those with something to do. */
function concerns(outage: Outage, row: CachedObject | undefined): boolean {
  return outage.reason === 'OxAuthenticationFailed' || row?.state !== 'settled';
}

function domainConditions(row: CachedObject | undefined): ConditionState[] {
  return [...adminReachable(row), ...deletionBlocked(row)];
}

function adminReachable(row: CachedObject | undefined): ConditionState[] {
  if (row?.applied === undefined) return [];
  if (row.state === 'settled')
    return [{ type: 'AdminReachable', status: 'True', reason: 'Settled', message: 'the credentials of the context admin work' }];
  if (row.reason === 'OxAuthenticationFailed' || row.reason === 'WaitingForCredentials') {
    return [{ type: 'AdminReachable', status: 'False', reason: row.reason, message: row.message ?? '' }];
  }
  return [];
}

function deletionBlocked(row: CachedObject | undefined): ConditionState[] {
  if (row === undefined || row.desired !== undefined || row.reason !== 'DeletionBlocked') return [];
  return [{ type: 'DeletionBlocked', status: 'True', reason: 'DeletionBlocked', message: row.message ?? '' }];
}
