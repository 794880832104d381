import type { Cache, CachedObject, DriftedObject } from '../cache/index.ts';
import type { ConditionState } from '../kube/index.ts';

/** What the last comparison with OX found. */
export interface DriftView {
  readonly total: number;
  /** The first of them. */
  readonly first: readonly DriftedObject[];
}

/** As many objects as a condition names. */
const NAMED = 10;

/** Of what an OXDirectory feeds, or of everything that custom resources describe (an empty owner). `undefined`: nobody has looked. */
export function driftView(owner: string, cache: Cache): DriftView | undefined {
  if (cache.drift.lastCheck(owner)?.isDone !== true) return undefined;
  return { total: cache.drift.count(owner), first: cache.drift.list(owner, NAMED) };
}

/** Of one custom resource. */
export function driftOfRow(row: CachedObject | undefined, cache: Cache): DriftView | undefined {
  if (row === undefined || cache.drift.lastCheck('')?.isDone !== true) return undefined;
  const found = cache.drift.of(row.id);
  return { total: found === undefined ? 0 : 1, first: found === undefined ? [] : [found] };
}

/** The condition DriftDetected. Pure. */
export function driftCondition(view: DriftView | undefined): ConditionState[] {
  if (view === undefined) return [];
  if (view.total === 0) return [{ type: 'DriftDetected', status: 'False', reason: 'Settled', message: 'OX has what was written' }];
  const more = view.total - view.first.length;
  const names = `${view.first.map(nameDrifted).join('; ')}${more > 0 ? `; and ${more} more` : ''}`;
  return [{ type: 'DriftDetected', status: 'True', reason: 'DriftDetected', message: `not in OX as written: ${names}` }];
}

/** `User anna (company, note)`. */
export function nameDrifted({ kind, name, fields, isGone }: Pick<DriftedObject, 'kind' | 'name' | 'fields' | 'isGone'>): string {
  return `${kind} ${name} (${isGone ? 'gone' : fields.join(', ')})`;
}
