export { ApiResourceStore, type ApiResourceStoreOptions } from './api-resource-store.ts';
export { type Condition, type ConditionState, conditionsOf, nextConditions, type Progress, progressConditions } from './conditions.ts';
export type { ValidateSpec } from './folder-manifest.ts';
export { FolderResourceStore, type FolderStoreOptions } from './folder-resource-store.ts';
export * from './resource-store.ts';
export type { StoreLog } from './store-log.ts';
