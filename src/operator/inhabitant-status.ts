import type { CachedObject } from '../cache/index.ts';
import type { Outage } from '../engine/index.ts';
import type { Progress, Resource } from '../kube/index.ts';
import type { AppliedRecord, Fault } from '../model/index.ts';
import { type CommonStatus, commonStatus } from './common-status.ts';
import { type DriftView, driftCondition } from './drift-condition.ts';
import { explained } from './explained.ts';

/** Everything that the status of an OXResource or OXFunctionalAccount is made from. */
export interface InhabitantView {
  readonly resource: Resource;
  readonly row: CachedObject | undefined;
  readonly outage: Outage | undefined;
  /** Found wrong before it came to the engine. */
  readonly problem?: Fault | undefined;
  /** It is not told to the engine before this is there. */
  readonly waiting?: Fault | undefined;
  readonly isSuspended?: boolean | undefined;
  readonly drift?: DriftView | undefined;
  /** Accounts only: users and groups that are not there yet. */
  readonly missing?: readonly string[] | undefined;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** As many as a message names. */
const MOST_NAMED = 5;

/** The status of a resource whose object lives in a context. Pure. */
export function inhabitantStatus(view: InhabitantView): CommonStatus {
  const { resource, row, now } = view;
  return commonStatus({
    resource,
    progress: progressOf(view),
    conditions: driftCondition(view.drift),
    isHandled: row?.state !== 'pending',
    now,
  });
}

function progressOf(view: InhabitantView): Progress {
  const { problem, isSuspended, waiting, row } = view;
  if (problem !== undefined) return { outcome: 'stalled', ...explained(problem) };
  if (isSuspended === true) return { outcome: 'reconciling', reason: 'Suspended', message: 'spec.suspend is true: nothing is written' };
  if (waiting !== undefined) return { outcome: 'reconciling', ...waiting };
  return row?.state === 'settled' ? settledProgress(row, view) : openProgress(view);
}

function settledProgress({ applied }: CachedObject, { missing = [] }: InhabitantView): Progress {
  if (missing.length > 0) return { outcome: 'reconciling', reason: 'WaitingForMember', message: whoIsMissing(applied, missing) };
  if (applied !== undefined) return { outcome: 'ready', reason: 'Settled', message: 'in step with OX' };
  return { outcome: 'reconciling', reason: 'WaitingForMember', message: 'is made when it has a user who exists in OX' };
}

function openProgress({ outage, resource, row, missing = [] }: InhabitantView): Progress {
  if (outage?.scope === 'everything') return { outcome: 'reconciling', ...explained(outage) };
  const isEnding = resource.metadata.deletionTimestamp !== undefined;
  if (row === undefined || row.state === 'pending') return isEnding ? ENDING : UNDER_WAY;
  if (isEnding) return endProgress(row);
  return row.reason === 'WaitingForMember' ? membersProgress(row, missing) : faultProgress(row);
}

function membersProgress({ applied, message = '' }: CachedObject, missing: readonly string[]): Progress {
  return { outcome: 'reconciling', reason: 'WaitingForMember', message: missing.length > 0 ? whoIsMissing(applied, missing) : message };
}

const UNDER_WAY: Progress = { outcome: 'reconciling', reason: 'Progressing', message: 'is being brought in step with OX' };
const ENDING: Progress = { outcome: 'reconciling', reason: 'Progressing', message: 'is being deleted in OX' };

function whoIsMissing(applied: AppliedRecord | undefined, missing: readonly string[]): string {
  const names = missing.slice(0, MOST_NAMED).join(', ');
  const all = missing.length > MOST_NAMED ? `${names} and ${missing.length - MOST_NAMED} more` : names;
  const done = applied === undefined ? 'is made when the first of its users exists in OX' : 'is shared by those who exist in OX';
  return `${done}; not there yet: ${all}. They join by themselves`;
}

function faultProgress({ state, reason = 'Progressing', message = '' }: CachedObject): Progress {
  return { outcome: state === 'parked' || state === 'halted' ? 'stalled' : 'reconciling', ...explained({ reason, message }) };
}

/** A resource that is being deleted. */
function endProgress(row: CachedObject): Progress {
  const { reason = 'Progressing', message = '' } = row;
  if (reason !== 'WaitingForContext' && reason !== 'WaitingForCredentials') return faultProgress(row);
  return { outcome: 'reconciling', ...withWayOut({ reason, message }) };
}

/** Of a deletion that may wait for ever. */
export function withWayOut({ reason, message }: Fault): Fault {
  return { reason, message: `${message}. To let it go and leave OX as it is, set spec.deletionPolicy to Orphan` };
}
