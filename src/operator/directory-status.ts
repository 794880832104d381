import type { AdoptionRow, LetGo, RestingCount, StateCount, Trouble } from '../cache/index.ts';
import type { DirectoryStatus } from '../crds/index.ts';
import { isOfCache, type Outage, type Quarantine } from '../engine/index.ts';
import {
  type ConditionState,
  conditionsOf,
  nextConditions,
  type Progress,
  progressConditions,
  REQUESTED_AT,
  type Resource,
} from '../kube/index.ts';
import type { Fault } from '../model/index.ts';
import { windowStatus } from './deletion-window.ts';
import { type DriftView, driftCondition } from './drift-condition.ts';
import { explained } from './explained.ts';
import { type HeldDeletions, heldCondition, heldMessage, NOTHING_HELD } from './held-deletions.ts';
import { countsByKind, type KindCount, sumOf } from './kind-counts.ts';
import { quarantineFault } from './quarantine-told.ts';
import { toTime } from './status-time.ts';

/** How the polls of a directory go. Times in milliseconds since 1970. */
export interface SourceHealth {
  readonly error?: Fault | undefined;
  readonly method?: string | undefined;
  readonly server?: string | undefined;
  readonly lastPollAt?: number | undefined;
  readonly lastChangeAt?: number | undefined;
  /** All this is of a time before its settings, or what they refer to, were changed. */
  readonly isOld?: true | undefined;
}

/** Everything that the status of an OXDirectory is made from. */
export interface DirectoryView {
  readonly resource: Resource;
  readonly health: SourceHealth;
  readonly counts: readonly StateCount[];
  readonly troubles: readonly Trouble[];
  readonly drift?: DriftView | undefined;
  /** `undefined` while much is going on: what was told before is told again. */
  readonly adoption?: readonly AdoptionRow[] | undefined;
  /** What the deletion guard holds, and in which states those are that `counts` counts as well. */
  readonly held?: HeldDeletions;
  readonly heldCounts?: readonly StateCount[] | undefined;
  /** Those of the waiting ones that nobody waits for. */
  readonly resting?: readonly RestingCount[] | undefined;
  /** What the guard counted in the running window. */
  readonly letGo?: readonly LetGo[] | undefined;
  readonly outage: Outage | undefined;
  readonly quarantine?: Quarantine | undefined;
  readonly problem?: Fault | undefined;
  readonly isSuspended?: boolean | undefined;
  /** Why its deletion cannot go on by itself. */
  readonly blocked?: string | undefined;
  readonly now: number;
}

const READ_ANEW = 'the directory is read anew, for its spec, or a Secret or ConfigMap that it names, was changed';

const MAX_ERRORS = 10;
const MAX_MESSAGE = 1_024;

/** The time of the last poll alone is no reason to write a status more often than this. */
const POLL_TIME_STEP_MS = 60_000;

/** The status of an OXDirectory. Pure. */
export function directoryStatus(view: DirectoryView): DirectoryStatus {
  const { resource, now } = view;
  const generation = resource.metadata.generation;
  const counts = currentCounts(view);
  const progress = progressOf(view, counts);
  const states = [...progressConditions(progress), ...domainConditions(view)];
  const requested = resource.metadata.annotations[REQUESTED_AT];
  const before = resource.status ?? {};
  const isReady = progress.outcome === 'ready';
  const countsChanged = JSON.stringify(before.counts) !== JSON.stringify(counts);
  return {
    observedGeneration: generation,
    conditions: nextConditions(conditionsOf(resource.status), states, { generation, now }),
    counts,
    ...(view.adoption === undefined ? pick(before, 'adoption') : adoptionStatus(view.adoption)),
    parked: sumOf(counts, 'parked'),
    source: sourceStatus(view),
    firstErrors: view.troubles.slice(0, MAX_ERRORS).map(toError),
    heldDeletions: heldStatus(view.held ?? NOTHING_HELD),
    ...windowStatus(view.letGo ?? []),
    ...(isReady && (countsChanged || before.lastSyncTime === undefined) ? { lastSyncTime: toTime(now) } : pick(before, 'lastSyncTime')),
    ...(requested === undefined || !isRead(view) ? pick(before, 'lastHandledReconcileAt') : { lastHandledReconcileAt: requested }),
  };
}

