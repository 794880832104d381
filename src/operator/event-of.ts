import type { CachedObject } from '../cache/index.ts';
import type { Comparison, DriftPolicy, Outage, Outcome, OutcomeReport, OwnerPolicy, QuarantineChange } from '../engine/index.ts';
import type { ResourceEvent } from '../kube/index.ts';
import type { Fault, Kind } from '../model/index.ts';
import type { StatusTold } from './common-status.ts';
import { nameDrifted } from './drift-condition.ts';
import { explained } from './explained.ts';
import { type HeldDeletions, heldMessage } from './held-deletions.ts';
import { lastingMessage } from './lasting-message.ts';
import { NEEDS_A_PERSON } from './needs-a-person.ts';
import { quarantineFault } from './quarantine-told.ts';

type Failure = Exclude<Outcome, { readonly type: 'settled' | 'gone' }>;

/**
 * What an admin must know of an outcome without looking for it: made, gone, refused, in want of help. What is told is news: not what was
 * said of this object the last time. Pure.
 */
export function eventOf({ object, outcome }: OutcomeReport, { errorPolicy }: Pick<OwnerPolicy, 'errorPolicy'>): ResourceEvent | undefined {
  if (outcome.type === 'settled' || outcome.type === 'gone') return object.owner === '' ? deedEvent(object, outcome) : undefined;
  if (!isToBeTold(object, outcome)) return undefined;
  const fault = explained({ reason: outcome.reason, message: lastingMessage(outcome.message) });
  return outcome.type === 'faulty' ? faultyEvent(object, fault, errorPolicy) : warningOf(object, fault);
}

function isToBeTold(object: CachedObject, outcome: Failure): boolean {
  switch (outcome.type) {
    case 'faulty':
      return isNews(object, outcome);
    case 'waitingFor':
      return NEEDS_A_PERSON.has(outcome.reason) && isNews(object, outcome);
    case 'retryAfter':
      return object.attempts === 0;
    case 'outage':
      // The directory tells of an outage once, for all that it feeds.
      return object.owner === '' && object.attempts === 0;
  }
}

function isNews(object: CachedObject, { reason, message }: Fault): boolean {
  return object.reason !== reason || lastingMessage(object.message ?? '') !== lastingMessage(message);
}

/** Why a resource stalls by its new conditions, unless that is what the ones before told. */
export function stalledEvent(before: StatusTold, after: StatusTold): ResourceEvent | undefined {
  const stalled = stalledOf(after);
  if (stalled === undefined) return undefined;
  const told = stalledOf(before);
  const { reason, message } = stalled;
  return told?.reason === reason && told.message === message ? undefined : { type: 'Warning', reason, message };
}

function stalledOf({ conditions = [] }: StatusTold): NonNullable<StatusTold['conditions']>[number] | undefined {
  return conditions.find(({ type, status }) => type === 'Stalled' && status === 'True');
}

/** OX is not to be had, or (without an outage) is there again: for every directory that has something written there. */
export function outageEvent(outage: Outage | undefined): ResourceEvent {
  if (outage === undefined) return { type: 'Normal', reason: 'OutageEnded', message: 'OX answers again' };
  const scope = outage.scope === 'everything' ? '' : ' (users and groups of existing contexts are not concerned)';
  return { type: 'Warning', ...explained({ reason: outage.reason, message: `${outage.message}${scope}` }) };
}

/** A directory cannot be read, or (without a fault) can be read again. */
export function sourceEvent(fault: Fault | undefined): ResourceEvent {
  if (fault === undefined) return { type: 'Normal', reason: 'SourceReachable', message: 'the directory is read again' };
  return { type: 'Warning', ...explained(fault) };
}

/** Deletions are held, or (without them) were approved. */
export function heldEvent(held: HeldDeletions | undefined): ResourceEvent {
  if (held === undefined)
    return { type: 'Normal', reason: 'DeletionsApproved', message: 'the held deletions were approved and are carried out' };
  return { type: 'Warning', reason: 'DeletionsHeld', message: heldMessage(held) };
}

/** Objects were changed in OX by somebody else; the first of `total`. */
export function driftEvent(first: readonly Comparison[], total: number, policy: DriftPolicy['policy']): ResourceEvent {
  const names = first.map(({ object, fields, isGone }) => nameDrifted({ ...object, fields, isGone })).join('; ');
  const all = total > first.length ? `${names}; and ${total - first.length} more` : names;
  if (policy === 'Correct')
    return { type: 'Normal', reason: 'DriftCorrected', message: `written again, for somebody changed it in OX: ${all}` };
  return { type: 'Warning', ...explained({ reason: 'DriftDetected', message: `not in OX as written: ${all}` }) };
}

export function quarantineEvent(change: QuarantineChange): ResourceEvent {
  if (change.type === 'began') return { type: 'Warning', ...quarantineFault(change.quarantine) };
  const { reason, retried } = change;
  const again = retried === 0 ? '' : `, and ${retried} that were put aside for ${reason} once more`;
  return { type: 'Normal', reason: 'QuarantineEnded', message: `objects succeed again: all are worked on${again}` };
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

function deedEvent(object: CachedObject, outcome: Exclude<Outcome, Failure>): ResourceEvent | undefined {
  const { kind, applied } = object;
  const { type, operations } = outcome;
  // Of an account, users come and go without its being new.
  const isNew = applied === undefined || kind === 'Context';
  if (type === 'settled' && isNew && operations.includes('create')) return deedOf(object, 'Created');
  return type === 'gone' && operations.includes('delete') ? deedOf(object, 'Deleted') : undefined;
}

function deedOf({ kind, name, contextId }: CachedObject, deed: 'Created' | 'Deleted'): ResourceEvent {
  const what = kind === 'Context' ? `context ${contextId} (${name}) in OX` : `${WORDS[kind] ?? kind} ${name} in context ${contextId}`;
  return { type: 'Normal', reason: `${kind}${deed}`, message: `${deed.toLowerCase()} ${what}` };
}

function faultyEvent({ owner, kind, name }: CachedObject, fault: Fault, errorPolicy: OwnerPolicy['errorPolicy']): ResourceEvent {
  const { reason, message } = fault;
  if (owner === '') return { type: 'Warning', reason, message };
  if (errorPolicy === 'Halt')
    return { type: 'Warning', reason: 'Halted', message: `the directory stands still at ${kind} ${name}: ${message}` };
  return { type: 'Warning', reason, message: `${kind} ${name} is parked: ${message}` };
}

/** On a directory it is told whom it is about. */
function warningOf({ owner, kind, name }: CachedObject, { reason, message }: Fault): ResourceEvent {
  return { type: 'Warning', reason, message: owner === '' ? message : `${kind} ${name}: ${message}` };
}
