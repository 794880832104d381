export { classifyFault, type FaultContext, type SoapFault } from './fault-table.ts';
export * from './ox-error.ts';
export * from './ox-gateway.ts';
export { readInChunks } from './read-in-chunks.ts';
export type { CallObserver, ObservedCall } from './service-port.ts';
export { SoapOxGateway, type SoapOxGatewayOptions } from './soap-gateway.ts';
