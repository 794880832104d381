import { parseSpec, type ResourceSpec } from '../crds/index.ts';
import type { Resource } from '../kube/index.ts';
import type { Inhabitant, Wish } from './inhabitant-reconciler.ts';

/** OXResource: rooms and devices. */
export const RESOURCE_INHABITANT: Inhabitant<ResourceSpec> = {
  resourceKind: 'OXResource',
  kind: 'Resource',
  parse: (raw) => parseSpec('OXResource', raw),
  forget: () => undefined,
  statusOf: () => ({}),
  wish({ metadata }: Resource, spec: ResourceSpec, contextId: number): Wish {
    const name = spec.resourceName ?? metadata.name;
    const fields = { displayname: spec.displayName ?? name, description: spec.description, email: spec.email };
    return { desired: { kind: 'Resource', owner: '', sourceId: metadata.uid, contextId, name, fields } };
  },
};
