import type { CachedObject } from '../cache/index.ts';
import type { AppliedRecord, FieldValue } from '../model/index.ts';

/**
 * Whether what was found in the place that an object is to leave is another entry's by now. Somebody else may have led meanwhile, have
 * deleted or moved it and made another one of its name, or given it to the entry that wants the name.
 *
 * @param heir who wants the name that was found, or may have it
 */
export function isSuccessors(object: CachedObject, found: AppliedRecord, heir: CachedObject | undefined): boolean {
  const { applied, hasOtherLed } = object;
  if (!hasOtherLed || heir?.desired === undefined) return false;
  if (applied?.oxId !== found.oxId || applied.contextId !== found.contextId) return true;
  return isWrittenFor(found.fields, heir.desired.fields, applied.fields);
}

type Fields = Readonly<Record<string, FieldValue>>;

/** Something in it is as the heir wants it, and not as it was when we wrote it. */
function isWrittenFor(found: Fields, heirs: Fields, ours: Fields): boolean {
  return Object.keys(heirs).some((field) => textOf(found[field]) === textOf(heirs[field]) && textOf(found[field]) !== textOf(ours[field]));
}

/** What is empty is not told. */
function textOf(value: FieldValue | undefined): string {
  return String(value ?? '');
}
