import type { Cache, CachedObject } from '../../src/cache/index.ts';
import type { AppliedRecord, FieldValue } from '../../src/model/index.ts';
import { entriesOf, keyOf, type Replayed, replay } from '../support/replay-history.ts';
import { roomNameOf } from './judge-rooms.ts';
import type { Wishes } from './oracle.ts';
import type { Rooms } from './rooms.ts';

/** Done over from the beginning, the history leads to what is known to be in OX: nothing is missing in it, and nothing too much. */
export function judgeHistory(cache: Cache, { rooms, lost, orphaned }: Wishes, isAlone: boolean): string[] {
  const replayed = replay(entriesOf(cache));
  const objects = everyObject(cache).filter(({ applied }) => applied !== undefined);
  const known = new Set(objects.map(keyOf));
  return [
    ...objects.flatMap((object) => judge(object, replayed.get(keyOf(object)))),
    ...[...replayed]
      .filter(
        ([key, object]) =>
          !known.has(key) &&
          !isMissed(lost, key) &&
          !isMissed(orphaned, key) &&
          (isAlone || isOfDirectory(key)) &&
          !isNothing(object) &&
          !isLeft(rooms, object),
      )
      .map(([key]) => `history: ${key} should be gone`),
  ];
}

function everyObject(cache: Cache): CachedObject[] {
  return cache.list.page({}, 100_000).items.flatMap(({ id }) => cache.objects.load(id) ?? []);
}

/** A custom resource that another process brought to its end is known no more: that one's history tells of it. */
function isOfDirectory(key: string): boolean {
  return key.split(' ')[1] !== '';
}

/** What somebody deleted by hand, and was not written again, is not told of, nor who was orphaned: nobody here did anything. */
function isMissed(lost: ReadonlySet<string>, key: string): boolean {
  return key.split(' ').some((part) => lost.has(part));
}

/** Of a resource that is orphaned nobody says a word any more, whatever becomes of it. */
function isLeft(rooms: Rooms, { values }: Replayed): boolean {
  return rooms.orphaned.has(roomNameOf({ displayname: textOf(values.get('displayname')) }));
}

/** Where nobody is a deputy any more nothing is left to be deleted. */
function isNothing({ values }: Replayed): boolean {
  return values.has('isBlocked') && values.get('isBlocked') === false && textOf(values.get('granted')) === '';
}

function judge({ kind, name, desired, applied }: CachedObject, replayed: Replayed | undefined): string[] {
  if (applied === undefined) return [];
  if (replayed === undefined) return [`history: it does not tell of ${kind} ${name}`];
  const is = told(replayed, [...replayed.values.keys(), ...Object.keys(desired?.fields ?? {})]);
  const should = told(replayedFrom(applied), [...replayed.values.keys(), ...Object.keys(desired?.fields ?? {})]);
  return is === should ? [] : [`history: ${kind} ${name} is told as ${is} and was written as ${should}`];
}

function replayedFrom(applied: AppliedRecord): Replayed {
  const { contextId, oxId, name, fields, rights, personal } = applied;
  const values = new Map<string, FieldValue>([...Object.entries(fields), ['context', contextId], ['name', name]]);
  if (rights !== undefined) values.set('rights', rights);
  if (personal !== undefined) values.set('personal', personal);
  return { contextId, oxId: oxId === 0 ? undefined : oxId, name, values };
}

/** Kept with the record of a context for our own sake. */
const OURS = ['secretName', 'isGenerated', 'managementPolicy'];

function told({ contextId, oxId, name, values }: Replayed, fields: readonly string[]): string {
  const texts = [...new Set(fields)]
    .filter((field) => !OURS.includes(field))
    .sort()
    .map((field) => `${field}=${textOf(values.get(field))}`);
  return [contextId, oxId, name, ...texts].join(' | ');
}

function textOf(value: FieldValue | undefined): string {
  return typeof value === 'object' ? [...value].sort().join() : String(value ?? '');
}
