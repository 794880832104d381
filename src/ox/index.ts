export { classifyFault, type FaultContext, type SoapFault } from './fault-table.ts';
export * from './ox-error.ts';
export * from './ox-gateway.ts';
