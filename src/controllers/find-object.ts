import { isDeepStrictEqual } from 'node:util';
import type { CachedObject, Place } from '../cache/index.ts';
import type { Dependency, IsAnothers } from '../engine/index.ts';
import type { AppliedRecord, Remains } from '../model/index.ts';
import { OxError, type OxReference } from '../ox/index.ts';
import { isSameName, isSameValue } from './field-changes.ts';

/**
 * Looks for an object in OX: by the id we recorded when it still has a name of ours, else by the names we wrote, tried to write or want.
 * An id alone is not believed, for it may belong to a stranger by now. What is another's is only the answer when there is nothing else.
 */
export async function findByIdOrName<T extends { readonly name: string }>(
  object: CachedObject,
  get: (reference: OxReference) => Promise<T | undefined>,
  isAnothers: (found: T) => boolean,
): Promise<T | undefined> {
  const names = namesOf(object);
  const byId = object.applied === undefined ? undefined : await get({ id: object.applied.oxId });
  if (byId !== undefined && names.some((name) => isSameName(name, byId.name)) && !isAnothers(byId)) return byId;
  let anothers: T | undefined;
  for (const name of names) {
    const found = await get({ name });
    if (found !== undefined && !isAnothers(found)) return found;
    anothers ??= found;
  }
  return anothers;
}

/** Under which it may be in the context that it lives in, each once. */
function namesOf(object: CachedObject): string[] {
  const home = homeOf(object);
  const names = knownPlacesOf(object).flatMap(({ contextId, name }) => (contextId === home ? [name] : []));
  return names.filter((each, index) => names.findIndex((other) => isSameName(each, other)) === index);
}

/**
 * Where it may be, the oldest place first: as it was written last, as a call without an answer or somebody else who led may have written it, and
 * as it is wanted.
 */
function knownPlacesOf({ applied, attemptedIn, attemptedName, formerPlaces, contextId, name }: CachedObject): Place[] {
  const tried = attemptedIn === undefined ? [] : [{ contextId: attemptedIn, name: attemptedName ?? name }];
  return [...(applied === undefined ? [] : [applied]), ...tried, ...formerPlaces, { contextId, name }];
}

/** Where something may have been written of it, the latest place first, so that what was there last is found. */
export function writtenPlacesOf(object: CachedObject): Place[] {
  const { attemptedIn, attemptedName, name, hasOtherLed } = object;
  if (hasOtherLed) return knownPlacesOf(object).reverse();
  return attemptedIn === undefined ? [] : [{ contextId: attemptedIn, name: attemptedName ?? name }];
}

/** The context that an object lives in as far as we know, or may have been created in by a call without an answer. */
export function homeOf({ applied, attemptedIn, contextId }: CachedObject): number {
  return applied?.contextId ?? attemptedIn ?? contextId;
}

/** Every context that work on an object goes to: where it lives, where it should, what a move has not finished with, and where it may be. */
export function contextsOf(object: CachedObject): Dependency[] {
  const { applied, contextId, desired } = object;
  const target = desired === undefined ? undefined : contextId;
  const places = [target, homeOf(object), object.attemptedIn, applied?.remains?.contextId, applied?.movingTo];
  const needed = new Set(places.filter((place) => place !== undefined));
  const others = new Set(otherPlacesOf(object).flatMap((place) => (needed.has(place.contextId) ? [] : [place.contextId])));
  const dependencyOn = (isOptional: boolean) => (place: number) => ({ type: 'context', contextId: place, isOptional }) as const;
  return [...[...needed].map(dependencyOn(false)), ...[...others].map(dependencyOn(true))];
}

/** Where nobody else is asked for. */
export const nobodys: IsAnothers = () => false;

/** In other contexts, where somebody else who led may have moved it to, the latest first. What moves itself knows where. */
function otherPlacesOf(object: CachedObject): Place[] {
  const { applied, hasOtherLed } = object;
  if (!hasOtherLed || applied?.movingTo !== undefined || applied?.remains !== undefined) return [];
  const others = knownPlacesOf(object).filter(({ contextId }) => contextId !== homeOf(object));
  return others.filter((each, index) => others.findIndex((other) => isSamePlace(each, other)) === index).reverse();
}

