import type { z } from 'zod';
import type { CustomResource } from './custom-resource.ts';
import { CUSTOM_RESOURCES, type CustomResourceKind, type SpecOf } from './custom-resources.ts';
import { describeExpectation } from './describe-expectation.ts';
import { type JsonSchema, schemaAt, toJsonSchema } from './json-schema.ts';
import { isPlainObject, mergeObjects } from './plain-object.ts';
import { unknownFields } from './unknown-fields.ts';

interface ParseSpecOptions {
  /** Laid under the spec before the schema's own defaults: `Settings.directoryDefaults` for an OXDirectory. */
  readonly defaults?: object | undefined;
  /** Fields that the schema does not know are problems: in a folder of manifests nobody else would say so. */
  readonly strict?: boolean | undefined;
  /** The spec as it was: finds changes of what cannot change. */
  readonly previous?: unknown;
}

type ParsedSpec<Spec> = { readonly ok: true; readonly spec: Spec } | { readonly ok: false; readonly problems: readonly string[] };

/** A spec as it came from a manifest, checked and with its defaults; or one line per problem: field, what was found, what is expected. */
export function parseSpec<Kind extends CustomResourceKind>(
  kind: Kind,
  raw: unknown,
  options: ParseSpecOptions = {},
): ParsedSpec<SpecOf<Kind>> {
  const resource: CustomResource = CUSTOM_RESOURCES[kind];
  const schema = schemaOf(kind);
  if (!isPlainObject(raw)) return { ok: false, problems: [`spec: ${found(raw)}, expected ${describeExpectation(schema)}`] };
  const input = mergeObjects(options.defaults ?? {}, raw);
  const parsed = resource.spec.safeParse(input);
  const problems = [
    ...(options.strict === true ? unknownFields(raw, schema, 'spec') : []),
    ...(parsed.error?.issues.map((issue) => describeIssue(issue, input, schema)) ?? []),
    ...changedFields(resource, raw, options.previous),
  ];
  return parsed.success && problems.length === 0 ? { ok: true, spec: parsed.data as SpecOf<Kind> } : { ok: false, problems };
}

const schemas = new Map<CustomResourceKind, JsonSchema>();

function schemaOf(kind: CustomResourceKind): JsonSchema {
  const known = schemas.get(kind);
  if (known !== undefined) return known;
  const schema = toJsonSchema(CUSTOM_RESOURCES[kind].spec);
  schemas.set(kind, schema);
  return schema;
}

function describeIssue(issue: z.core.$ZodIssue, input: unknown, schema: JsonSchema): string {
  const place = ['spec', ...issue.path].map(String).join('.');
  if (issue.code === 'custom') return `${place}: ${issue.message}`;
  const node = schemaAt(schema, issue.path);
  const expectation = node === undefined ? issue.message : describeExpectation(node);
  return `${place}: ${found(valueAt(input, issue.path))}, expected ${expectation}`;
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  let value = input;
  for (const step of path) {
    if (Array.isArray(value)) value = (value as unknown[])[Number(step)];
    else value = isPlainObject(value) ? value[String(step)] : undefined;
  }
  return value;
}

/** Short enough for one line. Specs hold no secrets. */
function found(value: unknown): string {
  if (value === undefined) return 'missing';
  if (Array.isArray(value) && value.length > 3) return `found ${value.length} items`;
  const text = JSON.stringify(value);
  return `found ${text.length > 80 ? `${text.slice(0, 79)}…` : text}`;
}

function changedFields(resource: CustomResource, raw: Readonly<Record<string, unknown>>, previous: unknown): string[] {
  if (!isPlainObject(previous)) return [];
  return Object.entries(resource.immutable)
    .filter(([field]) => previous[field] !== undefined && raw[field] !== undefined && raw[field] !== previous[field])
    .map(
      ([field, message]) => `spec.${field}: found ${JSON.stringify(raw[field])} where ${JSON.stringify(previous[field])} was; ${message}`,
    );
}
