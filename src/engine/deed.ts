import type { AppliedRecord, Fields, FieldValue, Kind } from '../model/index.ts';
import type { Operation, Subject } from './object-controller.ts';

/** One field of OX, or one of `context`, `name`, `rights` and `personal`. Long values are digests (`sha256:<hex>`), pictures never shown. */
export interface FieldChange {
  readonly field: string;
  /** Absent: it had, or has, none. */
  readonly before?: FieldValue | undefined;
  readonly after?: FieldValue | undefined;
}

/** What a write makes of an object. `move`: it lives in another context from now on; what it leaves there is a `delete` of its own. */
export type Verb = 'create' | 'change' | 'move' | 'delete';

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

function verbOf(before: AppliedRecord | undefined, after: AppliedRecord | undefined): Verb {
  if (after === undefined) return 'delete';
  if (before === undefined) return 'create';
  return before.contextId === after.contextId ? 'change' : 'move';
}

/** Of something deleted only what it was called. */
function changesBetween(before: AppliedRecord | undefined, after: AppliedRecord | undefined): FieldChange[] {
  if (after === undefined) return before === undefined ? [] : [{ field: 'name', before: before.name }];
  const [old, fresh] = [valuesOf(before), valuesOf(after)];
  const names = new Set([...Object.keys(old), ...Object.keys(fresh)]);
  return [...names].filter((name) => !isSame(old[name], fresh[name])).map((field) => changeOf(field, old[field], fresh[field]));
}

function valuesOf(record: AppliedRecord | undefined): Fields {
  if (record === undefined) return {};
  const { contextId, name, fields, rights, personal } = record;
  const own = Object.entries(fields).filter(([field]) => !OURS.has(field));
  return {
    context: contextId,
    name,
    ...Object.fromEntries(own),
    ...(rights === undefined ? {} : { rights: [...rights].sort() }),
    ...(personal === undefined ? {} : { personal }),
  };
}

/** Kept with the record of a context for our own sake. */
const OURS: ReadonlySet<string> = new Set(['secretName', 'isGenerated']);

/** OX makes no difference between an empty field and none. */
function isSame(one: FieldValue | undefined, other: FieldValue | undefined): boolean {
  return keyOf(one) === keyOf(other);
}

function keyOf(value: FieldValue | undefined): string {
  return JSON.stringify(typeof value === 'object' ? [...value].sort() : (value ?? ''));
}

function changeOf(field: string, before: FieldValue | undefined, after: FieldValue | undefined): FieldChange {
  return {
    field,
    ...(isEmpty(before) ? {} : { before: shown(field, before) }),
    ...(isEmpty(after) ? {} : { after: shown(field, after) }),
  };
}

function isEmpty(value: FieldValue | undefined): boolean {
  return value === undefined || value === '';
}

/** A picture is a person's face, whatever its size. */
function shown(field: string, value: FieldValue | undefined): FieldValue | undefined {
  return field === 'image1' && !String(value).startsWith('sha256:') ? '(picture)' : value;
}
