export { OLD_SETTINGS } from './directory-defaults.ts';
export { OPERATOR_SETTINGS } from './operator-settings.ts';
export { readDefaults, readSettings, type Settings } from './settings.ts';
export { type ToldSetting, tellSettings } from './tell-settings.ts';
export type { ListenAddress, LogLevel } from './value-schemas.ts';
