import type { CachedObject } from '../cache/index.ts';
import { errorClassOf, type Fault, type Reason } from '../model/index.ts';
import { wakeKey } from './dependencies.ts';
import type { Stage } from './object-controller.ts';
import type { Outcome, Waiting } from './outcome.ts';
import type { OwnerPolicy } from './owner-policy.ts';
import { disabledOutcome } from './staged-deletion.ts';
import { mustLookFor } from './staying.ts';

/** What is waited for while OX can be asked. */
const LOOKING: ReadonlySet<Reason> = new Set(['WaitingForAccessProfile', 'DuplicateSource', 'Progressing']);

/**
 * It may be in OX, unknown to those who are written with it, and keeps a name that it tried to get, or that another who led gave to it, for
 * as long as it waits.
 */
export function isUnclear(object: CachedObject, outcome: Outcome): outcome is Waiting {
  if (outcome.type !== 'waitingFor' || !object.lookFirst) return false;
  const mayBeThere = object.attemptedIn !== undefined || (object.hasOtherLed && object.applied === undefined);
  return mustLookFor(object, outcome) || (mayBeThere && LOOKING.has(outcome.reason));
}

/** What the owner does not want done. */
export function heldOutcome(object: CachedObject, policy: OwnerPolicy, stage: Stage | undefined): Outcome | undefined {
  const { kind, desired, applied, lookFirst } = object;
  const wait = { type: 'waitingFor', waitingFor: wakeKey.source, applied, operations: [], lookFirst } as const;
  const mode = policy.modeOf(kind);
  if (mode === 'Observe') return { ...wait, reason: 'Observing', message: 'nothing is written: mode Observe' };
  if (desired !== undefined) return undefined;
  if (mode === 'CreateOnly') return { ...wait, reason: 'Observing', message: 'is not deleted: mode CreateOnly' };
  if (policy.deletionOf(kind).type === 'Orphan') return { type: 'gone', operations: [] };
  return stage && disabledOutcome(object, stage, policy);
}

export function suspendedOutcome({ applied, lookFirst }: CachedObject): Outcome {
  const message = 'spec.suspend is true: nothing is written';
  return { type: 'waitingFor', reason: 'Suspended', message, waitingFor: wakeKey.resumption, applied, operations: [], lookFirst };
}

/** A fault that was found at the source: only a change there mends it. */
export function faultOutcome(fault: Fault, { applied, lookFirst }: CachedObject): Outcome {
  if (errorClassOf(fault.reason) !== 'dependency') return { type: 'faulty', ...fault, applied, lookFirst };
  return { type: 'waitingFor', ...fault, waitingFor: wakeKey.source, applied, operations: [], lookFirst };
}
