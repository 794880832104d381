import type { CachedObject, LeavingReason } from '../cache/index.ts';
import type { Reason } from '../model/index.ts';
import { wakeKey } from './dependencies.ts';
import type { Unfinished } from './object-controller.ts';
import type { Outcome, Waiting } from './outcome.ts';
import type { Mode, OwnerPolicy } from './owner-policy.ts';

/** In words of an admin. */
const WHY: Readonly<Record<LeavingReason, string>> = {
  gone: 'its entry is gone',
  outOfScope: 'its entry is not for OX any more',
  emptied: 'nobody is in it any more',
  disabled: 'it would lose all rights',
  contextLost: 'its entry has no context any more',
  directory: 'its OXDirectory is being deleted',
};

/** What is waited for before OX can be asked at all. */
const NO_WAY: ReadonlySet<Reason> = new Set(['WaitingForContext', 'WaitingForCredentials']);

const LEAVING_REASONS: ReadonlySet<Reason> = new Set(['DeletionsHeld', 'Observing']);

/** An object that is to leave and may not yet stays as it is; `unmet` is what it would wait for if it stayed for good. */
export function stayingOutcome(object: CachedObject, policy: OwnerPolicy, unmet: Unfinished | undefined): Waiting {
  const { applied, lookFirst } = object;
  const wait = { type: 'waitingFor', applied, operations: [], lookFirst } as const;
  if (lookFirst && unmet !== undefined && NO_WAY.has(unmet.reason)) return { ...wait, ...unmet };
  return { ...wait, waitingFor: wakeKey.source, ...whyItStays(object, policy.modeOf(object.kind)) };
}

export function whyItStays(
  { leaving = 'gone', verdict }: Pick<CachedObject, 'leaving' | 'verdict'>,
  mode: Mode,
): { reason: Reason; message: string } {
  const why = WHY[leaving];
  if (verdict === 'held')
    return { reason: 'DeletionsHeld', message: `${why}; more leave at once than deletionGuard allows, so it stays as it is` };
  if (mode !== 'Enforce') return { reason: 'Observing', message: `${why}; it stays as it is: mode ${mode}` };
  return { reason: 'Progressing', message: `${why}; it goes when the directory is read to its end` };
}

/** One that stays while it is not known whether it is in OX: whoever is written with it has to know. */
export function mustLookFor({ leaving, lookFirst }: CachedObject, outcome: Outcome): boolean {
  return leaving !== undefined && lookFirst && outcome.type === 'waitingFor' && LEAVING_REASONS.has(outcome.reason);
}
