import type { AppliedRecord, FieldChange, Fields, FieldValue, Kind, Verb } from '../model/index.ts';
import type { Operation, Subject } from './object-controller.ts';

/** One write to OX as plain data: to be done (plan) or done (history). Without secrets. */
export interface Deed {
  readonly kind: Kind;
  /** Row id in the cache. */
  readonly objectId: number;
  readonly owner: string;
  readonly sourceId: string;
  /** As it is called afterwards; of something deleted: as it was. */
  readonly name: string;
  /** Where the write goes to. */
  readonly contextId: number;
  readonly verb: Verb;
  /** Of the kind's controller: create, change, changeRights, … */
  readonly operation: string;
  readonly changes: readonly FieldChange[];
}

/** One operation with the baselines around it. */
export interface Step {
  readonly subject: Subject;
  readonly operation: Operation;
  readonly before: AppliedRecord | undefined;
  /** `undefined`: it is gone from OX. */
  readonly after: AppliedRecord | undefined;
}

/** What leaves nothing in OX: a question, and a proof of credentials. */
const HARMLESS: ReadonlySet<string> = new Set(['verify', 'reserve']);

export function isWrite({ type }: Operation): boolean {
  return !HARMLESS.has(type);
}

/** What an operation makes of its object, told by the records before and after it. */
export function describeDeed({ subject: { object }, operation, before, after }: Step): Deed {
  const { id, kind, owner, sourceId } = object;
  const common = { kind, objectId: id, owner, sourceId, operation: operation.type };
  if (operation.type === 'deleteRemains') {
    const { name = object.name, contextId = object.contextId } = before?.remains ?? {};
    return { ...common, name, contextId, verb: 'delete', changes: [] };
  }
  const { name, contextId } = after ?? before ?? object;
  return { ...common, name, contextId, verb: verbOf(before, after), changes: changesBetween(before, after) };
}

/** What was found in OX, compared with what was known: told are fields that somebody asked for or wrote. */
export function describeFinding({ object }: Subject, known: AppliedRecord | undefined, found: AppliedRecord): FieldChange[] {
  const told = new Set(['context', 'name', ...Object.keys(object.desired?.fields ?? {}), ...Object.keys(known?.fields ?? {})]);
  if (found.rights !== undefined) told.add('rights');
  if (found.personal !== undefined) told.add('personal');
  return changesBetween(known, found).filter(({ field }) => told.has(field));
}

function verbOf(before: AppliedRecord | undefined, after: AppliedRecord | undefined): Verb {
  if (after === undefined) return 'delete';
  if (before === undefined) return 'create';
  return before.contextId === after.contextId ? 'change' : 'move';
}

/** Of something deleted only what it was called. Runs for every write: plain loops. */
function changesBetween(before: AppliedRecord | undefined, after: AppliedRecord | undefined): FieldChange[] {
  if (after === undefined) return before === undefined ? [] : [{ field: 'name', before: before.name }];
  const [old, fresh] = [valuesOf(before), valuesOf(after)];
  const changes: FieldChange[] = [];
  for (const field in { ...fresh, ...old }) if (!isSame(old[field], fresh[field])) changes.push(changeOf(field, old[field], fresh[field]));
  return changes;
}

function valuesOf(record: AppliedRecord | undefined): Fields {
  if (record === undefined) return {};
  // Kept with the record of a context for our own sake; and the login, which OX tells as a field too, as it was when it was looked at.
  const { secretName: _, isGenerated: __, name: ___, ...own } = record.fields;
  const { contextId, name, rights, personal } = record;
  return {
    context: contextId,
    name,
    ...own,
    ...(rights === undefined ? {} : { rights: [...rights].sort() }),
    ...(personal === undefined ? {} : { personal }),
  };
}

/** OX makes no difference between an empty field and none. */
function isSame(one: FieldValue | undefined, other: FieldValue | undefined): boolean {
  if (one === other) return true;
  return typeof one === 'object' || typeof other === 'object' ? keyOf(one) === keyOf(other) : (one ?? '') === (other ?? '');
}

function keyOf(value: FieldValue | undefined): string {
  return JSON.stringify(typeof value === 'object' ? [...value].sort() : (value ?? ''));
}

function changeOf(field: string, before: FieldValue | undefined, after: FieldValue | undefined): FieldChange {
  const [old, fresh] = [shown(field, before), shown(field, after)];
  if (isEmpty(before)) return { field, after: fresh };
  return isEmpty(after) ? { field, before: old } : { field, before: old, after: fresh };
}

function isEmpty(value: FieldValue | undefined): boolean {
  return value === undefined || value === '';
}

/** A picture is a person's face, whatever its size. */
function shown(field: string, value: FieldValue | undefined): FieldValue | undefined {
  return field === 'image1' && !String(value).startsWith('sha256:') ? '(picture)' : value;
}
