import type { JsonSchema } from './json-schema.ts';
import { OWN_KEYS } from './schema-parts.ts';

/** A schema as the API server wants it: our own keys resolved, every integer with its width. */
export function toStructural(schema: JsonSchema): JsonSchema {
  const own: readonly string[] = OWN_KEYS;
  const left = schema['x-ox-late-default'] === true ? [...own, 'default'] : own;
  const entries = Object.entries(schema).filter(([key]) => !left.includes(key));
  return { ...Object.fromEntries(entries), ...children(schema), ...spelling(schema) };
}

function children(schema: JsonSchema): JsonSchema {
  return {
    ...(schema.items === undefined ? {} : { items: toStructural(schema.items) }),
    ...(schema.additionalProperties === undefined ? {} : { additionalProperties: toStructural(schema.additionalProperties) }),
    ...(schema.properties === undefined ? {} : { properties: structuralProperties(schema.properties) }),
  };
}

function structuralProperties(properties: NonNullable<JsonSchema['properties']>): Readonly<Record<string, JsonSchema>> {
  return Object.fromEntries(
    Object.entries(properties)
      .filter(([, property]) => property['x-ox-manifests-only'] !== true)
      .map(([name, property]) => [name, toStructural(property)]),
  );
}

function spelling({ type, maximum = 0, pattern }: JsonSchema): JsonSchema {
  return {
    ...(type === 'integer' ? { format: maximum > 2_147_483_647 ? 'int64' : 'int32' } : {}),
    ...(pattern === undefined ? {} : { pattern: pattern.replaceAll('\\/', '/') }),
  };
}
