import type { AccessProfileStatus } from '../crds/index.ts';
import type { Outage } from '../engine/index.ts';
import type { ConditionState, Progress, Resource } from '../kube/index.ts';
import type { Fault } from '../model/index.ts';
import { commonStatus } from './common-status.ts';
import { explained } from './explained.ts';

/** How many users should have an access profile. */
export interface ProfileUsers {
  readonly users: number;
  /** In step with OX. */
  readonly settled: number;
  /** Work goes on for them. */
  readonly pending: number;
}

/** Everything that the status of an OXAccessProfile is made from. */
export interface AccessProfileView {
  readonly resource: Resource;
  readonly profileName: string;
  /** `undefined`: this resource is not in force. */
  readonly population: ProfileUsers | undefined;
  readonly outage: Outage | undefined;
  readonly problem?: Fault | undefined;
  readonly isSuspended?: boolean | undefined;
  /** Milliseconds since 1970. */
  readonly now: number;
}

const NOBODY: ProfileUsers = { users: 0, settled: 0, pending: 0 };

/** The status of an OXAccessProfile. Pure. */
export function accessProfileStatus(view: AccessProfileView): AccessProfileStatus {
  const { resource, now, population = NOBODY } = view;
  const progress = progressOf(view, population);
  const conditions = deletionBlocked(view, population);
  const isHandled = population.pending === 0;
  return { ...commonStatus({ resource, progress, conditions, isHandled, now }), users: population.users, appliedUsers: population.settled };
}

function progressOf({ problem, isSuspended, resource, outage, profileName }: AccessProfileView, population: ProfileUsers): Progress {
  const { users, settled, pending } = population;
  if (problem !== undefined) return { outcome: 'stalled', ...problem };
  if (resource.metadata.deletionTimestamp !== undefined) {
    return { outcome: 'reconciling', reason: 'DeletionBlocked', message: whyBlocked(profileName, population) };
  }
  if (isSuspended === true)
    return { outcome: 'reconciling', reason: 'Suspended', message: 'spec.suspend is true: no change of it is taken over' };
  if (outage?.scope === 'everything' && settled < users) return { outcome: 'reconciling', ...explained(outage) };
  if (pending > 0)
    return { outcome: 'reconciling', reason: 'Progressing', message: `${settled} of ${users} users are in step, ${pending} to go` };
  if (users === 0) return { outcome: 'ready', reason: 'Settled', message: 'nobody has this profile' };
  const rest = users - settled;
  const others = rest === 0 ? '' : `; ${rest} wait for something else or are put aside: see their OXDirectory`;
  return { outcome: 'ready', reason: 'Settled', message: `${settled} of ${users} users have these rights${others}` };
}

function deletionBlocked({ resource, profileName }: AccessProfileView, population: ProfileUsers): ConditionState[] {
  if (resource.metadata.deletionTimestamp === undefined) return [];
  return [{ type: 'DeletionBlocked', status: 'True', reason: 'DeletionBlocked', message: whyBlocked(profileName, population) }];
}

function whyBlocked(profileName: string, { users }: ProfileUsers): string {
  const who = users === 1 ? '1 user still has' : `${users} users still have`;
  return `${who} the access profile "${profileName}". Give them another one (oxAccess); then this resource goes by itself`;
}
