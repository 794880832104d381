import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SyncErrorAction } from '../crds/index.ts';
import { ConfigurationError, OperatorError } from '../model/index.ts';
import { type AdminDesk, type DirectoryManifest, REQUESTED_AT } from './admin-desk.ts';
import { changeDirectoryIn, directoriesIn } from './folder-directories.ts';
import { SYNC_ERRORS_FOLDER } from './folder-state.ts';
import { isMissing, listTree } from './folder-tree.ts';
import type { SyncErrorResource } from './resource-store.ts';
import { describeFault, syncErrorOf, syncErrorSchema } from './sync-error-record.ts';
import { editYaml, yamlDocuments } from './yaml-edit.ts';

/** In a folder of manifests: files are edited as a person would, with their comments left in place. */
export class FolderAdminDesk implements AdminDesk {
  readonly place: string;
  private readonly folder: string;
  private readonly namespace: string | undefined;

  /** @param namespace directories of any other are not listed */
  constructor(folder: string, namespace?: string) {
    this.folder = folder;
    this.namespace = namespace;
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
    await editYaml(join(this.folder, SYNC_ERRORS_FOLDER, `${name}.yaml`), (document) => {
      document.setIn(['spec', 'action'], action);
      return true;
    });
  }

  async requestReconcile(directory: string | undefined, time: string): Promise<readonly string[]> {
    const { files } = await listTree(this.folder);
    const names: string[] = [];
    for (const path of [...files.keys()].sort()) {
      await editYaml(join(this.folder, path), (document) => {
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

  async listDirectories(): Promise<readonly DirectoryManifest[]> {
    return await directoriesIn(this.folder, this.namespace);
  }

  async changeDirectory(directory: DirectoryManifest, spec: DirectoryManifest['spec']): Promise<void> {
    await changeDirectoryIn(directory, spec);
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
    const parsed = syncErrorSchema.safeParse(yamlDocuments(path, text)[0]?.toJS());
    if (parsed.success) return [syncErrorOf(parsed.data)];
    throw new OperatorError('InvalidSpec', `${path}: ${describeFault(parsed.error)}`);
  }
}
