import { resourceSchema } from './crd-manifest.ts';
import { CUSTOM_RESOURCES, type CustomResourceKind } from './custom-resources.ts';
import type { JsonSchema } from './json-schema.ts';

/**
 * What the definition of a kind that an API server serves lacks of ours, as paths of fields (`spec.users.mode`) and of values that it would
 * refuse (`spec.users.mode: Observe`). Empty for one that is newer. Whoever has an older one loses what is missing there.
 */
export function missingFields(kind: CustomResourceKind, served: JsonSchema): string[] {
  const { spec, status } = resourceSchema(CUSTOM_RESOURCES[kind]).properties ?? {};
  const { spec: servedSpec, status: servedStatus } = served.properties ?? {};
  return [...missingIn(spec, servedSpec, 'spec'), ...missingIn(status, servedStatus, 'status')];
}

function missingIn(ours: JsonSchema | undefined, served: JsonSchema | undefined, path: string): string[] {
  if (ours === undefined) return [];
  if (served === undefined) return [path];
  return [
    ...missingValues(ours, served).map((value) => `${path}: ${value}`),
    ...Object.entries(ours.properties ?? {}).flatMap(([name, property]) =>
      missingIn(property, served.properties?.[name], `${path}.${name}`),
    ),
    ...missingIn(ours.items, served.items, `${path}[]`),
    ...missingIn(ours.additionalProperties, served.additionalProperties, `${path}.*`),
  ];
}

function missingValues(ours: JsonSchema, served: JsonSchema): string[] {
  const allowed = served.enum;
  return allowed === undefined ? [] : (ours.enum ?? []).filter((value) => !allowed.includes(value)).map(String);
}
