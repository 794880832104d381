import type { CachedObject } from '../cache/index.ts';
import type { AppliedRecord, Remains } from '../model/index.ts';
import type { OxReference } from '../ox/index.ts';
import { isSameName } from './field-changes.ts';

/**
 * Looks for an object in OX: by the id we recorded when it still has a name of ours, else by the names we wrote, tried to write or want.
 * An id alone is not believed, for it may belong to a stranger by now. In a context that it is about to leave only its old name counts.
 */
export async function findByIdOrName<T extends { readonly name: string }>(
  { applied, attemptedName, name, contextId }: CachedObject,
  get: (reference: OxReference) => Promise<T | undefined>,
): Promise<T | undefined> {
  const isLeaving = applied !== undefined && applied.contextId !== contextId;
  const names = (isLeaving ? [applied.name] : [applied?.name, attemptedName, name]).filter((candidate) => candidate !== undefined);
  const ours = (found: T): boolean => names.some((candidate) => isSameName(candidate, found.name));
  const byId = applied === undefined ? undefined : await get({ id: applied.oxId });
  if (byId !== undefined && ours(byId)) return byId;
  for (const candidate of new Set(names.map((each) => each.toLowerCase()))) {
    const found = await get({ name: names.find((each) => each.toLowerCase() === candidate) ?? candidate });
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The context that an object lives in as far as we know, or may have been created in by a call without an answer. */
export function homeOf({ applied, attemptedIn, contextId }: CachedObject): number {
  return applied?.contextId ?? attemptedIn ?? contextId;
}

/** Every context that work on an object goes to: where it lives, where it should, and what a move has not finished with. */
export function placesOf(object: CachedObject): number[] {
  const { applied, contextId, desired } = object;
  const target = desired === undefined ? undefined : contextId;
  const places = [target, homeOf(object), applied?.remains?.contextId, applied?.movingTo];
  return [...new Set(places.filter((place) => place !== undefined))];
}

/** What is left of a copied object at its old place, as long as it has the name that we left it with. */
export async function findRemains(
  remains: Remains | undefined,
  get: (contextId: number, reference: OxReference) => Promise<{ readonly name: string } | undefined>,
): Promise<Remains | undefined> {
  if (remains === undefined) return undefined;
  const found = await get(remains.contextId, { id: remains.oxId });
  return found !== undefined && isSameName(found.name, remains.name) ? remains : undefined;
}

/** What becomes of a record when its object was copied to another context. */
export function remainsOf({ contextId, oxId, name }: AppliedRecord): Remains {
  return { contextId, oxId, name };
}
