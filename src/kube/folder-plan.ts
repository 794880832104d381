import { isDeepStrictEqual } from 'node:util';
import { type FolderContent, keyOf, type Problem } from './folder-content.ts';
import type { ManifestData } from './folder-manifest.ts';
import { applyManifest, type Circumstances, refOf, type Transition, withdrawManifest } from './folder-object.ts';
import type { Resource, ResourceRef } from './resource-store.ts';

/** What the store holds. Keys are `<kind>/<name>`. */
export interface HeldState {
  readonly resources: ReadonlyMap<string, Resource>;
  readonly data: ReadonlyMap<string, ManifestData>;
  /** The file in which each resource was last read. */
  readonly homes: ReadonlyMap<string, string>;
}

export interface PlannedTransition {
  readonly ref: ResourceRef;
  readonly transition: Transition;
}

export type DataChange = { readonly type: 'set'; readonly data: ManifestData } | { readonly type: 'gone'; readonly data: ManifestData };

export interface FolderPlan {
  readonly transitions: readonly PlannedTransition[];
  readonly dataChanges: readonly DataChange[];
  readonly problems: readonly Problem[];
  readonly notes: readonly string[];
}

/** What must change so that the held state follows the folder. */
export function planFolder(content: FolderContent, held: HeldState, circumstances: Circumstances): FolderPlan {
  const refs = new Map<string, ResourceRef>();
  for (const [key, resource] of held.resources) refs.set(key, refOf(resource));
  for (const [key, { manifest }] of content.resources) refs.set(key, manifest.ref);
  const transitions = [...refs.values()].map((ref) => ({ ref, transition: planObject(ref, content, held, circumstances) }));
  const remarks = transitions.flatMap((planned) => remarkOn(planned, content));
  return {
    transitions,
    dataChanges: planData(content, held),
    problems: [...addressProblems(content, held), ...remarks.filter(({ isProblem }) => isProblem)],
    notes: [...content.notes, ...remarks.filter(({ isProblem }) => !isProblem).map(({ message }) => message), ...noteKept(content, held)],
  };
}

/**
 * What must change for one object. As long as a file cannot be made out nothing that is missing counts as deleted:
 * it may have moved into that file.
 */
export function planObject(ref: ResourceRef, content: FolderContent, held: HeldState, circumstances: Circumstances): Transition {
  const key = keyOf(ref);
  const manifest = content.resources.get(key)?.manifest;
  const current = held.resources.get(key);
  if (manifest !== undefined) return applyManifest(current, manifest, circumstances);
  const isDeleted = content.incompleteFiles.size === 0 && !content.faultyKeys.has(key);
  return current !== undefined && isDeleted ? withdrawManifest(current, circumstances.now) : { type: 'unchanged' };
}

/** The problems that `previous` did not have, and the resources whose problems are all over. */
export function compareProblems(previous: readonly Problem[], next: readonly Problem[]): { appeared: Problem[]; mended: ResourceRef[] } {
  const known = new Set(previous.map(identityOf));
  const faulty = new Set(next.flatMap(({ ref }) => (ref === undefined ? [] : [keyOf(ref)])));
  const refs = new Map(previous.flatMap(({ ref }) => (ref === undefined ? [] : [[keyOf(ref), ref] as const])));
  return {
    appeared: next.filter((problem) => !known.has(identityOf(problem))),
    mended: [...refs].filter(([key]) => !faulty.has(key)).map(([, ref]) => ref),
  };
}

function identityOf({ ref, message }: Problem): string {
  return `${ref === undefined ? '' : keyOf(ref)} ${message}`;
}

interface Remark extends Problem {
  readonly isProblem: boolean;
}

function remarkOn({ ref, transition }: PlannedTransition, content: FolderContent): Remark[] {
  const file = content.resources.get(keyOf(ref))?.file;
  if (file === undefined || transition.type === 'gone') return [];
  const isProblem = transition.type === 'refused';
  const text = isProblem ? transition.message : transition.note;
  return text === undefined ? [] : [{ file, ref, message: `${file}: ${ref.kind} ${ref.name}: ${text}`, isProblem }];
}

/** A file that cannot be made out is the problem of every resource that was last read in it and stands nowhere else. */
function addressProblems(content: FolderContent, held: HeldState): Problem[] {
  return content.problems.flatMap((problem) => {
    if (problem.ref !== undefined || !content.incompleteFiles.has(problem.file)) return [problem];
    const affected = [...held.resources]
      .filter(([key]) => held.homes.get(key) === problem.file && !content.resources.has(key))
      .map(([, resource]) => ({ ...problem, ref: refOf(resource) }));
    return affected.length > 0 ? affected : [problem];
  });
}

/** Deletions that are not believed yet. */
function noteKept(content: FolderContent, held: HeldState): string[] {
  const files = [...content.incompleteFiles];
  if (files.length === 0) return [];
  return [...held.resources]
    .filter(
      ([key, { metadata }]) =>
        !content.resources.has(key) && metadata.deletionTimestamp === undefined && !files.includes(held.homes.get(key) ?? ''),
    )
    .map(
      ([, resource]) =>
        `${resource.kind} ${resource.metadata.name}: no manifest is found; it is kept as long as ${files.join(', ')} cannot be read`,
    );
}

function planData(content: FolderContent, held: HeldState): DataChange[] {
  const changed = [...content.data.values()]
    .map(({ manifest }) => manifest)
    .filter((manifest) => !isDeepStrictEqual(manifest, held.data.get(keyOf(manifest))));
  const gone = content.incompleteFiles.size > 0 ? [] : [...held.data].filter(([key]) => !content.data.has(key)).map(([, data]) => data);
  return [...changed.map((data) => ({ type: 'set' as const, data })), ...gone.map((data) => ({ type: 'gone' as const, data }))];
}
