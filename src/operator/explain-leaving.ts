import type { Cache, CachedObject } from '../cache/index.ts';
import { fateOf, type OwnerPolicy, stageOf, whyItStays } from '../engine/index.ts';
import type { ExplainedLeaving } from '../ops/index.ts';
import { approvalOf, heldDeletionsOf } from './held-deletions.ts';

export interface LeavingCircumstances {
  readonly cache: Cache;
  readonly policyOf: (owner: string) => OwnerPolicy;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

const COME_BACK = 'an entry that comes back keeps everything in OX';
const RESTORE = 'the same entry, when it comes back, gets rights and mail again under the same id';

/** What becomes of one that leaves OX, when, and what somebody may do about it; `undefined`: it stays. */
export function explainLeaving(object: CachedObject, circumstances: LeavingCircumstances): ExplainedLeaving | undefined {
  if (object.leaving !== undefined) return explainDeparture(object, object.leaving, circumstances);
  const policy = circumstances.policyOf(object.owner);
  const stage = stageOf(object, policy, circumstances.now());
  if (stage === undefined) return undefined;
  const fate = fateOf('gone', policy.deletionOf(object.kind));
  const deleteTime = stage.until === 0 ? {} : { deleteTime: new Date(stage.until).toISOString() };
  return { stage: 'disabled', message: stage.message, fate, ...deleteTime, toDo: RESTORE };
}

function explainDeparture(
  object: CachedObject,
  why: NonNullable<CachedObject['leaving']>,
  { cache, policyOf }: LeavingCircumstances,
): ExplainedLeaving {
  const { owner, kind, verdict = 'released' } = object;
  const policy = policyOf(owner);
  const { message } = whyItStays(object, policy.modeOf(kind));
  return { why, stage: verdict, message, fate: fateOf(why, policy.deletionOf(kind)), toDo: toDoOf(object, cache) };
}

function toDoOf({ owner, verdict }: CachedObject, cache: Cache): string {
  if (verdict === 'kept') return `${COME_BACK}; it may go when its mode is Enforce`;
  if (verdict !== 'held') return COME_BACK;
  return `${COME_BACK}; to let all go that are held, annotate OXDirectory ${owner}: ${approvalOf(heldDeletionsOf(cache, owner))}`;
}