/** By kind, over all contexts that held accounts before. */
function adoptionStatus(rows: readonly AdoptionRow[]): Pick<DirectoryStatus, 'adoption'> {
  if (rows.length === 0) return {};
  const totals = [...Map.groupBy(rows, ({ kind }) => kind)].map(([kind, ofKind]) => {
    const total = { kind, matched: 0, wouldChange: 0, onlyInOx: 0, onlyInDirectory: 0, ambiguous: 0 };
    for (const row of ofKind) {
      total.matched += row.matched;
      total.wouldChange += row.wouldChange;
      total.onlyInOx += row.onlyInOx;
      total.onlyInDirectory += row.onlyInDirectory;
      total.ambiguous += row.ambiguous;
    }
    return total;
  });
  return { adoption: totals };
}

/** Until a directory is read, a cache that knows nothing of it, for it is a new one, is no reason to forget what there was. */
function currentCounts(view: DirectoryView): KindCount[] {
  const { counts, health, resource } = view;
  const isUnknown = counts.length === 0 && health.lastPollAt === undefined;
  return (isUnknown ? countsTold(resource.status) : undefined) ?? countsByKind(view);
}

/** As the status tells them, which nobody but us writes. */
function countsTold(status: Resource['status']): KindCount[] | undefined {
  return Array.isArray(status?.counts) ? (status.counts as KindCount[]) : undefined;
}

/** How many objects there should be by the last status. */
export function objectsTold(status: Resource['status']): number {
  return sumOf(countsTold(status) ?? [], 'desired');
}

function heldStatus({ counts, token }: HeldDeletions): NonNullable<DirectoryStatus['heldDeletions']> {
  return { users: counts.User, groups: counts.Group, functionalAccounts: counts.FunctionalAccount, token };
}

function isRead({ health }: DirectoryView): boolean {
  return health.lastPollAt !== undefined && health.error === undefined && health.isOld !== true;
}

function progressOf(view: DirectoryView, counts: readonly KindCount[]): Progress {
  const { problem, health, outage, blocked } = view;
  if (blocked !== undefined) return { outcome: 'stalled', reason: 'DeletionBlocked', message: blocked };
  if (problem !== undefined) return { outcome: 'stalled', ...explained(problem) };
  if (view.isSuspended === true)
    return { outcome: 'reconciling', reason: 'Suspended', message: 'spec.suspend is true: nothing is read or written' };
  if (health.error !== undefined) return { outcome: 'reconciling', ...explained(health.error) };
  if (outage !== undefined) return { outcome: 'reconciling', ...explained(outage) };
  if (health.lastPollAt === undefined)
    return { outcome: 'reconciling', reason: 'Progressing', message: 'the directory is read for the first time' };
  if (health.isOld === true) return { outcome: 'reconciling', reason: 'Progressing', message: READ_ANEW };
  return standstillOf(view) ?? objectsProgress(view, counts);
}

function standstillOf({ troubles, quarantine }: DirectoryView): Progress | undefined {
  const halting = troubles.find((trouble) => trouble.state === 'halted');
  if (halting !== undefined) {
    return { outcome: 'stalled', reason: 'Halted', message: `stands still at ${whatFails(halting)}` };
  }
  return quarantine && { outcome: 'stalled', ...explained(quarantineFault(quarantine)) };
}

