import type { OutcomeReport } from '../engine/index.ts';
import type { AppliedRecord, DesiredObject, FieldValue } from '../model/index.ts';

/** What an outcome changed in OX, in words for log, metrics and the demo. */
export interface Deed {
  readonly verb: 'created' | 'changed' | 'deleted';
  /** Names of the OX fields that a change wrote; `name` and `rights` beside them. Never their values. */
  readonly fields: readonly string[];
}

/** `undefined` when nothing was written. */
export function deedOf({ object, outcome }: OutcomeReport): Deed | undefined {
  if (!('operations' in outcome)) return undefined;
  const { operations } = outcome;
  if (operations.includes('create')) return { verb: 'created', fields: [] };
  if (operations.includes('delete')) return { verb: 'deleted', fields: [] };
  if (!operations.some((operation) => operation.startsWith('change'))) return undefined;
  const after = outcome.type === 'gone' ? undefined : outcome.applied;
  return { verb: 'changed', fields: changedFields(object.desired, object.applied, after) };
}

/** What we said of an object; OX may hold fields that nobody asked for. */
function changedFields(
  desired: DesiredObject | undefined,
  before: Partial<AppliedRecord> = {},
  after: Partial<AppliedRecord> = {},
): string[] {
  const { fields: old = {}, name, rights } = before;
  const names = new Set([...Object.keys(desired?.fields ?? {}), ...Object.keys(old)]);
  return [
    ...(isSame(name, after.name) ? [] : ['name']),
    ...[...names].filter((field) => !isSame(old[field], after.fields?.[field])),
    ...(isSame(rights, after.rights) ? [] : ['rights']),
  ];
}

function isSame(one: FieldValue | undefined, other: FieldValue | undefined): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
