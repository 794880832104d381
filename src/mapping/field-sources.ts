import type { UserField } from '../model/index.ts';
import { type AttributeSource, attributeSource } from './attribute-source.ts';
import type { Compilation } from './compilation.ts';
import { MANDATORY_FIELDS } from './field-names.ts';
import type { AttributeNames, FieldRow } from './field-row.ts';
import type { MappingOverrides } from './mapping-settings.ts';

/** For each field that is sent, where to look: the attribute first, then its alternatives. */
export type FieldSources = ReadonlyMap<UserField, readonly AttributeSource[]>;

interface Overrides {
  readonly set: ReadonlyMap<UserField, AttributeSource>;
  readonly unset: ReadonlySet<UserField>;
  readonly alternatives: ReadonlyMap<UserField, readonly AttributeSource[]>;
}

/** The preset's table with the overrides of `spec.mapping` laid over it. */
export function fieldSources(compilation: Compilation): { readonly sources: FieldSources; readonly unset: ReadonlySet<UserField> } {
  const overrides = readOverrides(compilation);
  const rows = new Map(compilation.facts.table.filter((row) => row.sent).map((row) => [row.field, row]));
  const fields = new Set<UserField>([...rows.keys(), 'language', 'timezone', 'imapLogin', 'imapServer', 'smtpServer']);
  for (const field of [...overrides.set.keys(), ...overrides.alternatives.keys()]) fields.add(field);
  const sources = new Map<UserField, readonly AttributeSource[]>();
  for (const field of fields) {
    if (!overrides.unset.has(field)) sources.set(field, sourcesOf(field, rows.get(field), overrides));
  }
  return { sources, unset: overrides.unset };
}

/** An attribute that was set gives its first value, also to a field that takes the second value of the preset's attribute. */
function sourcesOf(field: UserField, row: FieldRow | undefined, overrides: Overrides): readonly AttributeSource[] {
  const main = overrides.set.get(field) ?? (row === undefined ? undefined : attributeSource(row.attribute, row.position));
  const alternatives = overrides.alternatives.get(field) ?? row?.alternatives.map(toSource) ?? [];
  return main === undefined ? alternatives : [main, ...alternatives];
}

function toSource(names: AttributeNames): AttributeSource {
  return attributeSource(names.attribute);
}

function readOverrides(compilation: Compilation): Overrides {
  const { set = {}, unset = [], alternatives = {} }: MappingOverrides = compilation.settings.mapping ?? {};
  const overrides = {
    set: readSet(compilation, set),
    unset: readUnset(compilation, unset),
    alternatives: readAlternatives(compilation, alternatives),
  };
  for (const field of [...overrides.set.keys(), ...overrides.alternatives.keys()]) {
    if (overrides.unset.has(field)) compilation.report('spec.mapping.unset', field, 'a field that is not in set or alternatives as well');
  }
  return overrides;
}

function readSet(compilation: Compilation, set: Readonly<Record<string, string>>): ReadonlyMap<UserField, AttributeSource> {
  const result = new Map<UserField, AttributeSource>();
  for (const [name, attribute] of Object.entries(set)) {
    const field = compilation.settableField('spec.mapping.set', name);
    const source = compilation.source(`spec.mapping.set.${name}`, attribute);
    if (field !== undefined && source !== undefined) result.set(field, source);
  }
  return result;
}

function readUnset(compilation: Compilation, unset: readonly string[]): ReadonlySet<UserField> {
  const mandatory: ReadonlySet<UserField> = new Set<UserField>([...MANDATORY_FIELDS, 'name', 'primaryEmail']);
  const result = new Set<UserField>();
  for (const name of unset) {
    const field = compilation.field('spec.mapping.unset', name);
    if (field === undefined) continue;
    if (mandatory.has(field)) compilation.report('spec.mapping.unset', name, 'a field that OX can do without');
    else result.add(field);
  }
  return result;
}

function readAlternatives(
  compilation: Compilation,
  alternatives: Readonly<Record<string, readonly string[]>>,
): ReadonlyMap<UserField, readonly AttributeSource[]> {
  const result = new Map<UserField, readonly AttributeSource[]>();
  for (const [name, attributes] of Object.entries(alternatives)) {
    const field = compilation.settableField('spec.mapping.alternatives', name);
    const sources = attributes.map((attribute) => compilation.source(`spec.mapping.alternatives.${name}`, attribute));
    if (field !== undefined)
      result.set(
        field,
        sources.filter((source) => source !== undefined),
      );
  }
  return result;
}
