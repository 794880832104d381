import type { CachedObject } from '../cache/index.ts';
import type { OutcomeReport } from '../engine/index.ts';
import type { AppliedRecord, DesiredObject, FieldValue } from '../model/index.ts';

/** What an outcome changed in OX, in words for log, metrics and the demo. */
export interface Deed {
  readonly verb: 'created' | 'changed' | 'deleted';
  /** Names of the OX fields that a change wrote; `context`, `name`, `personal` and `rights` beside them. Never their values. */
  readonly fields: readonly string[];
}

/** `undefined` when nothing was written. */
export function deedOf({ object, outcome }: OutcomeReport): Deed | undefined {
  if (!('operations' in outcome)) return undefined;
  const { operations } = outcome;
  if (!operations.some((operation) => !HARMLESS.has(operation))) return undefined;
  const after = outcome.type === 'gone' ? undefined : outcome.applied;
  if (after === undefined) return { verb: 'deleted', fields: [] };
  if (isCreation(operations, object, after)) return { verb: 'created', fields: [] };
  return { verb: 'changed', fields: changedFields(object.desired, object.applied, after) };
}

/** What changes nothing that anybody could see. */
const HARMLESS: ReadonlySet<string> = new Set(['verify', 'reserve']);

/** In another context a resource, and for another user an account, is created without being new. */
function isCreation(operations: readonly string[], { kind, applied }: CachedObject, after: AppliedRecord): boolean {
  if (applied === undefined) return true;
  return operations.includes('create') && kind !== 'FunctionalAccount' && applied.contextId === after.contextId;
}

/** What we said of an object; OX may hold fields that nobody asked for. */
function changedFields(
  desired: DesiredObject | undefined,
  before: Partial<AppliedRecord> = {},
  after: Partial<AppliedRecord> = {},
): string[] {
  const { fields: old = {}, name, contextId, personal, rights } = before;
  const names = new Set([...Object.keys(desired?.fields ?? {}), ...Object.keys(old)]);
  return [
    ...(isSame(contextId, after.contextId) ? [] : ['context']),
    ...(isSame(name, after.name) ? [] : ['name']),
    ...[...names].filter((field) => !isSame(old[field], after.fields?.[field])),
    ...(isSame(personal, after.personal) ? [] : ['personal']),
    ...(isSame(rights, after.rights) ? [] : ['rights']),
  ];
}

/** What OX was asked for has no empty fields. */
function isSame(one: FieldValue | undefined, other: FieldValue | undefined): boolean {
  return JSON.stringify(one ?? '') === JSON.stringify(other ?? '');
}
