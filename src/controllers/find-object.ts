import type { CachedObject } from '../cache/index.ts';
import type { OxReference } from '../ox/index.ts';
import { isSameName } from './field-changes.ts';

/**
 * Looks for an object in OX: by the id we recorded when it still has a name of ours, else by the names we wrote, tried to write or want.
 * An id alone is not believed, for it may belong to a stranger by now.
 */
export async function findByIdOrName<T extends { readonly name: string }>(
  { applied, attemptedName, name }: CachedObject,
  get: (reference: OxReference) => Promise<T | undefined>,
): Promise<T | undefined> {
  const names = [applied?.name, attemptedName, name].filter((candidate) => candidate !== undefined);
  const ours = (found: T): boolean => names.some((candidate) => isSameName(candidate, found.name));
  const byId = applied === undefined ? undefined : await get({ id: applied.oxId });
  if (byId !== undefined && ours(byId)) return byId;
  for (const candidate of new Set(names.map((each) => each.toLowerCase()))) {
    const found = await get({ name: names.find((each) => each.toLowerCase() === candidate) ?? candidate });
    if (found !== undefined) return found;
  }
  return undefined;
}
