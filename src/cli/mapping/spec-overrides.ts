import { z } from 'zod';
import type { DirectoryManifest } from '../../kube/index.ts';
import { editOverrides, findField, namesInOverrides, type OverrideEdit, type Overrides } from '../../mapping/index.ts';
import { ConfigurationError, OperatorError } from '../../model/index.ts';

type Spec = DirectoryManifest['spec'];

/** As it may be written: parts may be missing, and nothing says that fields exist. */
const overridesSchema = z.looseObject({
  set: z.record(z.string(), z.string()).nullish(),
  unset: z.array(z.string()).nullish(),
  alternatives: z.record(z.string(), z.array(z.string())).nullish(),
});

/** The spec with its overrides edited; what else stands in it is left. Whether the result is valid is not asked here. */
export function editedSpec({ name, spec }: DirectoryManifest, edit: OverrideEdit): Spec {
  const { mapping = {}, ...rest } = spec;
  if (edit.type === 'restore' && edit.fields === 'all') return rest;
  const parsed = overridesSchema.safeParse(mapping ?? {});
  if (!parsed.success) throw notEditable(name, parsed.error.issues[0]?.path ?? []);
  const overrides = overridesOf(parsed.data);
  if (edit.type === 'restore' && edit.fields !== 'all') refuseUnknown(edit.fields, overrides);
  return withMapping(rest, { ...parsed.data, ...editOverrides(overrides, edit) });
}

/** The same without parts in which nothing stands, as a cluster has them by default. */
export function tidied({ mapping, ...rest }: Spec): Spec {
  const parsed = overridesSchema.safeParse(mapping ?? {});
  return parsed.success ? withMapping(rest, parsed.data) : { ...rest, mapping };
}

/** The fields that an edit is about, by their SOAP names. */
export function fieldsOf(edit: OverrideEdit, spec: Spec): string[] {
  return [...new Set(namesOf(edit, spec).map((name) => findField(name) ?? name))];
}

function namesOf(edit: OverrideEdit, { mapping }: Spec): readonly string[] {
  switch (edit.type) {
    case 'set':
      return edit.attributes.map(([field]) => field);
    case 'alternatives':
      return [edit.field];
    case 'unset':
      return edit.fields;
    case 'restore':
      return edit.fields === 'all' ? allNames(overridesOf(overridesSchema.safeParse(mapping).data ?? {})) : edit.fields;
  }
}

function allNames({ set, unset, alternatives }: Overrides): string[] {
  return [...Object.keys(set), ...unset, ...Object.keys(alternatives)];
}

function overridesOf({ set, unset, alternatives }: z.output<typeof overridesSchema>): Overrides {
  return { set: set ?? {}, unset: unset ?? [], alternatives: alternatives ?? {} };
}

function withMapping(rest: Spec, mapping: Readonly<Record<string, unknown>>): Spec {
  const { set, unset, alternatives, ...others } = mapping;
  const parts = Object.entries({ set, unset, alternatives }).filter(([, part]) => Object.keys(part ?? {}).length > 0);
  const written = { ...others, ...Object.fromEntries(parts) };
  return Object.keys(written).length === 0 ? rest : { ...rest, mapping: written };
}

function notEditable(name: string, path: readonly PropertyKey[]): OperatorError {
  const place = ['spec', 'mapping', ...path].map(String).join('.');
  const advice = '"mapping show" tells what is expected; mend it by hand, or take everything back by "mapping restore --all"';
  return new OperatorError('InvalidSpec', `OXDirectory ${name}: ${place} cannot be edited as it is: ${advice}`);
}

function refuseUnknown(fields: readonly string[], overrides: Overrides): void {
  const unknown = fields.find((field) => findField(field) === undefined && namesInOverrides(overrides, field).length === 0);
  if (unknown === undefined) return;
  throw new ConfigurationError(`found ${JSON.stringify(unknown)}, expected an OX field such as userfield01 (docs/mapping.md lists them)`);
}