function isSamePlace(one: Place, other: Place): boolean {
  return one.contextId === other.contextId && isSameName(one.name, other.name);
}

/**
 * What an object is that somebody else who led has moved, or was about to move; `undefined` when it is in no other context.
 *
 * @param home what is where it lives as far as we know
 */
export async function findMoved(
  object: CachedObject,
  home: AppliedRecord | undefined,
  isAnothers: IsAnothers,
  find: (place: Place) => Promise<AppliedRecord | undefined>,
): Promise<AppliedRecord | undefined> {
  const moved = await findElsewhere(object, isAnothers, find);
  if (moved === undefined || home === undefined || isAnothers(home)) return moved;
  if (isHalfMoved(object, home, moved)) return { ...moved, remains: remainsOf(home) };
  // It is where its id is; the name alone may be another's by now.
  return home.oxId === object.applied?.oxId ? undefined : moved;
}

async function findElsewhere(
  object: CachedObject,
  isAnothers: IsAnothers,
  find: (place: Place) => Promise<AppliedRecord | undefined>,
): Promise<AppliedRecord | undefined> {
  for (const place of otherPlacesOf(object)) {
    const found = await find(place);
    if (found !== undefined && !isAnothers(found)) return found;
  }
  for (const place of placesOfCopy(object)) {
    const found = await find(place);
    if (found !== undefined && !isAnothers(found) && hasMailOf(object, found)) return found;
  }
  return undefined;
}

/** A user who is moved has the name that he had before, until he is renamed there. */
function placesOfCopy(object: CachedObject): Place[] {
  const { kind, applied } = object;
  if (kind !== 'User' || applied === undefined) return [];
  const others = otherPlacesOf(object);
  const contexts = new Set(others.map(({ contextId }) => contextId));
  const copies = [...contexts].map((contextId) => ({ contextId, name: applied.name }));
  return copies.filter((copy) => !others.some((other) => isSamePlace(copy, other)));
}

function hasMailOf({ applied }: CachedObject, { fields }: AppliedRecord): boolean {
  return isSameValue(applied?.fields.primaryEmail, fields.primaryEmail);
}

/** Both are its own. A user is copied exactly as he is, and what differs may be somebody new. A resource, which has no data of its own, is made as it should be. */
function isHalfMoved({ kind, desired }: CachedObject, home: AppliedRecord, moved: AppliedRecord): boolean {
  if (kind === 'User') return isSameName(home.name, moved.name) && isDeepStrictEqual(home.fields, moved.fields);
  return [home, desired].some((known) => known !== undefined && isSameValue(known.fields.email, moved.fields.email));
}

/** `seen` by its name; `unseen`, perhaps only because reads lag behind; `gone`: there is none, or its id is somebody else's. */
export type Trace = 'seen' | 'unseen' | 'gone';

/** What is left of a copied object at its old place, as long as it has the name that we left it with. */
export async function traceOf(
  remains: Remains | undefined,
  get: (contextId: number, reference: OxReference) => Promise<{ readonly name: string } | undefined>,
): Promise<Trace> {
  if (remains === undefined) return 'gone';
  const found = await get(remains.contextId, { id: remains.oxId });
  if (found === undefined) return 'unseen';
  return isSameName(found.name, remains.name) ? 'seen' : 'gone';
}

/** What remains of a move is deleted even unseen; that it is not there is as well. */
export async function deleteUnlessMissing(deletion: Promise<void>): Promise<void> {
  await deletion.catch((error: unknown) => {
    if (!(error instanceof OxError) || error.missing === undefined || error.missing === 'context') throw error;
  });
}

/** What becomes of a record when its object was copied to another context. */
export function remainsOf({ contextId, oxId, name }: AppliedRecord): Remains {
  return { contextId, oxId, name };
}
