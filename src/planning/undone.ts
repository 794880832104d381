import type { Cache, ListedObject, ObjectState } from '../cache/index.ts';
import { type Engine, fateOf, type OwnerPolicy } from '../engine/index.ts';
import { remedyFor } from '../model/index.ts';
import type { PlannedWait } from './plan.ts';

interface Circumstances {
  readonly cache: Cache;
  readonly policyOf: (owner: string) => OwnerPolicy;
  readonly engine: Pick<Engine, 'haltedOwners' | 'suspendedOwners'>;
}

export interface Undone {
  /** Row id. */
  readonly id: number;
  /** Nothing but mode Observe is known to keep it. */
  readonly isObserved: boolean;
  readonly wait: PlannedWait;
}

const STATES: readonly ObjectState[] = ['pending', 'waiting', 'backingOff', 'parked', 'halted', 'discarded'];
const REFUSED: ReadonlySet<string> = new Set(['parked', 'halted', 'discarded']);

const PAGE = 1_000;

/** What is left undone when all that can be done is done, and why. */
export function undoneOf(circumstances: Circumstances): Undone[] {
  const { cache, policyOf } = circumstances;
  const found: Undone[] = [];
  let after: number | undefined = 0;
  while (after !== undefined) {
    const page = cache.list.page({ states: STATES }, PAGE, after);
    for (const object of page.items) {
      const isObserved = object.reason === 'Observing' && policyOf(object.owner).modeOf(object.kind) === 'Observe';
      found.push({ id: object.id, isObserved, wait: waitOf(object, circumstances) });
    }
    after = page.next;
  }
  return found;
}

/** The same with what keeps it still where its mode would not. */
export function withoutMode(wait: PlannedWait, { reason, message }: ListedObject): PlannedWait {
  return reason === null || reason === 'Observing' ? wait : { ...wait, message: `${wait.message}; else it would be ${reason}: ${message}` };
}

/** Nothing happens to it before somebody changes something. */
export function isRefused({ state }: PlannedWait): boolean {
  return REFUSED.has(state);
}

function waitOf(object: ListedObject, circumstances: Circumstances): PlannedWait {
  const { kind, name, contextId, sourceId, owner, state } = object;
  const reason = state === 'pending' ? whyPending(object, circumstances.engine) : (object.reason ?? 'Progressing');
  const message = (state === 'pending' ? PENDING[reason] : object.message) ?? '';
  const remedy = remedyFor(reason);
  const told = { reason, message, ...(remedy === undefined ? {} : { remedy }), ...endOf(object, circumstances) };
  return { kind, name, contextId, sourceId, directory: owner, state, ...told };
}

function endOf({ id, reason, nextAt }: ListedObject, { cache, policyOf }: Circumstances): Pick<PlannedWait, 'fate' | 'deleteTime'> {
  if (reason === 'Disabled') return nextAt === 0 ? {} : { deleteTime: new Date(nextAt).toISOString() };
  if (reason !== 'DeletionsHeld' && reason !== 'Observing') return {};
  const { leaving, owner, kind } = cache.objects.load(id) ?? {};
  return leaving === undefined || owner === undefined || kind === undefined
    ? {}
    : { fate: fateOf(leaving, policyOf(owner).deletionOf(kind)) };
}

const PENDING: Readonly<Record<string, string>> = {
  Halted: 'its directory stands still at a faulty object',
  Suspended: 'its directory is suspended',
  WaitingForContext: 'waits until its context is set up',
};

/** Nothing was begun of it although everything else was done. */
function whyPending({ owner }: ListedObject, engine: Circumstances['engine']): 'Halted' | 'Suspended' | 'WaitingForContext' {
  if (engine.haltedOwners.has(owner)) return 'Halted';
  return engine.suspendedOwners.has(owner) ? 'Suspended' : 'WaitingForContext';
}
