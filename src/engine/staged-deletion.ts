import type { CachedObject, LeavingReason } from '../cache/index.ts';
import { wakeKey } from './dependencies.ts';
import type { Stage } from './object-controller.ts';
import type { Outcome } from './outcome.ts';
import type { DeletionPolicy, OwnerPolicy } from './owner-policy.ts';

/**
 * What comes before the deletion of an object that is wanted no more, at `now` in milliseconds since 1970: it is disabled, and waits for its
 * time or for ever. `undefined` when it is time to delete it, and for all that is not deleted in stages.
 */
export function stageOf(object: CachedObject, policy: OwnerPolicy, now: number): Stage | undefined {
  if (object.desired !== undefined) return undefined;
  const deletion = policy.deletionOf(object.kind);
  const wait = { reason: 'Disabled', waitingFor: wakeKey.source } as const;
  switch (deletion.type) {
    case 'Orphan':
      return undefined;
    case 'Disable':
      return {
        ...wait,
        message: 'it left the directory: rights and mail are off (userDeletion.policy: Disable)',
        until: deletion.isLast ? now : 0,
      };
    case 'Delete': {
      const until = object.changedAt + deletion.graceMs;
      if (now >= until) return undefined;
      return {
        ...wait,
        message: `it left the directory: rights and mail are off, and it is deleted at ${new Date(until).toISOString()}`,
        until,
      };
    }
  }
}

/** An object that is disabled already has nothing more to be done about it; the last thing that is done about it is to forget it. */
export function disabledOutcome(object: CachedObject, stage: Stage, policy: OwnerPolicy): Outcome | undefined {
  const { applied, lookFirst, reason } = object;
  if (reason !== 'Disabled' || lookFirst || applied === undefined) return undefined;
  const deletion = policy.deletionOf(object.kind);
  if (deletion.type === 'Disable' && deletion.isLast) return { type: 'gone', operations: [] };
  return { type: 'waitingFor', ...stage, applied, operations: [], lookFirst };
}

const DAY_MS = 86_400_000;

/** In words of an admin: what becomes of one that leaves for this reason, when it may go. */
export function fateOf(leaving: LeavingReason, deletion: DeletionPolicy): string {
  if (leaving === 'disabled') return 'loses all rights, and stays in OX';
  if (leaving === 'contextLost') return 'stays in OX as it is, and nothing more is written to it';
  switch (deletion.type) {
    case 'Orphan':
      return 'stays in OX as it is, and is forgotten (userDeletion.policy: Orphan)';
    case 'Disable':
      return 'loses rights and mail, and stays in OX (userDeletion.policy: Disable)';
    case 'Delete':
      return deletion.graceMs === 0
        ? 'is deleted in OX'
        : `loses rights and mail, and is deleted in OX ${daysOf(deletion.graceMs)} after it left`;
  }
}

function daysOf(ms: number): string {
  const days = ms / DAY_MS;
  return days === 1 ? 'a day' : `${days} days`;
}
