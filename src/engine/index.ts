export { type BackoffLimits, backoffDelay } from './backoff.ts';
export { type Deed, describeDeed, type FieldChange, type Step, type Verb } from './deed.ts';
export { wakeKey } from './dependencies.ts';
export { type DirectoryEvent, type DirectoryPhase, nextPhase } from './directory-machine.ts';
export { Engine, type EngineOptions, type OutcomeReport } from './engine.ts';
export type { Dependency, ObjectController, Operation, Plan, Subject, Unfinished } from './object-controller.ts';
export type { Outage } from './outage-gate.ts';
export type { Outcome } from './outcome.ts';
export { type DeletionPolicy, ENFORCE, type Mode, type OwnerPolicy } from './owner-policy.ts';
