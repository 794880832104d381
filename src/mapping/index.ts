export { rightsConflict, SHIPPED_ACCESS_PROFILES } from './access-profiles.ts';
export {
  type AccountLogin,
  type AccountLoginFacts,
  type AccountLoginTemplate,
  expandAccountLogin,
  parseAccountLoginTemplate,
} from './account-login.ts';
export { compileMapping } from './compile-mapping.ts';
export type { CompiledMapping } from './compiled-mapping.ts';
export { editOverrides, namesInOverrides, type OverrideEdit, type Overrides } from './edit-overrides.ts';
export { CREATE_ONLY_USER_FIELDS, findField, oldNameOf } from './field-names.ts';
export type { FieldRow } from './field-row.ts';
export { type DeputyGrant, type MappedDeputies, mapDeputies } from './map-deputies.ts';
export { type MappedFunctionalAccount, mapFunctionalAccount } from './map-functional-account.ts';
export { type MappedGroup, mapGroup } from './map-group.ts';
export { type MappedUser, mapUser, type Origins } from './map-user.ts';
export type { MappingSettings, Preset } from './mapping-settings.ts';
export { type DecidedBy, mappingTable, type TableField } from './mapping-table.ts';
export { type ModulePermission, modulePermissions } from './module-permissions.ts';
export { attributesNeeded, binaryAttributes } from './needed-attributes.ts';
export { accountOrigin, groupOrigin, originText, userOrigin } from './origin-text.ts';
export { defaultFilter, type EntryKind, PRESETS, type QueryKind } from './preset.ts';
