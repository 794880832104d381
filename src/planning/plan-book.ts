import { type Deed, describeDeed, type OutcomeReport, type Step } from '../engine/index.ts';
import { isMeant, type PlanFilter } from './narrow.ts';
import { type MembersBefore, type NameOf, peopleChange } from './people-changes.ts';
import type { Action, PlannedChange, PlannedObject, PlannedWrite } from './plan.ts';

/** Where the value of a field comes from, if that can be told. */
export type OriginOf = (deed: Deed, field: string) => string | undefined;

interface PlanBookOptions {
  readonly originOf: OriginOf;
  readonly nameOf: NameOf;
  readonly membersBefore: MembersBefore;
  /** Whose changes are asked for. */
  readonly filter: PlanFilter;
}

/**
 * Of so many objects it is told what is written: more are a first load, of which nobody reads each field, and would take as much memory as
 * the operator itself.
 */
const MOST_TOLD = 10_000;

interface Page {
  readonly first: Omit<PlannedObject, 'action' | 'writes'>;
  readonly writes: PlannedWrite[];
  isAdopted: boolean;
  /** When it is deleted, in milliseconds since 1970; 0: never; `undefined`: it is not being disabled. */
  deleteAt: number | undefined;
  isCut: boolean;
}

/** Collects what a rehearsal does, object by object. */
export class PlanBook {
  private readonly options: PlanBookOptions;
  private readonly pages = new Map<number, Page>();
  private told = 0;

  constructor(options: PlanBookOptions) {
    this.options = options;
  }

  step(step: Step): void {
    const deed = describeDeed(step);
    const { operation, verb, contextId, name } = deed;
    const page = this.pageOf(step.subject.object);
    if (page.writes.length === 0) page.isCut = !this.hasRoomFor(page);
    page.writes.push({ operation, verb, contextId, name, changes: page.isCut ? [] : this.changesOf(step, deed) });
    page.deleteAt = step.subject.stage?.until;
  }

  private hasRoomFor({ first }: Page): boolean {
    if (!isMeant(first, this.options.filter) || this.told === MOST_TOLD) return false;
    this.told += 1;
    return true;
  }

  private changesOf(step: Step, deed: Deed): PlannedChange[] {
    return deed.changes.map((change) => {
      const origin = this.options.originOf(deed, change.field);
      const told = peopleChange(step, change.field, this.options) ?? change;
      return origin === undefined ? told : { ...told, origin };
    });
  }

  /** What was not known and is there afterwards without having been made was found. */
  outcome({ object, outcome }: OutcomeReport): void {
    const isFound =
      object.applied === undefined && object.attemptedIn === undefined && 'applied' in outcome && outcome.applied !== undefined;
    if (!isFound || this.pages.get(object.id)?.writes.some(({ verb }) => verb === 'create') === true) return;
    this.pageOf(object).isAdopted = true;
  }

  /** @param objectId row id */
  knows(objectId: number): boolean {
    return this.pages.has(objectId);
  }

  objects(): PlannedObject[] {
    return [...this.pages.values()].map(objectOf);
  }

  private pageOf({ id, kind, name, contextId, sourceId, owner }: OutcomeReport['object']): Page {
    const known = this.pages.get(id);
    if (known !== undefined) return known;
    const page = {
      first: { kind, name, contextId, sourceId, directory: owner },
      writes: [],
      isAdopted: false,
      deleteAt: undefined,
      isCut: false,
    };
    this.pages.set(id, page);
    return page;
  }
}

function objectOf({ first, writes, isAdopted, deleteAt, isCut }: Page): PlannedObject {
  const told = { writes, ...(isCut ? { isCut } : {}) };
  if (deleteAt === undefined) return { ...first, action: actionOf(writes, isAdopted), ...told };
  return { ...first, action: 'disable', ...(deleteAt === 0 ? {} : { deleteTime: new Date(deleteAt).toISOString() }), ...told };
}

/** What the writes come to: a move is more than the changes that come with it, an end is the end. */
function actionOf(writes: readonly PlannedWrite[], isAdopted: boolean): Action {
  if (isAdopted) return 'adopt';
  const verbs = writes.map(({ operation, verb }) => (operation === 'deleteRemains' ? 'move' : verb));
  if (writes.at(-1)?.operation === 'delete') return 'delete';
  return (['create', 'move', 'delete'] as const).find((verb) => verbs.includes(verb)) ?? 'change';
}
