import { isDeepStrictEqual } from 'node:util';
import type { Cache, CachedObject, ObjectState } from '../cache/index.ts';
import type { AppliedRecord } from '../model/index.ts';
import { OxError } from '../ox/index.ts';
import { membersOf } from './members.ts';
import type { ObjectController, Subject } from './object-controller.ts';

/** What OX has of an object beside what was written. */
export interface Comparison {
  readonly object: CachedObject;
  /** Names of fields; those that belong to the user in OX never count. */
  readonly fields: readonly string[];
  readonly isGone: boolean;
}

/** Whoever waits and is to be compared waits for members, and is written but for them. */
const COMPARED: ReadonlySet<ObjectState> = new Set(['settled', 'waiting']);

type Controller = Pick<ObjectController, 'observe' | 'survey' | 'recognise' | 'complete' | 'differences'>;

/**
 * Compares objects of one kind in one context with OX: together where OX tells of many at once, but for the rights of users, which it tells
 * one user a call. Only reads. Of those who change while that goes on nothing is told.
 */
export async function compareAll(controller: Controller, ids: readonly number[], cache: Cache): Promise<Comparison[]> {
  const subjects = ids.flatMap((id) => subjectOf(id, cache) ?? []);
  const [first] = subjects;
  if (first === undefined) return [];
  const find = await lookOf(controller, subjects, first.object.contextId);
  const compared: Comparison[] = [];
  for (const subject of subjects) {
    const comparison = await compareOne(controller, subject, await find(subject));
    if (isUntouched(subject.object, cache.objects.load(subject.object.id))) compared.push(comparison);
  }
  return compared;
}

/** Who waits for members is woken without a new revision. */
function isUntouched({ revision, state, applied }: CachedObject, now: CachedObject | undefined): boolean {
  return now?.revision === revision && now.state === state && isDeepStrictEqual(now.applied, applied);
}

async function compareOne(controller: Controller, subject: Subject, found: AppliedRecord | undefined): Promise<Comparison> {
  const { object } = subject;
  if (found === undefined) return { object, fields: [], isGone: true };
  const seen = await withRights(controller, subject, controller.recognise?.(found, subject) ?? found);
  if (seen === undefined) return { object, fields: [], isGone: true };
  return { object, fields: controller.differences?.(subject, seen) ?? [], isGone: false };
}

async function withRights(controller: Controller, subject: Subject, seen: AppliedRecord): Promise<AppliedRecord | undefined> {
  try {
    return (await controller.complete?.(subject, seen)) ?? seen;
  } catch (error) {
    // He went between two calls.
    if (error instanceof OxError && error.missing === 'user') return undefined;
    throw error;
  }
}

type Find = (subject: Subject) => Promise<AppliedRecord | undefined>;

async function lookOf(controller: Controller, subjects: readonly Subject[], contextId: number): Promise<Find> {
  if (controller.survey === undefined) return (subject) => controller.observe(subject);
  const seen = new Map<string, AppliedRecord>();
  const ids = subjects.flatMap(({ object }) => object.applied?.oxId ?? []);
  for await (const records of controller.survey(contextId, ids)) for (const record of records) seen.set(keyOf(record), record);
  return async ({ object: { applied } }) => (applied === undefined ? undefined : seen.get(keyOf(applied)));
}

/** What OX gives no id of its own is known by its name. */
function keyOf({ oxId, name }: AppliedRecord): string {
  return oxId === 0 ? name.toLowerCase() : String(oxId);
}

function subjectOf(id: number, cache: Cache): Subject | undefined {
  const object = cache.objects.load(id);
  if (object?.applied === undefined || object.desired === undefined || !COMPARED.has(object.state)) return undefined;
  if (object.applied.contextId !== object.contextId) return undefined;
  return { object, members: membersOf(object, cache), mode: 'Enforce' };
}
