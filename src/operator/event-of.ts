import type { Outage, OutcomeReport, OwnerPolicy } from '../engine/index.ts';
import type { ResourceEvent } from '../kube/index.ts';
import type { Fault, Kind } from '../model/index.ts';
import { lastingMessage } from './lasting-message.ts';
import { NEEDS_A_PERSON } from './needs-a-person.ts';

/**
 * What an admin must know of an outcome without looking for it: made, gone, refused, in want of help. What is told is news: not what was
 * said of this object the last time. Pure.
 */
export function eventOf(report: OutcomeReport, { errorPolicy }: Pick<OwnerPolicy, 'errorPolicy'>): ResourceEvent | undefined {
  const { object, outcome } = report;
  if (outcome.type === 'settled' || outcome.type === 'gone') return object.owner === '' ? deedEvent(report) : undefined;
  const { reason } = outcome;
  const message = lastingMessage(outcome.message);
  const isNews = object.reason !== reason || lastingMessage(object.message ?? '') !== message;
  switch (outcome.type) {
    case 'faulty':
      return isNews ? faultyEvent(report, { reason, message }, errorPolicy) : undefined;
    case 'waitingFor':
      return isNews && NEEDS_A_PERSON.has(reason) ? warningOf(report, { reason, message }) : undefined;
    case 'retryAfter':
      return object.attempts === 0 ? warningOf(report, { reason, message }) : undefined;
    case 'outage':
      // The directory tells of an outage once, for all that it feeds.
      return object.owner === '' && object.attempts === 0 ? warningOf(report, { reason, message }) : undefined;
  }
}

/** OX is not to be had, or (without an outage) is there again: for every directory that has something written there. */
export function outageEvent(outage: Outage | undefined): ResourceEvent {
  if (outage === undefined) return { type: 'Normal', reason: 'OutageEnded', message: 'OX answers again' };
  const scope = outage.scope === 'everything' ? '' : ' (users and groups of existing contexts are not concerned)';
  return { type: 'Warning', reason: outage.reason, message: `${outage.message}${scope}` };
}

/** A directory cannot be read, or (without a fault) can be read again. */
export function sourceEvent(fault: Fault | undefined): ResourceEvent {
  if (fault === undefined) return { type: 'Normal', reason: 'SourceReachable', message: 'the directory is read again' };
  return { type: 'Warning', ...fault };
}

export function credentialsEvent(secretName: string): ResourceEvent {
  return {
    type: 'Normal',
    reason: 'CredentialsGenerated',
    message: `wrote a new password of the context admin to the Secret "${secretName}"`,
  };
}

/** In words of an admin. */
const WORDS: Readonly<Partial<Record<Kind, string>>> = {
  Context: 'context',
  Resource: 'resource',
  FunctionalAccount: 'functional account',
};

function deedEvent({ object, outcome }: OutcomeReport): ResourceEvent | undefined {
  const { kind, name, contextId, applied } = object;
  const operations = outcome.type === 'settled' || outcome.type === 'gone' ? outcome.operations : [];
  const what = kind === 'Context' ? `context ${contextId} (${name}) in OX` : `${WORDS[kind] ?? kind} ${name} in context ${contextId}`;
  // Of an account, users come and go without its being new.
  if (outcome.type === 'settled' && operations.includes('create') && (applied === undefined || kind === 'Context')) {
    return { type: 'Normal', reason: `${kind}Created`, message: `created ${what}` };
  }
  if (outcome.type === 'gone' && operations.includes('delete')) {
    return { type: 'Normal', reason: `${kind}Deleted`, message: `deleted ${what}` };
  }
  return undefined;
}

function faultyEvent({ object }: OutcomeReport, { reason, message }: Fault, errorPolicy: OwnerPolicy['errorPolicy']): ResourceEvent {
  const { owner, kind, name } = object;
  if (owner === '') return { type: 'Warning', reason, message };
  if (errorPolicy === 'Halt') return { type: 'Warning', reason: 'Halted', message: `stands still at ${kind} ${name}: ${message}` };
  return { type: 'Warning', reason, message: `${kind} ${name} is parked: ${message}` };
}

/** On a directory it is told whom it is about. */
function warningOf({ object }: OutcomeReport, { reason, message }: Fault): ResourceEvent {
  return { type: 'Warning', reason, message: object.owner === '' ? message : `${object.kind} ${object.name}: ${message}` };
}
