import type { CachedObject, ObjectResult } from '../cache/index.ts';
import type { Random } from '../model/index.ts';
import { backoffDelay, OBJECT_BACKOFF } from './backoff.ts';
import { nextProgress, type ObjectEvent } from './object-machine.ts';
import type { Outcome } from './outcome.ts';
import type { OwnerPolicy } from './owner-policy.ts';

interface Circumstances {
  readonly errorPolicy: OwnerPolicy['errorPolicy'];
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly random: Random;
}

type Lasting = Exclude<Outcome, { type: 'gone' }>;

/** What is recorded of an object after an outcome. */
export function objectResult(object: CachedObject, outcome: Lasting, circumstances: Circumstances): ObjectResult {
  const progress = nextProgress(object, eventOf(object, outcome, circumstances));
  if (outcome.type === 'settled') {
    return { progress, reason: 'Settled', message: '', applied: outcome.applied, lookFirst: false, waitingFor: undefined };
  }
  const { reason, message, applied, lookFirst } = outcome;
  const waitingFor = outcome.type === 'waitingFor' ? outcome.waitingFor : undefined;
  return { progress, reason, message, applied, lookFirst, waitingFor };
}

function eventOf({ attempts }: CachedObject, outcome: Lasting, { errorPolicy, now, random }: Circumstances): ObjectEvent {
  switch (outcome.type) {
    case 'settled':
      return { type: 'SETTLED' };
    case 'waitingFor':
      return { type: 'WAITING', nextAt: outcome.until ?? 0 };
    case 'faulty':
      return { type: 'FAULTY', policy: errorPolicy };
    case 'outage':
    case 'retryAfter':
      return { type: 'RETRY', nextAt: now + backoffDelay(attempts + 1, OBJECT_BACKOFF, random) };
  }
}
