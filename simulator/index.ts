export type { CallDescription, CallMatch } from './call-description.ts';
export { applyEdit, type Edit } from './edits.ts';
export { type ActiveFaultRule, FAULT_KINDS, type FaultKind, type FaultRule, FaultRules, type Injection } from './faults.ts';
export { InProcessGateway, type InProcessGatewayOptions } from './in-process-gateway.ts';
export { type Effect, type Intercept, lostCall } from './in-process-port.ts';
export { StaleReads, type StaleReadsRule } from './stale-reads.ts';
export * from './state/index.ts';
