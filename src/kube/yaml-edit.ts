import { readFile, stat } from 'node:fs/promises';
import { type Document, isMap, isScalar, isSeq, parseAllDocuments, type YAMLSeq } from 'yaml';
import { messageOf, OperatorError } from '../model/index.ts';
import { isFields } from './folder-manifest.ts';
import { writeFileAtomically } from './folder-write.ts';

const MODE_BITS = 0o777;

export type YamlPath = readonly (string | number)[];

/** Writes a file anew when a document of it was changed; comments stay. */
export async function editYaml(path: string, change: (document: Document.Parsed) => boolean): Promise<void> {
  const documents = yamlDocuments(path, await readFile(path, 'utf8'));
  const isChanged = documents.map((document) => isMap(document.contents) && change(document)).includes(true);
  if (!isChanged) return;
  const { mode } = await stat(path);
  await writeFileAtomically(path, documents.map(textOf).join(''), mode & MODE_BITS);
}

/** @throws OperatorError InvalidSpec for what is no YAML */
export function yamlDocuments(path: string, text: string): Document.Parsed[] {
  const parsed = parseAllDocuments(text, { stringKeys: true, merge: true, logLevel: 'error' });
  const documents = Array.isArray(parsed) ? parsed : [];
  const error = documents.flatMap(({ errors }) => errors)[0];
  if (error !== undefined)
    throw new OperatorError('InvalidSpec', `${path}: cannot be read as YAML: ${messageOf(error).split('\n')[0] ?? ''}`);
  return documents;
}

/** Applies a JSON merge patch to what stands at `path`. What stays in it keeps its place and its comments. */
export function patchYaml(document: Document.Parsed, path: YamlPath, patch: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(patch)) {
    const place = [...path, name];
    const there: unknown = document.getIn(place, true);
    if (value === null) document.deleteIn(place);
    else if (isFields(value) && isMap(there)) patchYaml(document, place, value);
    else if (!(Array.isArray(value) && isSeq(there) && becomes(document, there, value))) document.setIn(place, nodeOf(document, value));
  }
}

/** A plain value is put into the node that is there, beside its comment. */
function nodeOf(document: Document.Parsed, value: unknown): unknown {
  return typeof value === 'object' ? document.createNode(value) : value;
}

/** Items that stay keep their comments. False, and nothing done, when they would have to change their order. */
function becomes(document: Document.Parsed, list: YAMLSeq, wanted: readonly unknown[]): boolean {
  const staying = list.items.filter((item) => isScalar(item) && wanted.includes(item.value));
  if (staying.some((item, index) => !isScalar(item) || item.value !== wanted[index])) return false;
  list.items = [...staying, ...wanted.slice(staying.length).map((value) => document.createNode(value))];
  return true;
}

/** Every document but the first begins with a line of its own. */
function textOf(document: Document.Parsed, index: number): string {
  if (index > 0 && document.directives !== undefined) document.directives.docStart = true;
  return document.toString({ lineWidth: 0 });
}
