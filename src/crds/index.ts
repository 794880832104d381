export type { ContextSpec, ContextStatus } from './context-resource.ts';
export { crdManifest, resourceSchema } from './crd-manifest.ts';
export { API_GROUP, API_VERSION } from './custom-resource.ts';
export { CUSTOM_RESOURCES, type CustomResourceKind } from './custom-resources.ts';
export type { DirectorySpec } from './directory-resource.ts';
export type { DirectoryStatus } from './directory-status.ts';
export { parseDuration } from './duration.ts';
export type { JsonSchema } from './json-schema.ts';
export { parseSpec } from './parse-spec.ts';
