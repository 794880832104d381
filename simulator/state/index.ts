export type { ContextState, StoredContext, StoredUser } from './context-state.ts';
export { ACCESS_OF_GUESTS } from './module-access.ts';
export type { ArgumentsOf, OxServices, ResultOf, ServiceName } from './operations.ts';
export type * from './ox-data.ts';
export { ExceptionIdCounter, type FaultCode, OxFault } from './ox-fault.ts';
export { CONNECTOR_READY, OX_DEFAULTS, type OxSettings, parseSetting, SETTING_NAMES } from './ox-settings.ts';
export { DEFAULT_MASTER, isWrite, OxSimulation } from './ox-simulation.ts';
