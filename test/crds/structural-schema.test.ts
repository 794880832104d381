import { describe, expect, it } from 'vitest';
import { CUSTOM_RESOURCES, crdManifest, type JsonSchema, resourceSchema } from '../../src/crds/index.ts';

const schemas = Object.values(CUSTOM_RESOURCES).map((resource) => [resource.kind, resourceSchema(resource)] as const);

/** Every schema within a schema, with its place. */
function* walk(schema: JsonSchema, place: string): Generator<readonly [string, JsonSchema]> {
  yield [place, schema];
  for (const [name, property] of Object.entries(schema.properties ?? {})) yield* walk(property, `${place}.${name}`);
  if (schema.items !== undefined) yield* walk(schema.items, `${place}[]`);
  if (schema.additionalProperties !== undefined) yield* walk(schema.additionalProperties, `${place}{}`);
}

/** The places of a schema of which something is said that should not be. */
function places(schema: JsonSchema, isWrong: (schema: JsonSchema) => boolean): string[] {
  return [...walk(schema, '')].filter(([place, node]) => place !== '.metadata' && isWrong(node)).map(([place]) => place);
}

describe.each(schemas)('the schema of %s', (_kind, schema) => {
  it('gives every value exactly one type, without unions', () => {
    expect(places(schema, (node) => node.type === undefined || 'oneOf' in node || 'anyOf' in node || 'allOf' in node)).toEqual([]);
  });

  it('names the fields of an object or the type of its values, not both', () => {
    const isWrong = (node: JsonSchema): boolean => node.properties !== undefined && 'additionalProperties' in node;
    expect(places(schema, isWrong)).toEqual([]);
  });

  it('describes every field', () => {
    expect(places(schema, (node) => (node.description ?? '').length < 8)).toEqual([]);
  });

  it('bounds every text, list, map and number', () => {
    const isUnbounded = (node: JsonSchema): boolean =>
      (node.type === 'string' && node.maxLength === undefined && node.enum === undefined && node.format !== 'date-time') ||
      (node.type === 'array' && node.maxItems === undefined) ||
      (node.additionalProperties !== undefined && node.maxProperties === undefined) ||
      (node.type === 'integer' && (node.minimum === undefined || node.maximum === undefined || node.format === undefined));
    expect(places(schema, isUnbounded)).toEqual(['.apiVersion', '.kind']);
  });

  it('keeps marks of our own to us', () => {
    expect(JSON.stringify(schema)).not.toContain('x-ox-');
  });

  it('uses only patterns that the API server can read', () => {
    expect(places(schema, (node) => /\(\?[=!<]/.test(node.pattern ?? ''))).toEqual([]);
  });

  it('holds no floating-point number and no value that may be null', () => {
    expect(JSON.stringify(schema)).not.toMatch(/"type":"number"|"nullable"/);
  });
});

describe('a CustomResourceDefinition', () => {
  it('is namespaced, has a status of its own and belongs to the category ox', () => {
    expect(crdManifest(CUSTOM_RESOURCES.OXContext)).toMatchObject({
      metadata: { name: 'oxcontexts.ox-operator.dev' },
      spec: {
        scope: 'Namespaced',
        names: { kind: 'OXContext', shortNames: ['oxctx'], categories: ['ox'] },
        versions: [{ name: 'v1alpha1', served: true, storage: true, subresources: { status: {} } }],
      },
    });
  });

  it('tells the API server to leave open what a setting of the operator may fill in', () => {
    const { userDefaults, errorPolicy } = resourceSchema(CUSTOM_RESOURCES.OXDirectory).properties!.spec!.properties!;
    expect(errorPolicy).not.toHaveProperty('default');
    expect(userDefaults!.properties!.language).not.toHaveProperty('default');
    expect(userDefaults!.properties!.mailPersonal).toHaveProperty('default', 'Disabled');
  });

  it('does not know a file of the folder of manifests', () => {
    const { ldif } = resourceSchema(CUSTOM_RESOURCES.OXDirectory).properties!.spec!.properties!;
    expect(Object.keys(ldif!.properties!)).toEqual(['configMapRef']);
  });
});
