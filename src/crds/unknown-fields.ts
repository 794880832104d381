import type { JsonSchema } from './json-schema.ts';
import { isPlainObject } from './plain-object.ts';

/** One line per field that the schema does not know: most likely a typo, and an API server would drop it. */
export function unknownFields(value: unknown, schema: JsonSchema, path: string): string[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => unknownBelow(item, schema.items, `${path}.${index}`));
  if (!isPlainObject(value)) return [];
  return Object.entries(value).flatMap(([name, child]) => {
    const { properties } = schema;
    if (properties === undefined) return unknownBelow(child, schema.additionalProperties, `${path}.${name}`);
    if (Object.hasOwn(properties, name)) return unknownBelow(child, properties[name], `${path}.${name}`);
    return [`${path}.${name}: unknown field, expected one of ${Object.keys(properties).join(', ')}`];
  });
}

function unknownBelow(value: unknown, schema: JsonSchema | undefined, path: string): string[] {
  return schema === undefined ? [] : unknownFields(value, schema, path);
}
