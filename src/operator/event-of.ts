import type { OutcomeReport } from '../engine/index.ts';
import type { ResourceEvent, ResourceKind } from '../kube/index.ts';

/** An event, and the kind of resource that it is told of. */
export interface OutcomeEvent extends ResourceEvent {
  readonly kind: ResourceKind;
}

/** What an admin must know of an outcome without looking for it: made, gone, refused for the first time. Pure. */
export function eventOf({ object, outcome }: OutcomeReport): OutcomeEvent | undefined {
  if (object.kind === 'Context') return contextEvent({ object, outcome });
  if (outcome.type !== 'faulty') return undefined;
  const message = `${object.kind} ${object.name}: ${outcome.message}`;
  return { kind: 'OXDirectory', type: 'Warning', reason: outcome.reason, message };
}

function contextEvent({ object, outcome }: OutcomeReport): OutcomeEvent | undefined {
  const kind = 'OXContext';
  if (outcome.type === 'settled' && outcome.operations.includes('create')) {
    return { kind, type: 'Normal', reason: 'ContextCreated', message: `created context ${object.contextId} (${object.name}) in OX` };
  }
  if (outcome.type === 'gone' && outcome.operations.includes('delete')) {
    return { kind, type: 'Normal', reason: 'ContextDeleted', message: `deleted context ${object.contextId} (${object.name}) in OX` };
  }
  const isFirstFailure = (outcome.type === 'retryAfter' || outcome.type === 'outage') && object.attempts === 0;
  return isFirstFailure ? { kind, type: 'Warning', reason: outcome.reason, message: outcome.message } : undefined;
}
