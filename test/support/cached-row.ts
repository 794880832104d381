import type { CachedObject } from '../../src/cache/index.ts';
import type { Kind } from '../../src/model/index.ts';

/** A row of the cache in a state; `applied`: it is in OX. */
export function row(kind: Kind, changes: Partial<CachedObject> = {}): CachedObject {
  const desired = { kind, owner: '', sourceId: 'id', contextId: 10, name: 'example', fields: {} };
  return { ...BLANK, kind, name: 'example', desired, ...changes };
}

const BLANK = {
  id: 1,
  owner: '',
  sourceId: 'id',
  partition: 0,
  state: 'pending',
  attempts: 0,
  nextAt: 0,
  applied: undefined,
  lookFirst: false,
  hasOtherLed: false,
  attemptedIn: undefined,
  attemptedName: undefined,
  formerPlaces: [],
  lastDesired: undefined,
  revision: 1,
  contextId: 10,
  reason: undefined,
  message: undefined,
  changedAt: 0,
  priority: 0,
  leaving: undefined,
  verdict: undefined,
} as const;
