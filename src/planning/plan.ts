import type { FieldChange, Kind, Reason, Verb } from '../model/index.ts';

/**
 * `adopt`: it exists in OX and is taken over; nothing is written where it is right already. `disable`: it left, and loses rights and mail
 * before it is deleted, if it ever is.
 */
export type Action = Verb | 'adopt' | 'disable';

/** One write that would be made. */
export interface PlannedWrite {
  readonly operation: string;
  readonly verb: Verb;
  readonly contextId: number;
  readonly name: string;
  readonly changes: readonly PlannedChange[];
}

export interface PlannedChange extends FieldChange {
  /** Where the new value comes from: an attribute, a setting, a rule. */
  readonly origin?: string | undefined;
  /** Of a list of people, in the place of before and after: who comes and who goes. */
  readonly added?: readonly string[] | undefined;
  readonly removed?: readonly string[] | undefined;
}

interface Planned {
  readonly kind: Kind;
  readonly name: string;
  readonly contextId: number;
  readonly sourceId: string;
  /** The OXDirectory that feeds it; empty: a custom resource does. */
  readonly directory: string;
}

/** One object that would be written or taken over. */
export interface PlannedObject extends Planned {
  readonly action: Action;
  /** When one that is disabled is deleted, ISO 8601; absent: never. */
  readonly deleteTime?: string | undefined;
  /** In order. */
  readonly writes: readonly PlannedWrite[];
  /** There are so many that the changes of this one are not told; a plan of a part tells them. */
  readonly isCut?: true | undefined;
}

/** One object that is left as it is, and why. */
export interface PlannedWait extends Planned {
  readonly state: string;
  readonly reason: Reason;
  readonly message: string;
  /** What somebody may do about it. */
  readonly remedy?: string | undefined;
  /** Of one that is to leave OX and may not yet, in words: what becomes of it when it may. */
  readonly fate?: string | undefined;
  /** When one that is disabled is deleted, ISO 8601; absent: never. */
  readonly deleteTime?: string | undefined;
}

/** `held`: deletions that a person must approve; `disabled`: who left, and is deleted later or never; `waiting`: everything else that waits. */
export type CountedAction = Action | 'held' | 'disabled' | 'waiting' | 'refused' | 'observed';

/** How many objects of a kind in a context; zeros are there. */
export type PlanCount = { readonly kind: Kind; readonly contextId: number } & Readonly<Record<CountedAction, number>>;

/** What the deletion guard holds of a directory. */
export interface HeldSet {
  readonly directory: string;
  readonly count: number;
  /** The annotation of the OXDirectory that approves exactly these. */
  readonly approval: string;
}

/** A directory that cannot be read: what was read of it before counts. */
export interface PlanProblem {
  readonly directory: string;
  readonly reason: Reason;
  readonly message: string;
}

/** What would be done to OX now, and what would not and why. Times in milliseconds since 1970. */
export interface OxPlan {
  readonly madeAt: number;
  /** Names of all OXDirectories, those without anything to do included. */
  readonly directories: readonly string[];
  readonly problems: readonly PlanProblem[];
  /** In order of the first write. */
  readonly objects: readonly PlannedObject[];
  /** What would be done in addition if mode Observe were Enforce. */
  readonly observed: readonly PlannedObject[];
  /** For something else, for time, for an approval. */
  readonly waiting: readonly PlannedWait[];
  /** Deletions that are among those that wait. */
  readonly held: readonly HeldSet[];
  /** Parked or halting: nothing happens without a change. */
  readonly refused: readonly PlannedWait[];
  readonly counts: readonly PlanCount[];
  /** Of what mode Observe keeps from being done, by what would be done. */
  readonly observedCounts: readonly PlanCount[];
  /** Of the objects, without the observed ones. */
  readonly estimate: Estimate;
}

/** What carrying a plan out takes. */
export interface Estimate {
  readonly reads: number;
  readonly writes: number;
  readonly seconds: number;
  /** What was reckoned with, the longest first. */
  readonly calls: readonly EstimatedCalls[];
}

/** The calls of one operation. */
export interface EstimatedCalls {
  /** As in the metrics: `OXUserService.change`. */
  readonly operation: string;
  readonly count: number;
  /** Of each. */
  readonly ms: number;
  /** Over so many calls that was measured; 0: it is assumed. */
  readonly measured: number;
}

/** Whether there is anything to do. */
export function hasChanges({ objects, observed }: Pick<OxPlan, 'objects' | 'observed'>): boolean {
  return [...objects, ...observed].some(({ writes }) => writes.length > 0);
}
