import { parse } from 'yaml';
import { CUSTOM_RESOURCES, type JsonSchema, resourceSchema } from '../../src/crds/index.ts';
import { type CrdFacts, type CrdSnapshot, incompatibilities } from './crd-compatibility.ts';

const header = '# What users of the custom resources rely on, kept by "npm run generate". Never mended by hand.\n';

/** The snapshot as it should be now. @throws Error when that would break what users rely on, one line per break. */
export function crdSnapshotFile(current: string): string {
  const now = crdSnapshot();
  const breaks = incompatibilities(parseCrdSnapshot(current), now);
  if (breaks.length > 0) {
    throw new Error(
      `an incompatible change of the custom resources: ${breaks.join('; ')}. If it must be, remove the file, generate it anew, and tell users in CHANGELOG.md`,
    );
  }
  return (
    header +
    Object.entries(now)
      .map(([place, facts]) => `${place}: ${JSON.stringify(facts)}\n`)
      .join('')
  );
}

export function parseCrdSnapshot(text: string): CrdSnapshot {
  return (parse(text) ?? {}) as CrdSnapshot;
}

/** What users rely on today. */
export function crdSnapshot(): CrdSnapshot {
  const entries = Object.values(CUSTOM_RESOURCES).flatMap((resource): [string, CrdFacts][] => {
    const { kind, plural, shortName, columns, selectableFields } = resource;
    const { spec, status } = resourceSchema(resource).properties ?? {};
    return [
      [kind, { plural, shortName, columns: columns.map(({ name }) => name), selectableFields }],
      ...factsWithin(spec, `${kind}.spec`, true),
      ...factsWithin(status, `${kind}.status`, false),
    ];
  });
  return Object.fromEntries(entries);
}

function factsWithin(schema: JsonSchema | undefined, place: string, isRequired: boolean): [string, CrdFacts][] {
  if (schema === undefined) return [];
  const { properties = {}, required = [], items, additionalProperties } = schema;
  return [
    [place, factsOf(schema, isRequired)],
    ...Object.entries(properties).flatMap(([name, property]) => factsWithin(property, `${place}.${name}`, required.includes(name))),
    ...factsWithin(items, `${place}[]`, false),
    ...factsWithin(additionalProperties, `${place}{}`, false),
  ];
}

function factsOf(schema: JsonSchema, required: boolean): CrdFacts {
  const { type, format, pattern, default: fallback, minimum, maximum, minLength, maxLength, minItems, maxItems, maxProperties } = schema;
  const rules = schema['x-kubernetes-validations']?.map(({ rule }) => rule);
  const bounds = { minimum, maximum, minLength, maxLength, minItems, maxItems, maxProperties };
  const listType = schema['x-kubernetes-list-type'];
  return { type, format, pattern, listType, default: fallback, ...(required ? { required } : {}), enum: schema.enum, ...bounds, rules };
}
