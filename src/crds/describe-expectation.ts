import type { JsonSchema } from './json-schema.ts';

/** What a schema wants, in words: `a number from 1 to 100`, `one of Delete, Orphan`. */
export function describeExpectation(schema: JsonSchema): string {
  if (schema['x-ox-expected'] !== undefined) return schema['x-ox-expected'];
  if (schema.enum !== undefined) return `one of ${schema.enum.map(spoken).join(', ')}`;
  if (schema.properties !== undefined) return `an object with ${Object.keys(schema.properties).join(', ')}`;
  if (schema.type === undefined) return 'something else';
  return byType[schema.type](schema);
}

function spoken(value: unknown): string {
  return value === '' ? 'nothing' : String(value);
}

const byType: Readonly<Record<NonNullable<JsonSchema['type']>, (schema: JsonSchema) => string>> = {
  integer: ({ minimum, maximum }) => `a number from ${minimum} to ${maximum}`,
  boolean: () => 'true or false',
  string: ({ minLength = 0, maxLength }) => `a text of ${minLength === 0 ? 'at most' : `${minLength} to`} ${maxLength} characters`,
  array: ({ minItems = 0, maxItems }) => `a list of ${minItems} to ${maxItems} items`,
  object: () => 'an object with a value for each name',
};
