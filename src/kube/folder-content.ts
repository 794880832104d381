import {
  itemsOf,
  type ManifestData,
  type ManifestItem,
  type ManifestResource,
  type ManifestRules,
  readManifest,
} from './folder-manifest.ts';
import { readYaml } from './folder-yaml.ts';
import type { ResourceRef } from './resource-store.ts';

/** One line for an admin. With `ref` it concerns that resource alone, without it anything in `file`. */
export interface Problem {
  readonly file: string;
  readonly ref?: ResourceRef | undefined;
  readonly message: string;
}

/** What was read from one file. `file` is the path as messages show it: relative to the folder. */
export interface ManifestFile {
  readonly file: string;
  readonly resources: readonly ManifestResource[];
  readonly data: readonly ManifestData[];
  readonly problems: readonly Problem[];
  readonly notes: readonly string[];
  /** False when it may hold objects that could not be made out: what is missing from it is not deleted. */
  readonly isComplete: boolean;
}

/** A manifest and the file it stands in. */
export interface Placed<Manifest> {
  readonly file: string;
  readonly manifest: Manifest;
}

/** Everything a folder says. Keys are `<kind>/<name>`. */
export interface FolderContent {
  readonly resources: ReadonlyMap<string, Placed<ManifestResource>>;
  readonly data: ReadonlyMap<string, Placed<ManifestData>>;
  readonly problems: readonly Problem[];
  readonly notes: readonly string[];
  /** Resources with a problem of their own. */
  readonly faultyKeys: ReadonlySet<string>;
  readonly incompleteFiles: ReadonlySet<string>;
}

export function keyOf({ kind, name }: { readonly kind: string; readonly name: string }): string {
  return `${kind}/${name}`;
}

/** Reads the text of one manifest file. Nothing is thrown: what is wrong stands in `problems`. */
export function parseManifestFile(file: string, text: string, rules: ManifestRules): ManifestFile {
  const yaml = readYaml(text);
  if (yaml.type === 'unreadable') return unreadableFile(file, yaml.message);
  const items = yaml.documents.flatMap(({ line, value }) => readDocument(value, line, rules));
  return {
    file,
    resources: items.flatMap((item) => (item.type === 'resource' ? [item.resource] : [])),
    data: items.flatMap((item) => (item.type === 'data' ? [item.data] : [])),
    problems: items.flatMap((item) => problemsOf(file, item)),
    notes: items.flatMap((item) => (item.type === 'foreign' ? [`${file}: ${item.note}`] : [])),
    isComplete: items.every((item) => item.type !== 'unnamed' && (item.type !== 'invalid' || item.ref !== undefined)),
  };
}

/** A file of which nothing can be said but why. */
export function unreadableFile(file: string, message: string): ManifestFile {
  return { file, resources: [], data: [], problems: [{ file, message: `${file}: ${message}` }], notes: [], isComplete: false };
}

/** Puts the files of a folder together, in the order given: of two manifests for one object the first counts. */
export function mergeFiles(files: readonly ManifestFile[]): FolderContent {
  const resources = new Map<string, Placed<ManifestResource>>();
  const data = new Map<string, Placed<ManifestData>>();
  const problems: Problem[] = [];
  for (const { file, ...read } of files) {
    problems.push(...read.problems);
    for (const manifest of read.resources) {
      addFirst(resources, manifest.ref, { file, manifest }, (message) => problems.push({ file, ref: manifest.ref, message }));
    }
    for (const manifest of read.data) addFirst(data, manifest, { file, manifest }, (message) => problems.push({ file, message }));
  }
  return {
    resources,
    data,
    problems,
    notes: files.flatMap(({ notes }) => notes),
    faultyKeys: new Set(problems.flatMap(({ ref }) => (ref === undefined ? [] : [keyOf(ref)]))),
    incompleteFiles: new Set(files.filter(({ isComplete }) => !isComplete).map(({ file }) => file)),
  };
}

function addFirst<Manifest>(
  known: Map<string, Placed<Manifest>>,
  id: { readonly kind: string; readonly name: string },
  placed: Placed<Manifest>,
  complain: (message: string) => void,
): void {
  const key = keyOf(id);
  const first = known.get(key);
  if (first === undefined) known.set(key, placed);
  else complain(`${placed.file}: ${id.kind} ${id.name}: found a second time, expected once: the one in ${first.file} counts`);
}

const NO_OBJECT = 'expected a Kubernetes object with apiVersion, kind and metadata';

function readDocument(value: unknown, line: number, rules: ManifestRules): ManifestItem[] {
  const items = itemsOf(value);
  if (items === undefined) return [{ type: 'unnamed', message: `line ${line}: ${NO_OBJECT}` }];
  return items.map((item) => atLine(readManifest(item, rules), line));
}

/** What cannot be called by its name is found by its line. */
function atLine(item: ManifestItem, line: number): ManifestItem {
  return item.type === 'unnamed' ? { ...item, message: `line ${line}: ${item.message}` } : item;
}

function problemsOf(file: string, item: ManifestItem): Problem[] {
  switch (item.type) {
    case 'unnamed':
      return [{ file, message: `${file}: ${item.message}` }];
    case 'invalid':
      return item.messages.map((message) => ({ file, ref: item.ref, message: `${file}: ${message}` }));
    case 'resource':
    case 'data':
    case 'foreign':
      return [];
  }
}
