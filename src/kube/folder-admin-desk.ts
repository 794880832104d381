import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Document, parseAllDocuments } from 'yaml';
import type { SyncErrorAction } from '../crds/index.ts';
import { ConfigurationError, messageOf, OperatorError } from '../model/index.ts';
import { type AdminDesk, REQUESTED_AT } from './admin-desk.ts';
import { SYNC_ERRORS_FOLDER } from './folder-state.ts';
import { isMissing, listTree } from './folder-tree.ts';
import { writeFileAtomically } from './folder-write.ts';
import type { SyncErrorResource } from './resource-store.ts';
import { describeFault, syncErrorOf, syncErrorSchema } from './sync-error-record.ts';

const MODE_BITS = 0o777;

/** In a folder of manifests: files are edited as a person would, with their comments left in place. */
export class FolderAdminDesk implements AdminDesk {
  readonly place: string;
  private readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
    this.place = folder;
  }

  async listSyncErrors(): Promise<readonly SyncErrorResource[]> {
    const names = await readdir(join(this.folder, SYNC_ERRORS_FOLDER)).catch((error: unknown) => {
      if (isMissing(error))
        throw new ConfigurationError(`${this.folder}: no operator ever ran on it, for there is no ${SYNC_ERRORS_FOLDER}`);
      throw error;
    });
    const files = names.filter((name) => name.endsWith('.yaml') && !name.startsWith('.')).sort();
    return (await Promise.all(files.map((name) => this.read(name)))).flat();
  }

  async setAction(name: string, action: Exclude<SyncErrorAction, ''>): Promise<void> {
    await edit(join(this.folder, SYNC_ERRORS_FOLDER, `${name}.yaml`), (document) => {
      document.setIn(['spec', 'action'], action);
      return true;
    });
  }

  async requestReconcile(directory: string | undefined, time: string): Promise<readonly string[]> {
    const { files } = await listTree(this.folder);
    const names: string[] = [];
    for (const path of [...files.keys()].sort()) {
      await edit(join(this.folder, path), (document) => {
        const name = document.getIn(['metadata', 'name']);
        const isMeant = document.get('kind') === 'OXDirectory' && (directory === undefined || name === directory);
        if (!isMeant || typeof name !== 'string') return false;
        document.setIn(['metadata', 'annotations', REQUESTED_AT], time);
        names.push(name);
        return true;
      });
    }
    return names;
  }

  async close(): Promise<void> {
    await Promise.resolve();
  }

  /** One that vanishes meanwhile is settled. */
  private async read(file: string): Promise<SyncErrorResource[]> {
    const path = join(this.folder, SYNC_ERRORS_FOLDER, file);
    const text = await readFile(path, 'utf8').catch((error: unknown) => {
      if (isMissing(error)) return undefined;
      throw error;
    });
    if (text === undefined) return [];
    const parsed = syncErrorSchema.safeParse(documentsOf(path, text)[0]?.toJS());
    if (parsed.success) return [syncErrorOf(parsed.data)];
    throw new OperatorError('InvalidSpec', `${path}: ${describeFault(parsed.error)}`);
  }
}

/** Writes the file anew when a document of it was changed. */
async function edit(path: string, change: (document: Document.Parsed) => boolean): Promise<void> {
  const documents = documentsOf(path, await readFile(path, 'utf8'));
  const isChanged = documents.map((document) => isMap(document) && change(document)).includes(true);
  if (!isChanged) return;
  const { mode } = await stat(path);
  await writeFileAtomically(path, documents.map(textOf).join(''), mode & MODE_BITS);
}

function documentsOf(path: string, text: string): Document.Parsed[] {
  const parsed = parseAllDocuments(text, { stringKeys: true, logLevel: 'error' });
  const documents = Array.isArray(parsed) ? parsed : [];
  const error = documents.flatMap(({ errors }) => errors)[0];
  if (error !== undefined)
    throw new OperatorError('InvalidSpec', `${path}: cannot be read as YAML: ${messageOf(error).split('\n')[0] ?? ''}`);
  return documents;
}

function isMap({ contents }: Document.Parsed): boolean {
  return contents !== null && 'items' in contents;
}

/** Every document but the first begins with a line of its own. */
function textOf(document: Document.Parsed, index: number): string {
  if (index > 0 && document.directives !== undefined) document.directives.docStart = true;
  return document.toString({ lineWidth: 0 });
}
