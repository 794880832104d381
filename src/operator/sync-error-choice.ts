import type { FaultQuery, FaultyObject } from '../cache/index.ts';
import type { Reason } from '../model/index.ts';

/** As many OXSyncErrors as a directory has; its counts tell of the rest. */
export const MOST_ERRORS = 200;

/** What fails for a moment is not told of: it comes right by itself. */
const TELLING_ATTEMPTS = 5;
export const TELLING_WAIT_MS = 60_000;

/** Waiting for one of these is no mere order of work. */
const TELLING_REASONS: readonly Reason[] = [
  'NoContext',
  'DuplicateSource',
  'WaitingForContext',
  'WaitingForCredentials',
  'WaitingForAccessProfile',
  'FeatureUnsupported',
];

/** `calmSince`: since when there is no outage, whose victims are no errors. In milliseconds since 1970; `Infinity` during one. */
export function faultQuery(owner: string, times: { now: number; calmSince: number }, limit: number): FaultQuery {
  const waitingSince = times.now - TELLING_WAIT_MS;
  const isCalm = times.calmSince <= waitingSince;
  const forgiven = { attempts: Number.MAX_SAFE_INTEGER, waitingSince: 0 };
  return { owner, ...(isCalm ? { attempts: TELLING_ATTEMPTS, waitingSince } : forgiven), waitingFor: TELLING_REASONS, limit };
}

/**
 * The objects that have an OXSyncError from now on: those that halt their directory, then those that are told of already, so that a
 * thousand faulty objects do not take turns, then others. `told` are those of the present OXSyncErrors that have not settled since.
 */
export function chooseErrors(found: readonly FaultyObject[], told: readonly FaultyObject[]): FaultyObject[] {
  const halted = found.filter(({ state }) => state === 'halted');
  const chosen = new Map<number, FaultyObject>();
  for (const object of [...halted, ...told.filter(isStillTold), ...found]) chosen.set(object.id, object);
  return [...chosen.values()].slice(0, MOST_ERRORS);
}

/** One that is being tried again is told of until that has come to something. */
function isStillTold({ state, reason }: FaultyObject): boolean {
  return state !== 'waiting' || TELLING_REASONS.includes(reason);
}
