import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Document } from 'yaml';
import { ConfigurationError, messageOf, OperatorError } from '../model/index.ts';
import type { DirectoryManifest } from './admin-desk.ts';
import { isFields, itemsOf } from './folder-manifest.ts';
import { listTree } from './folder-tree.ts';
import { mergePatchOf } from './merge-patch.ts';
import { editYaml, patchYaml, type YamlPath, yamlDocuments } from './yaml-edit.ts';

/** An OXDirectory in a document, also as an item of a List. */
interface Found {
  readonly path: YamlPath;
  readonly name: string;
  readonly namespace: unknown;
  readonly spec: DirectoryManifest['spec'];
}

/** The OXDirectories of a folder; of two with one name that in the first file, as the operator takes it. With `namespace` none of another. */
export async function directoriesIn(folder: string, namespace: string | undefined): Promise<DirectoryManifest[]> {
  const { files, failures } = await listTree(folder);
  for (const { path, message } of failures) if (path === '.') throw new ConfigurationError(`${folder}: ${message}`);
  const found = new Map<string, DirectoryManifest>();
  for (const file of [...files.keys()].sort()) {
    const path = join(folder, file);
    const documents = yamlDocuments(path, await readFile(path, 'utf8'));
    for (const { name, spec, ...of } of documents.flatMap(directoriesOf)) {
      const isOurs = namespace === undefined || (of.namespace ?? namespace) === namespace;
      if (isOurs && !found.has(name)) found.set(name, { name, spec, place: path });
    }
  }
  return [...found.values()];
}

/** Rejects when the file says something else than was read, or says it in a way that cannot be edited. */
export async function changeDirectoryIn({ name, spec, place }: DirectoryManifest, wanted: DirectoryManifest['spec']): Promise<void> {
  let isDone = false;
  await editYaml(place, (document) => {
    const meant = directoriesOf(document).find((one) => one.name === name && isDeepStrictEqual(one.spec, spec));
    if (isDone || meant === undefined) return false;
    isDone = edit(document, meant, wanted);
    return isDone;
  });
  if (!isDone)
    throw new OperatorError(
      'InvalidSpec',
      `${place}: OXDirectory ${name} cannot be edited there, for the file changed meanwhile, or it uses anchors (&, *, <<): edit it by hand`,
    );
}

/** With anchors one place may be several, and a patch would do more than it should. */
function edit(document: Document.Parsed, { path, spec }: Found, wanted: DirectoryManifest['spec']): boolean {
  const before: unknown = document.toJS();
  try {
    patchYaml(document, [...path, 'spec'], mergePatchOf(spec, wanted));
  } catch (error) {
    if (messageOf(error).startsWith('Expected YAML collection')) return false;
    throw error;
  }
  return isDeepStrictEqual(document.toJS(), replaced(before, [...path, 'spec'], wanted));
}

function replaced(value: unknown, [step, ...rest]: YamlPath, wanted: unknown): unknown {
  if (step === undefined) return wanted;
  if (Array.isArray(value)) return value.map((item: unknown, index) => (index === step ? replaced(item, rest, wanted) : item));
  return isFields(value) ? { ...value, [step]: replaced(value[step], rest, wanted) } : value;
}

function directoriesOf(document: Document.Parsed): Found[] {
  const value: unknown = document.toJS();
  const items = itemsOf(value) ?? [];
  const isList = isFields(value) && value.kind === 'List';
  return items.flatMap((item, index): Found[] => {
    const { kind, metadata, spec } = item;
    if (kind !== 'OXDirectory' || !isFields(metadata) || typeof metadata.name !== 'string') return [];
    const { name, namespace } = metadata;
    return [{ path: isList ? ['items', index] : [], name, namespace, spec: isFields(spec) ? spec : {} }];
  });
}
