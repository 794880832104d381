import type { CachedObject } from '../cache/index.ts';
import type { AppliedRecord, Remains } from '../model/index.ts';
import { OxError, type OxReference } from '../ox/index.ts';
import { isSameName } from './field-changes.ts';

/**
 * Looks for an object in OX: by the id we recorded when it still has a name of ours, else by the names we wrote, tried to write or want.
 * An id alone is not believed, for it may belong to a stranger by now.
 */
export async function findByIdOrName<T extends { readonly name: string }>(
  object: CachedObject,
  get: (reference: OxReference) => Promise<T | undefined>,
): Promise<T | undefined> {
  const names = namesOf(object);
  const byId = object.applied === undefined ? undefined : await get({ id: object.applied.oxId });
  if (byId !== undefined && names.some((name) => isSameName(name, byId.name))) return byId;
  for (const name of names) {
    const found = await get({ name });
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Under which it may be in OX, each once. In a context that it is about to leave, those that it has or would have in the next do not count. */
function namesOf({ applied, attemptedName, attemptedIn, name, contextId }: CachedObject): string[] {
  const isLeaving = applied !== undefined && applied.contextId !== contextId;
  const tried = isLeaving && attemptedIn !== applied.contextId ? undefined : attemptedName;
  const names = [applied?.name, tried, isLeaving ? undefined : name].filter((each) => each !== undefined);
  return names.filter((each, index) => names.findIndex((other) => isSameName(each, other)) === index);
}

/** The context that an object lives in as far as we know, or may have been created in by a call without an answer. */
export function homeOf({ applied, attemptedIn, contextId }: CachedObject): number {
  return applied?.contextId ?? attemptedIn ?? contextId;
}

/** Every context that work on an object goes to: where it lives, where it should, and what a move has not finished with. */
export function placesOf(object: CachedObject): number[] {
  const { applied, contextId, desired } = object;
  const target = desired === undefined ? undefined : contextId;
  const places = [target, homeOf(object), object.attemptedIn, applied?.remains?.contextId, applied?.movingTo];
  return [...new Set(places.filter((place) => place !== undefined))];
}

/** Where somebody else who led may have moved it to: what it was to be then, and what it is to be now. What moves itself knows where. */
export function otherPlacesOf(object: CachedObject): { contextId: number; name: string }[] {
  const { applied, attemptedIn, attemptedName, contextId, name, desired, hasOtherLed } = object;
  if (!hasOtherLed || applied?.movingTo !== undefined || applied?.remains !== undefined) return [];
  const tried = attemptedIn === undefined ? [] : [{ contextId: attemptedIn, name: attemptedName ?? name }];
  const wanted = desired === undefined ? [] : [{ contextId, name }];
  return [...tried, ...wanted].filter((place) => place.contextId !== homeOf(object));
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
