import { isDeepStrictEqual } from 'node:util';
import { isFields } from './folder-manifest.ts';

type Fields = Readonly<Record<string, unknown>>;

/** The JSON merge patch (RFC 7386) that makes `after` of `before`: `null` takes a field away, lists are whole. */
export function mergePatchOf(before: Fields, after: Fields): Fields {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return Object.fromEntries(names.flatMap((name) => changeOf(name, before[name], after[name])));
}

function changeOf(name: string, before: unknown, after: unknown): [string, unknown][] {
  if (isDeepStrictEqual(before, after)) return [];
  if (after === undefined) return [[name, null]];
  return [[name, isFields(before) && isFields(after) ? mergePatchOf(before, after) : after]];
}
