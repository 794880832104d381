import type { CachedObject } from '../cache/index.ts';
import type { ContextStatus } from '../crds/index.ts';
import type { Outage } from '../engine/index.ts';
import type { ConditionState, Progress, Resource } from '../kube/index.ts';
import type { Fault, Kind } from '../model/index.ts';
import { commonStatus } from './common-status.ts';
import { type DriftView, driftCondition } from './drift-condition.ts';
import { explained } from './explained.ts';

/** Everything that the status of an OXContext is made from. */
export interface ContextView {
  readonly resource: Resource;
  readonly row: CachedObject | undefined;
  readonly population: readonly { readonly kind: Kind; readonly count: number }[];
  readonly outage: Outage | undefined;
  /** Found wrong before it came to the engine. */
  readonly problem?: Fault | undefined;
  readonly isSuspended?: boolean | undefined;
  readonly drift?: DriftView | undefined;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** The status of an OXContext. Pure. */
export function contextStatus(view: ContextView): ContextStatus {
  const { resource, row, now } = view;
  const countOf = (kind: Kind): number => view.population.find((entry) => entry.kind === kind)?.count ?? 0;
  const secretName = row?.applied?.fields.secretName;
  return {
    ...commonStatus({ resource, progress: progressOf(view), conditions: domainConditions(view), isHandled: row?.state !== 'pending', now }),
    users: countOf('User'),
    groups: countOf('Group'),
    ...(typeof secretName === 'string' && secretName !== '' ? { adminSecretName: secretName } : {}),
  };
}

function progressOf(view: ContextView): Progress {
  const { problem, isSuspended, row, outage } = view;
  if (problem !== undefined) return { outcome: 'stalled', ...explained(problem) };
  if (isSuspended === true) return { outcome: 'reconciling', reason: 'Suspended', message: 'spec.suspend is true: nothing is written' };
  if (outage !== undefined && concerns(outage, row)) return { outcome: 'reconciling', ...explained(outage) };
  if (row?.state === 'settled') return { outcome: 'ready', reason: 'Settled', message: 'in step with OX' };
  const blocked = whyBlocked(view);
  if (blocked !== undefined) return { outcome: 'reconciling', ...explained({ reason: 'DeletionBlocked', message: blocked }) };
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

function domainConditions(view: ContextView): ConditionState[] {
  const message = whyBlocked(view);
  const blocked: ConditionState[] =
    message === undefined ? [] : [{ type: 'DeletionBlocked', status: 'True', reason: 'DeletionBlocked', message }];
  return [...adminReachable(view.row), ...blocked, ...driftCondition(view.drift)];
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

/** In words of an admin, in the order of work. */
const INHABITANTS: readonly (readonly [Kind, string, string])[] = [
  ['User', 'user', 'users'],
  ['Group', 'group', 'groups'],
  ['Resource', 'resource', 'resources'],
  ['FunctionalAccount', 'functional account', 'functional accounts'],
];

/** What lives in a context that is to be deleted. */
function whyBlocked({ row, population }: ContextView): string | undefined {
  if (row === undefined || row.desired !== undefined || row.reason !== 'DeletionBlocked' || row.state === 'pending') return undefined;
  const counts = INHABITANTS.flatMap(([kind, one, many]) => {
    const count = population.find((entry) => entry.kind === kind)?.count ?? 0;
    return count === 0 ? [] : [`${count} ${count === 1 ? one : many}`];
  });
  const last = counts.pop();
  if (last === undefined) return row.message;
  const all = counts.length === 0 ? last : `${counts.join(', ')} and ${last}`;
  return `${all} still ${all.startsWith('1 ') && counts.length === 0 ? 'lives' : 'live'} in context ${row.contextId}`;
}
