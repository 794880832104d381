import type { DirectoryEntry } from '../model/index.ts';

/** Where the value of a field came from, for `explain` and `mapping test`. */
export type Origin =
  | { readonly type: 'attribute'; readonly attribute: string; readonly position: number }
  | { readonly type: 'default'; readonly setting: string }
  | { readonly type: 'template'; readonly template: string }
  | { readonly type: 'fixed'; readonly why: string }
  | { readonly type: 'empty'; readonly why: string };

/** One place to look for a value. */
export interface AttributeSource {
  /** As the directory spells it, for messages and searches. */
  readonly attribute: string;
  /** In lower case, as entries are keyed. */
  readonly key: string;
  /** Which of several values, counted from 0. */
  readonly position: number;
  readonly origin: Origin;
}

export function attributeSource(attribute: string, position = 0): AttributeSource {
  return { attribute, key: attribute.toLowerCase(), position, origin: { type: 'attribute', attribute, position } };
}

/** A value that says something; blanks alone do not. */
function isFilled(value: string | undefined): value is string {
  return value !== undefined && value.trim() !== '';
}

/** The value at the source's position. */
export function valueAt(entry: DirectoryEntry, source: AttributeSource): string | undefined {
  return entry.attributes.get(source.key)?.[source.position];
}

/** All values that say something. */
export function valuesOf(entry: DirectoryEntry, source: AttributeSource): readonly string[] {
  return entry.attributes.get(source.key)?.filter(isFilled) ?? [];
}

/** The first source whose value says something. */
export function firstFilled(entry: DirectoryEntry, sources: readonly AttributeSource[]): AttributeSource | undefined {
  return sources.find((source) => isFilled(valueAt(entry, source)));
}
