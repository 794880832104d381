import { describe, expect, it } from 'vitest';
import { CUSTOM_RESOURCES, type CustomResourceKind, type JsonSchema, missingFields, resourceSchema } from '../../src/crds/index.ts';

const kinds = Object.keys(CUSTOM_RESOURCES) as CustomResourceKind[];

/** Our definition of OXDirectory as another version has it. */
function directoryWith(change: (schema: { properties: { spec: Record<string, unknown> } }) => void): JsonSchema {
  const schema = structuredClone(resourceSchema(CUSTOM_RESOURCES.OXDirectory)) as unknown as {
    properties: { spec: Record<string, unknown> };
  };
  change(schema);
  return schema;
}

function propertiesOf(schema: unknown): Record<string, Record<string, unknown>> {
  return (schema as { properties: Record<string, Record<string, unknown>> }).properties;
}

describe('a definition that the API server serves', () => {
  it.each(kinds)('of %s lacks nothing when it is ours', (kind) => {
    expect(missingFields(kind, resourceSchema(CUSTOM_RESOURCES[kind]))).toEqual([]);
  });

  it('lacks nothing when it is newer', () => {
    const newer = directoryWith(({ properties: { spec } }) => {
      propertiesOf(spec).invented = { type: 'string' };
    });
    expect(missingFields('OXDirectory', newer)).toEqual([]);
  });

  it('lacks a field, a field of a field, what a list holds, and a value, each by its path', () => {
    const older = directoryWith(({ properties: { spec } }) => {
      const fields = propertiesOf(spec);
      delete fields.deputyPermissions;
      delete propertiesOf(fields.groups).nested;
      propertiesOf(fields.users).mode = { type: 'string', enum: ['Enforce'] };
    });
    expect(missingFields('OXDirectory', older).sort()).toEqual([
      'spec.deputyPermissions',
      'spec.groups.nested',
      'spec.users.mode: CreateOnly',
      'spec.users.mode: Observe',
    ]);
    expect(missingFields('OXDirectory', { type: 'object' })).toEqual(['spec', 'status']);
  });
});
