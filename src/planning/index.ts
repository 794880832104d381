export { CallTimes } from './call-times.ts';
export type { Speed } from './estimate.ts';
export { narrowPlan, type PlanFilter } from './narrow.ts';
export {
  type Action,
  type Estimate,
  type HeldSet,
  hasChanges,
  type OxPlan,
  type PlanCount,
  type PlannedChange,
  type PlannedObject,
  type PlannedWait,
  type PlannedWrite,
  type PlanProblem,
} from './plan.ts';
export type { OriginOf } from './plan-book.ts';
export { PlanDesk } from './plan-desk.ts';
export { Rehearsal, type RehearsalOptions } from './rehearsal.ts';
