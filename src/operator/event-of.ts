import type { OutcomeReport } from '../engine/index.ts';
import type { ResourceEvent } from '../kube/index.ts';

/** What an admin must know of an outcome without looking for it: made, gone, refused for the first time. Pure. */
export function eventOf({ object, outcome }: OutcomeReport): ResourceEvent | undefined {
  if (object.kind === 'Context') return contextEvent({ object, outcome });
  if (outcome.type !== 'faulty') return undefined;
  const message = object.owner === '' ? outcome.message : `${object.kind} ${object.name}: ${outcome.message}`;
  return { type: 'Warning', reason: outcome.reason, message };
}

function contextEvent({ object, outcome }: OutcomeReport): ResourceEvent | undefined {
  if (outcome.type === 'settled' && outcome.operations.includes('create')) {
    return { type: 'Normal', reason: 'ContextCreated', message: `created context ${object.contextId} (${object.name}) in OX` };
  }
  if (outcome.type === 'gone' && outcome.operations.includes('delete')) {
    return { type: 'Normal', reason: 'ContextDeleted', message: `deleted context ${object.contextId} (${object.name}) in OX` };
  }
  const isFirstFailure = (outcome.type === 'retryAfter' || outcome.type === 'outage') && object.attempts === 0;
  return isFirstFailure ? { type: 'Warning', reason: outcome.reason, message: outcome.message } : undefined;
}
