import { API_GROUP, API_VERSION, type CustomResource } from './custom-resource.ts';
import { type JsonSchema, toJsonSchema } from './json-schema.ts';
import { withSpokenDefaults } from './spoken-defaults.ts';
import { toStructural } from './structural-schema.ts';

/** The CustomResourceDefinition of a kind, as plain data ready to be written as YAML. */
export function crdManifest(resource: CustomResource): Readonly<Record<string, unknown>> {
  const { kind, plural, shortName } = resource;
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.${API_GROUP}` },
    spec: {
      group: API_GROUP,
      names: { kind, listKind: `${kind}List`, plural, singular: kind.toLowerCase(), shortNames: [shortName], categories: ['ox'] },
      scope: 'Namespaced',
      versions: [version(resource)],
    },
  };
}

function version(resource: CustomResource): Readonly<Record<string, unknown>> {
  return {
    name: API_VERSION,
    served: true,
    storage: true,
    subresources: { status: {} },
    additionalPrinterColumns: resource.columns,
    selectableFields: resource.selectableFields.map((jsonPath) => ({ jsonPath })),
    schema: { openAPIV3Schema: withSpokenDefaults(resourceSchema(resource)) },
  };
}

/** The schema of a whole resource: what the API server checks. */
export function resourceSchema(resource: CustomResource): JsonSchema {
  return {
    type: 'object',
    description: resource.description,
    required: ['spec'],
    properties: {
      apiVersion: { type: 'string', description: `Always ${API_GROUP}/${API_VERSION}.` },
      kind: { type: 'string', description: `Always ${resource.kind}.` },
      metadata: { type: 'object' },
      spec: withImmutableFields(toStructural(toJsonSchema(resource.spec)), resource.immutable),
      status: toStructural(toJsonSchema(resource.status)),
    },
  };
}

/** A transition rule per field: the API server compares with the stored object. */
function withImmutableFields(spec: JsonSchema, immutable: Readonly<Record<string, string>>): JsonSchema {
  const properties = Object.fromEntries(
    Object.entries(spec.properties ?? {}).map(([name, property]) => [name, withTransitionRule(property, immutable[name])]),
  );
  return { ...spec, properties };
}

function withTransitionRule(property: JsonSchema, message: string | undefined): JsonSchema {
  if (message === undefined) return property;
  return {
    ...property,
    'x-kubernetes-validations': [...(property['x-kubernetes-validations'] ?? []), { rule: 'self == oldSelf', message }],
  };
}
