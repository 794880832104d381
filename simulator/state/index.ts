export { type ContextState, DEFAULT_GROUP_ID, type StoredContext, type StoredGroup, type StoredUser } from './context-state.ts';
export type { Installation } from './installation.ts';
export { ACCESS_OF_GUESTS } from './module-access.ts';
export type { ArgumentsOf, ContextOperations, GroupOperations, OxServices, ResultOf, ServiceName, UserOperations } from './operations.ts';
export type * from './ox-data.ts';
export { ExceptionIdCounter, type ExceptionIds, type ExceptionName, type FaultCode, OxFault } from './ox-fault.ts';
export { CONNECTOR_READY, OX_DEFAULTS, type OxSettings, parseSetting, SETTING_NAMES } from './ox-settings.ts';
export { DEFAULT_MASTER, isWrite, OxSimulation, type OxSimulationOptions, OxSnapshot } from './ox-simulation.ts';
