import type { JsonSchema } from './json-schema.ts';

/** The schema with the default of each field told in its description: `kubectl explain` shows nothing else of a default. */
export function withSpokenDefaults(schema: JsonSchema): JsonSchema {
  const { description = '', items, properties } = schema;
  const spoken = spokenDefault(schema);
  return {
    ...schema,
    ...(spoken === undefined || description.includes('Default') ? {} : { description: `${description} ${spoken}` }),
    ...(items === undefined ? {} : { items: withSpokenDefaults(items) }),
    ...(properties === undefined ? {} : { properties: mapValues(properties, withSpokenDefaults) }),
  };
}

/** Of plain values only; an empty text means something else for each field, which its description tells. */
function spokenDefault({ default: fallback }: JsonSchema): string | undefined {
  if (typeof fallback !== 'string')
    return typeof fallback === 'number' || typeof fallback === 'boolean' ? `Default: ${fallback}.` : undefined;
  return fallback === '' ? undefined : `Default: ${fallback}.`;
}

function mapValues<Value>(object: Readonly<Record<string, Value>>, change: (value: Value) => Value): Readonly<Record<string, Value>> {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value)]));
}
