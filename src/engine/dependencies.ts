import type { Cache, CachedObject, ContextStanding } from '../cache/index.ts';
import { errorClassOf } from '../model/index.ts';
import type { Dependency, Subject, Unfinished } from './object-controller.ts';

/** What dependencies are judged by. */
export interface DependencyView {
  readonly cache: Cache;
  hasCredentials(contextId: number): boolean;
  hasAccessProfile(name: string): boolean;
}

type OnContext = Extract<Dependency, { type: 'context' }>;

/** The keys under which objects wait. */
export const wakeKey = {
  context: (contextId: number) => `context:${contextId}`,
  accessProfile: (name: string) => `profile:${name}`,
  object: (id: number) => `object:${id}`,
  /** A member that has not had its turn: any outcome of it will do. */
  turnOf: (id: number) => `turn:${id}`,
  population: (contextId: number) => `population:${contextId}`,
  /** A resource that was suspended goes on. */
  resumption: 'resumption',
  /** Nothing but a change at the source. */
  source: 'source',
  /** Any member that comes to exist in OX. */
  members: 'members',
} as const;

/** The first dependency that is not met, or `undefined`. Only reads the cache. */
export function firstUnmet(dependencies: readonly Dependency[], subject: Subject, view: DependencyView): Unfinished | undefined {
  for (const dependency of dependencies) {
    const unmet = judge(dependency, subject, view);
    if (unmet !== undefined) return unmet;
  }
  return undefined;
}

function judge(dependency: Dependency, subject: Subject, view: DependencyView): Unfinished | undefined {
  switch (dependency.type) {
    case 'context':
      return judgeContext(dependency, subject.object, view);
    case 'accessProfile':
      if (view.hasAccessProfile(dependency.name)) return undefined;
      return {
        reason: 'WaitingForAccessProfile',
        message: `waits for the access profile "${dependency.name}", which does not exist`,
        waitingFor: wakeKey.accessProfile(dependency.name),
      };
    case 'freeName':
      return judgeName(subject.object, view);
    case 'members':
      return judgeMembers(subject.object, view);
    case 'emptyContext':
      return judgePopulation(dependency.contextId, view);
    case 'sourceUser':
      return judgeSourceUser(subject.object, view);
  }
}

function judgeContext({ contextId, isOptional = false }: OnContext, object: CachedObject, view: DependencyView): Unfinished | undefined {
  const waitingFor = wakeKey.context(contextId);
  const context = view.cache.objects.contextStanding(contextId);
  if (context === undefined && isOptional) return undefined;
  // A context that is about to be deleted is left by those who live in it, and entered by nobody.
  if (context === undefined || (!context.isWanted && object.desired !== undefined)) {
    return {
      reason: 'WaitingForContext',
      message: `waits for context ${contextId}: there is no OXContext with this contextId`,
      waitingFor,
    };
  }
  if (isUnderRepair(context)) {
    const why = context.message === undefined ? 'it is being set up' : context.message;
    return { reason: 'WaitingForContext', message: `waits for context ${contextId}: ${why}`, waitingFor };
  }
  if (!view.hasCredentials(contextId)) {
    return { reason: 'WaitingForCredentials', message: `waits for the admin's credentials of context ${contextId}`, waitingFor };
  }
  return undefined;
}

/** Whether a context is there and its admin can work. */
export function isOpenContext(contextId: number, view: DependencyView): boolean {
  const context = view.cache.objects.contextStanding(contextId);
  return context?.isWanted === true && !isUnderRepair(context) && view.hasCredentials(contextId);
}

/** Not there yet, or its admin was refused and is being looked at. Other troubles of a context do not concern those who live in it. */
function isUnderRepair(context: ContextStanding): boolean {
  if (!context.isInOx || context.lookFirst) return true;
  return context.state === 'backingOff' && context.reason !== undefined && errorClassOf(context.reason) === 'outage';
}

function judgeName(object: CachedObject, view: DependencyView): Unfinished | undefined {
  const nameKey = object.name.toLowerCase();
  if (hasItsName(object, nameKey)) return undefined;
  const { holder, claimant } = view.cache.objects.rivals(object);
  const first = holder ?? (claimant !== undefined && claimant.id < object.id ? claimant : undefined);
  if (first === undefined) return undefined;
  const waitingFor = wakeKey.object(first.id);
  const other = view.cache.objects.load(first.id);
  if (isStaying(other) && first.nameKey === nameKey) {
    const message = `another entry (${other.sourceId}) claimed the name "${object.name}" in context ${object.contextId} first`;
    return { reason: 'DuplicateSource', message, waitingFor };
  }
  return { ...whyNotFreeYet(object, other), waitingFor };
}

function isStaying(object: CachedObject | undefined): object is CachedObject {
  return object?.desired !== undefined && object.leaving === undefined;
}

function whyNotFreeYet({ name, contextId }: CachedObject, holder: CachedObject | undefined): Pick<Unfinished, 'reason' | 'message'> {
  const message = `waits until "${name}" is free in context ${contextId}: its holder there`;
  if (holder?.verdict === 'held') return { reason: 'DeletionsHeld', message: `${message} has left, and its deletion is held` };
  if (holder?.desired === undefined && holder?.reason === 'Disabled') {
    return { reason: 'DuplicateSource', message: `${message} (${holder.sourceId}) left the directory and is disabled, but not deleted` };
  }
  return { reason: 'Progressing', message: `${message} is about to be renamed or deleted` };
}

function hasItsName({ applied, contextId }: CachedObject, nameKey: string): boolean {
  return applied !== undefined && applied.contextId === contextId && applied.name.toLowerCase() === nameKey;
}

function judgeMembers(object: CachedObject, view: DependencyView): Unfinished | undefined {
  const member = view.cache.objects.untriedMember(object.id);
  if (member === undefined) return undefined;
  return { reason: 'WaitingForMember', message: 'is written after its members', waitingFor: wakeKey.turnOf(member) };
}

function judgeSourceUser({ owner, sourceId, contextId, name, desired }: CachedObject, view: DependencyView): Unfinished | undefined {
  const user = view.cache.objects.find('User', owner, sourceId);
  if (user?.applied?.contextId === contextId) return undefined;
  // What is to end went with a user who is not there, or who has moved.
  if (desired === undefined && (user?.desired === undefined || user.applied !== undefined)) return undefined;
  const waitingFor = user === undefined ? wakeKey.source : wakeKey.object(user.id);
  return { reason: 'WaitingForMember', message: `waits until the user "${name}" exists in context ${contextId}`, waitingFor };
}

function judgePopulation(contextId: number, view: DependencyView): Unfinished | undefined {
  const count = view.cache.objects.populationOf(contextId);
  if (count === 0) return undefined;
  return {
    reason: 'DeletionBlocked',
    message: `${count} users, groups, resources or accounts still live in context ${contextId}`,
    waitingFor: wakeKey.population(contextId),
  };
}
