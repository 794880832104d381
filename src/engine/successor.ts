import type { CachedObject } from '../cache/index.ts';
import type { AppliedRecord, Fields } from '../model/index.ts';

/**
 * Whether what was found is another entry's by now. Somebody else may have led meanwhile, have deleted or moved the object and made another
 * one of its name, or given it to the entry that wants the name. What OX shows decides, not what is remembered: as whose fields its own are.
 *
 * @param heir who wants the name that was found, or may have it
 */
export function isSuccessors(object: CachedObject, found: AppliedRecord, heir: CachedObject): boolean {
  if (!object.hasOtherLed || heir.desired === undefined) return false;
  if (!hasNameOf(object, found)) return true;
  const isRecorded = isRecordedOf(object, found);
  const ours = fieldsOf(object, isRecorded);
  const heirs = likeness(found.fields, [heir.desired.fields], ours);
  const own = likeness(found.fields, ours, [heir.desired.fields]);
  if (isRecorded && heirs === 0) return false;
  if (!isWanted(object)) return heirs > 0 || own === 0;
  // Where nothing in it tells, the one who was there first has it.
  return heirs > own || (heirs === own && heir.id < object.id);
}

/** One that it had, has, or should have. */
function hasNameOf({ applied, attemptedName, formerPlaces, name }: CachedObject, found: AppliedRecord): boolean {
  const names = [applied?.name, attemptedName, name, ...formerPlaces.map((place) => place.name)];
  return names.some((each) => each?.toLowerCase() === found.name.toLowerCase());
}

/** As we wrote it, and as somebody else who led may have. */
function fieldsOf({ applied, desired, lastDesired }: CachedObject, isRecorded: boolean): Fields[] {
  const known = [isRecorded ? applied : undefined, desired ?? lastDesired];
  return known.flatMap((each) => (each === undefined ? [] : [each.fields]));
}

function isWanted({ desired, leaving }: CachedObject): boolean {
  return desired !== undefined && leaving === undefined;
}

/** By what we know. */
export function isRecordedOf({ applied }: CachedObject, { oxId, contextId }: AppliedRecord): boolean {
  return applied?.oxId === oxId && applied.contextId === contextId;
}

/** The name that was found is the one that it should have, where it should be. */
export function wantsPlaceOf(object: CachedObject, { contextId, name }: AppliedRecord): boolean {
  return isWanted(object) && object.contextId === contextId && object.name.toLowerCase() === name.toLowerCase();
}

/** In how many texts it is as the one and not as the other. Switches and numbers are the same by chance. */
function likeness(found: Fields, ones: readonly Fields[], others: readonly Fields[]): number {
  const isAs = (field: string, known: readonly Fields[]): boolean => known.some((fields) => fields[field] === found[field]);
  const texts = Object.keys(found).filter((field) => typeof found[field] === 'string' && found[field] !== '');
  return texts.filter((field) => isAs(field, ones) && !isAs(field, others)).length;
}
