import type { CachedObject, Member } from '../cache/index.ts';
import type { AppliedRecord, Kind, Reason } from '../model/index.ts';
import type { Mode } from './owner-policy.ts';

/** What must be there before an object can be written. */
export type Dependency =
  /** The context exists and its admin can work; optional: if there is such a context at all. */
  | { readonly type: 'context'; readonly contextId: number; readonly isOptional?: boolean }
  | { readonly type: 'accessProfile'; readonly name: string }
  /** Nobody else has, or came first with, the name in this context. */
  | { readonly type: 'freeName' }
  /** Every member had its turn. */
  | { readonly type: 'members' }
  /** Nothing of ours lives in the context any more. */
  | { readonly type: 'emptyContext'; readonly contextId: number }
  /** The user whose source entry this object comes from lives in the object's context. */
  | { readonly type: 'sourceUser' };

/** One planned SOAP write, as data. */
export interface Operation {
  /** create, change, changeRights, delete, verify … */
  readonly type: string;
}

export type Plan<O extends Operation> =
  | {
      readonly type: 'operations';
      readonly operations: readonly O[];
      /** What is still missing when they are done. */
      readonly pending?: Unfinished | undefined;
      /** They are only the first steps: from where they lead to, it is planned again. */
      readonly again?: boolean | undefined;
    }
  /** The plan itself finds the object wrong; nothing is sent. */
  | { readonly type: 'refused'; readonly reason: Reason; readonly message: string };

/** The object is written as far as possible and waits to be completed. */
export interface Unfinished {
  readonly reason: Reason;
  readonly message: string;
  readonly waitingFor: string;
}

/** What comes before a deletion: the object is made useless, and then waits. */
export interface Stage extends Unfinished {
  /** When it goes on, in milliseconds since 1970; 0: never by itself. */
  readonly until: number;
}

/** An object with what the cache knows around it. */
export interface Subject {
  readonly object: CachedObject;
  /** Of groups, functional accounts and deputy permissions; with what they should be for accounts only. */
  readonly members: readonly Member[];
  /** CreateOnly: what is there already is left as it is. */
  readonly mode: Mode;
  /** Of an object that is wanted no more: it is disabled, and not deleted yet. */
  readonly stage?: Stage | undefined;
}

/** Whether what was found belongs to another object. */
export type IsAnothers = (found: AppliedRecord) => boolean;

/**
 * The knowledge of one kind. `observe` and `apply` make SOAP calls, the rest is pure. A controller does not know where an object came
 * from, whether its plan will be carried out, or what happens after an error: it rejects with an `OxError` and the engine decides.
 */
export interface ObjectController<O extends Operation = Operation> {
  readonly kind: Kind;
  dependencies(subject: Subject): readonly Dependency[];
  /** Whether the applied record is not enough to plan upon: nothing is known, or the write needs a look first. */
  mustObserve(subject: Subject): boolean;
  /**
   * What OX holds, in the form of an applied record; `undefined` when the object is not there. Where it is looked for in several places,
   * what `isAnothers` is passed over.
   */
  observe(subject: Subject, isAnothers?: IsAnothers): Promise<AppliedRecord | undefined>;
  /** Everything of the kind that a context holds, piece by piece, in the form of applied records. Reads only, in bulk. With `ids`
   * these are enough. */
  survey?(contextId: number, ids?: readonly number[]): AsyncIterable<readonly AppliedRecord[]>;
  /** A record of a survey as what is known of an object: what OX does not tell is as we wrote it. Pure. */
  recognise?(record: AppliedRecord, subject: Subject): AppliedRecord;
  /** Reads what a survey leaves out and a plan rests upon. */
  complete?(subject: Subject, baseline: AppliedRecord): Promise<AppliedRecord>;
  /** Names of the fields in which what there is differs from what should be. Pure. */
  differences?(subject: Subject, baseline: AppliedRecord): readonly string[];
  /** Ids of members whom OX does not know any more: asked when it refused a write because a user is missing. */
  lostMembers?(subject: Subject): Promise<readonly number[]>;
  /** From `baseline` (applied or observed) to what is desired. No operations: nothing to do. */
  plan(subject: Subject, baseline: AppliedRecord | undefined): Plan<O>;
  /** Carries one operation out. Resolves to the baseline after it; `undefined`: the object is gone from OX. */
  apply(operation: O, subject: Subject, baseline: AppliedRecord | undefined): Promise<AppliedRecord | undefined>;
}
