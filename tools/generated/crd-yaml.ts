import { stringify } from 'yaml';
import { CUSTOM_RESOURCES, type CustomResourceKind, crdManifest } from '../../src/crds/index.ts';

const header = '# Generated from src/crds by "npm run generate". Do not edit.\n---\n';

/** The CustomResourceDefinition of a kind as it is applied to a cluster. */
export function crdYaml(kind: CustomResourceKind): string {
  const manifest = crdManifest(CUSTOM_RESOURCES[kind]);
  return header + stringify(manifest, { sortMapEntries: true, lineWidth: 120, aliasDuplicateObjects: false });
}
