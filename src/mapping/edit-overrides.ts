import { findField } from './field-names.ts';
import type { MappingOverrides } from './mapping-settings.ts';

/** What an admin may want of `spec.mapping`. Fields are named as there; whether they exist is the compiler's question. */
export type OverrideEdit =
  | { readonly type: 'set'; readonly attributes: readonly (readonly [field: string, attribute: string])[] }
  | { readonly type: 'unset'; readonly fields: readonly string[] }
  | { readonly type: 'alternatives'; readonly field: string; readonly attributes: readonly string[] }
  /** Back to the preset. */
  | { readonly type: 'restore'; readonly fields: readonly string[] | 'all' };

/** All three parts of `spec.mapping`. */
export type Overrides = { readonly [Part in keyof MappingOverrides]-?: NonNullable<MappingOverrides[Part]> };

/** The overrides after an edit. A field that is written already keeps its spelling and its place, a new one goes by its SOAP name. */
export function editOverrides(before: Overrides, edit: OverrideEdit): Overrides {
  switch (edit.type) {
    case 'set':
      return edit.attributes.reduce(fed, before);
    case 'unset':
      return edit.fields.reduce(unfed, before);
    case 'alternatives': {
      const alternatives = put(before.alternatives, edit.field, edit.attributes);
      return { ...before, alternatives, unset: without(before.unset, edit.field) };
    }
    case 'restore':
      return edit.fields === 'all' ? { set: {}, unset: [], alternatives: {} } : edit.fields.reduce(restored, before);
  }
}

/** The names under which an override of the field stands. */
export function namesInOverrides({ set, unset, alternatives }: Overrides, field: string): string[] {
  return [...Object.keys(set), ...unset, ...Object.keys(alternatives)].filter((name) => isSame(name, field));
}

function fed({ set, unset, alternatives }: Overrides, [field, attribute]: readonly [string, string]): Overrides {
  return { set: put(set, field, attribute), unset: without(unset, field), alternatives };
}

function unfed(overrides: Overrides, field: string): Overrides {
  const { unset } = overrides;
  const isThere = unset.some((name) => isSame(name, field));
  return { ...restored(overrides, field), unset: isThere ? unset : [...unset, fieldName(field)] };
}

function restored({ set, unset, alternatives }: Overrides, field: string): Overrides {
  return { set: omit(set, field), unset: without(unset, field), alternatives: omit(alternatives, field) };
}

function put<Value>(record: Readonly<Record<string, Value>>, field: string, value: Value): Readonly<Record<string, Value>> {
  const key = Object.keys(record).find((name) => isSame(name, field)) ?? fieldName(field);
  const kept = Object.entries(record).filter(([name]) => name === key || !isSame(name, field));
  return { ...Object.fromEntries(kept), [key]: value };
}

function omit<Value>(record: Readonly<Record<string, Value>>, field: string): Readonly<Record<string, Value>> {
  return Object.fromEntries(Object.entries(record).filter(([name]) => !isSame(name, field)));
}

function without(names: readonly string[], field: string): readonly string[] {
  return names.filter((name) => !isSame(name, field));
}

/** `imap_server` is `imapServer`. */
function isSame(one: string, other: string): boolean {
  return fieldName(one) === fieldName(other);
}

function fieldName(name: string): string {
  return findField(name) ?? name;
}
