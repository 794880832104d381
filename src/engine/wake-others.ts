import type { CachedObject, ObjectTable } from '../cache/index.ts';
import type { AppliedRecord } from '../model/index.ts';
import { wakeKey } from './dependencies.ts';
import type { Outcome } from './outcome.ts';

/** Whoever is concerned by an outcome becomes pending; answers how many. Runs in the transaction of the record. */
export function wakeOthers(objects: ObjectTable, object: CachedObject, outcome: Outcome): number {
  const waiters = isNews(object, outcome) ? objects.wake(wakeKey.object(object.id)) : 0;
  return waiters + objects.wake(wakeKey.turnOf(object.id)) + retryRivals(objects, object, outcome) + wakeByKind(objects, object, outcome);
}

function wakeByKind(objects: ObjectTable, object: CachedObject, outcome: Outcome): number {
  const inContext = outcome.type === 'gone' ? objects.wake(wakeKey.population(object.contextId)) : 0;
  if (object.kind === 'Context' && outcome.type === 'settled') return wakeInhabitants(objects, object.contextId, outcome.operations);
  return object.kind === 'User' ? inContext + wakeByUser(objects, object, outcome) : inContext;
}

/** Whoever is written with this user's id, or with a login made of what he is. */
function wakeByUser(objects: ObjectTable, object: CachedObject, outcome: Outcome): number {
  const before = object.applied;
  const after = outcome.type === 'gone' ? undefined : outcome.applied;
  if (isSameAccount(before, after)) return outcome.type === 'settled' ? objects.wakeAccountsOf(object.id) : 0;
  const left = before === undefined ? 0 : objects.wake(wakeKey.population(before.contextId));
  return left + objects.wakeGroupsOf(object.id);
}

function isSameAccount(before: AppliedRecord | undefined, after: AppliedRecord | undefined): boolean {
  return before?.oxId === after?.oxId && before?.contextId === after?.contextId;
}

function wakeInhabitants(objects: ObjectTable, contextId: number, operations: readonly string[]): number {
  const woken = objects.wake(wakeKey.context(contextId)) + objects.releaseOutage(contextId);
  // A context that was deleted in OX and made again is empty: what we wrote to it is gone.
  return operations.includes('create') ? woken + objects.lookAgainIn(contextId) : woken;
}

/** Two objects that wait for each other must not wake each other for ever: still waiting for the same is no news. */
function isNews(object: CachedObject, outcome: Outcome): boolean {
  if (outcome.type !== 'waitingFor' || mayHaveWritten(object, outcome)) return true;
  return outcome.reason !== object.reason || outcome.message !== object.message;
}

/** A name or an address is free again when its holder changed or went, also by a write whose answer was lost: whoever was refused it tries again. */
function retryRivals(objects: ObjectTable, object: CachedObject, outcome: Outcome): number {
  const { kind, applied, attemptedName, name: last } = object;
  if (!mayHaveWritten(object, outcome)) return 0;
  // What nothing was known of may have been found by the name that it was to have, and be changed or deleted now.
  const wasFound = outcome.type === 'gone' || (object.lookFirst && outcome.type === 'settled' && outcome.operations.length > 0);
  const names = [applied?.name, attemptedName, wasFound ? last : undefined].filter((name) => name !== undefined);
  if (names.length === 0) return 0;
  return placesOf(object).reduce((woken, place) => {
    const renamed = names.reduce((sum, name) => sum + objects.retryNameTaken(kind, place, name), woken);
    return kind === 'User' || kind === 'Resource' ? renamed + objects.retryParked(place, 'MailAddressTaken') : renamed;
  }, 0);
}

/** Now, or earlier by a write whose outcome is known only now. While it is unknown nothing is won, and he would wake others who wake him. */
function mayHaveWritten({ lookFirst }: CachedObject, outcome: Outcome): boolean {
  if (outcome.type === 'gone') return true;
  if ('operations' in outcome ? outcome.operations.length > 0 : outcome.hasWritten === true) return true;
  return lookFirst && (outcome.type === 'settled' || !outcome.lookFirst);
}

/** The contexts that an object is in, comes from or goes to. */
function placesOf({ contextId, attemptedIn, formerPlaces, applied }: CachedObject): number[] {
  const former = formerPlaces.map((place) => place.contextId);
  const places = [contextId, attemptedIn, applied?.contextId, applied?.remains?.contextId, ...former];
  return [...new Set(places.filter((place) => place !== undefined))];
}