function objectsProgress({ troubles, held }: DirectoryView, counts: readonly KindCount[]): Progress {
  const parked = sumOf(counts, 'parked');
  const open = sumOf(counts, 'pending') + sumOf(counts, 'waiting') + sumOf(counts, 'backingOff');
  const settled = sumOf(counts, 'settled');
  const first = troubles[0];
  if (parked > 0 && first !== undefined) {
    const message = `${settled} in step, ${parked} parked, ${open} open; first: ${whatFails(first)}`;
    return { outcome: 'stalled', reason: first.reason, message };
  }
  const pending = sumOf(counts, 'pending');
  if (pending > 0) return { outcome: 'reconciling', reason: 'Progressing', message: `${settled} in step, ${open} to go` };
  if (held !== undefined && held.token !== '') return { outcome: 'reconciling', reason: 'DeletionsHeld', message: heldMessage(held) };
  if (open > 0 && first !== undefined) {
    return {
      outcome: 'reconciling',
      reason: first.reason,
      message: `${settled} in step, ${open} waiting; first: ${whatFails(first)}`,
    };
  }
  const aside = (['discarded', 'observed', 'disabled'] as const).flatMap((field) => {
    const count = sumOf(counts, field);
    return count === 0 ? [] : [`, ${count} ${field}`];
  });
  const reason = sumOf(counts, 'observed') > 0 ? 'Observing' : 'Settled';
  return { outcome: 'ready', reason, message: `${settled} in step with OX${aside.join('')}` };
}

/** Which object, why, and what to do about it. */
function whatFails({ kind, name, reason, message }: Trouble): string {
  return `${kind} ${name}: ${explained({ reason, message }).message}`;
}

function domainConditions(view: DirectoryView): ConditionState[] {
  const { health, outage, troubles } = view;
  const source: ConditionState[] =
    health.error !== undefined && !isOfCache(health.error)
      ? [{ type: 'SourceReachable', status: 'False', ...health.error }]
      : health.lastPollAt === undefined
        ? []
        : [{ type: 'SourceReachable', status: 'True', reason: 'Settled', message: `read by ${health.method ?? 'an unknown method'}` }];
  const target: ConditionState =
    outage === undefined
      ? { type: 'TargetReachable', status: 'True', reason: 'Settled', message: 'OX answers' }
      : { type: 'TargetReachable', status: isOfCache(outage) ? 'Unknown' : 'False', reason: outage.reason, message: outage.message };
  const halting = troubles.find((trouble) => trouble.state === 'halted');
  const halted: ConditionState[] =
    halting === undefined
      ? []
      : [{ type: 'Halted', status: 'True', reason: 'Halted', message: `${halting.kind} ${halting.name}: ${halting.message}` }];
  return [
    ...source,
    target,
    heldCondition(view.held ?? NOTHING_HELD, view.resource),
    ...halted,
    ...quarantined(view),
    ...deletionBlocked(view),
    ...driftCondition(view.drift),
  ];
}

function quarantined({ quarantine }: DirectoryView): ConditionState[] {
  return quarantine === undefined ? [] : [{ type: 'Quarantined', status: 'True', ...quarantineFault(quarantine) }];
}

function deletionBlocked({ blocked }: DirectoryView): ConditionState[] {
  return blocked === undefined ? [] : [{ type: 'DeletionBlocked', status: 'True', reason: 'DeletionBlocked', message: blocked }];
}

function toError(trouble: Trouble): NonNullable<DirectoryStatus['firstErrors']>[number] {
  const { kind, name, reason, nextAt } = trouble;
  const message = trouble.message.slice(0, MAX_MESSAGE);
  return { kind, name, reason, message, ...(nextAt === 0 ? {} : { nextRetryTime: toTime(nextAt) }) };
}

function sourceStatus({ health, resource, now }: DirectoryView): Record<string, unknown> {
  const { method, server, lastChangeAt } = health;
  return {
    ...(method === undefined ? {} : { changeDetection: method }),
    ...(server === undefined ? {} : { server }),
    ...(lastChangeAt === undefined ? {} : { lastChangeTime: toTime(lastChangeAt) }),
    ...pollTime(health, resource, now),
  };
}

function pollTime({ lastPollAt, error }: SourceHealth, resource: Resource, now: number): Record<string, unknown> {
  const source = resource.status?.source;
  const told = typeof source === 'object' && source !== null && 'lastPollTime' in source ? String(source.lastPollTime) : undefined;
  if (lastPollAt === undefined) return told === undefined ? {} : { lastPollTime: told };
  const isRecent = told !== undefined && error === undefined && now - Date.parse(told) < POLL_TIME_STEP_MS;
  return { lastPollTime: isRecent ? told : toTime(lastPollAt) };
}

function pick(status: Readonly<Record<string, unknown>>, field: string): Record<string, unknown> {
  return status[field] === undefined ? {} : { [field]: status[field] };
}
