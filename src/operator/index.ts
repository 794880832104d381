export { Operator, type OperatorOptions } from './operator.ts';
export type { OperatorLog } from './operator-log.ts';
