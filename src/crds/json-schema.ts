import { z } from 'zod';

/** The part of OpenAPI v3 that our schemas use. */
export interface JsonSchema {
  readonly type?: 'object' | 'array' | 'string' | 'integer' | 'boolean';
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly format?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly maxProperties?: number;
  readonly items?: JsonSchema;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: JsonSchema;
  readonly required?: readonly string[];
  readonly 'x-kubernetes-list-type'?: 'set' | 'map' | 'atomic';
  readonly 'x-kubernetes-validations'?: readonly ValidationRule[];
  readonly 'x-ox-expected'?: string;
  readonly 'x-ox-late-default'?: boolean;
  readonly 'x-ox-manifests-only'?: boolean;
}

export interface ValidationRule {
  readonly rule: string;
  readonly message: string;
}

/** A zod schema as OpenAPI, our own keys still in it. What comes in counts: a field with a default may be left out. */
export function toJsonSchema(schema: z.ZodType): JsonSchema {
  return z.toJSONSchema(schema, { target: 'openapi-3.0', io: 'input' }) as JsonSchema;
}

/** The schema of what stands at `path`, or `undefined` where nothing is declared. */
export function schemaAt(schema: JsonSchema, path: readonly PropertyKey[]): JsonSchema | undefined {
  let node: JsonSchema | undefined = schema;
  for (const step of path) {
    if (node === undefined) return undefined;
    const properties: JsonSchema['properties'] = node.properties ?? {};
    const name = String(step);
    node = Object.hasOwn(properties, name) ? properties[name] : (node.items ?? node.additionalProperties);
  }
  return node;
}
