import { fingerprint } from '../cache/index.ts';
import type { Fields, FieldValue } from '../model/index.ts';

/** Fields whose desired value differs from the baseline. A field that is empty here and missing there is no difference. */
export function changedFields(desired: Fields, baseline: Fields, ignored: ReadonlySet<string>): string[] {
  return Object.keys(desired).filter((name) => !ignored.has(name) && !isSameValue(desired[name], baseline[name]));
}

/** Compares a value with one of an applied record, where long values are digests. Lists are sets, mail addresses in any case. */
export function isSameValue(desired: FieldValue | undefined, applied: FieldValue | undefined): boolean {
  if (Array.isArray(desired)) return Array.isArray(applied) && sameSet(desired, applied);
  if (desired === undefined || applied === undefined) return (desired ?? '') === (applied ?? '');
  return desired === applied || fingerprint(desired) === fingerprint(applied);
}

function sameSet(left: readonly string[], right: readonly string[]): boolean {
  const key = (values: readonly string[]): string => [...new Set(values.map((value) => value.toLowerCase()))].sort().join('\n');
  return key(left) === key(right);
}

/** OX's database compares names without case. */
export function isSameName(left: string, right: string): boolean {
  return left.toLowerCase() === right.toLowerCase();
}

/** The texts of a field that is a list; none for one that is missing. */
export function listOf(value: FieldValue | undefined): readonly string[] {
  return typeof value === 'object' ? value : [];
}
