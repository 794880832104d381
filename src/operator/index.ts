export { checkDirectories } from './check-directories.ts';
export { type Deed, deedOf } from './deed.ts';
export type { PollObserver, PollReport } from './observed-source.ts';
export { Operator, type OperatorOptions } from './operator.ts';
export type { OperatorLog } from './operator-log.ts';
export { heldDeletions, operatorSummary } from './operator-summary.ts';
export { createLogger, PinoLog } from './pino-log.ts';
export { type AlonePlanOptions, explainAlone, planAlone } from './plan-alone.ts';
export { sourceFactory } from './source-factory.ts';
