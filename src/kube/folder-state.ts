import { chmod, mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ConfigurationError, messageOf } from '../model/index.ts';
import { parseRecord, secretRecord } from './folder-record.ts';
import { isMissing } from './folder-tree.ts';
import { writeFileAtomically } from './folder-write.ts';
import { writeYaml } from './folder-yaml.ts';
import { API_VERSION, RESOURCE_KINDS } from './resource-kinds.ts';
import type { DataMap, Resource, ResourceKind, ResourceRef, SyncErrorResource } from './resource-store.ts';
import { syncErrorRecord } from './sync-error-record.ts';

/** The folder beside the manifests where we keep what an API server would hold. */
const STATE_FOLDER = '.ox-operator';
export const SECRETS_FOLDER = `${STATE_FOLDER}/secrets`;
export const SYNC_ERRORS_FOLDER = `${STATE_FOLDER}/OXSyncError`;

const PRIVATE_FOLDER = 0o700;
const PRIVATE_FILE = 0o600;
const PLAIN_FILE = 0o644;

/**
 * The files in `.ox-operator`: `status/<Kind>/<name>.yaml` (each object as it is held) and `secrets/<name>.yaml`
 * (generated Secrets), `OXSyncError/<name>.yaml`. Every write is atomic and on disk when it resolves.
 */
export class FolderState {
  private readonly folder: string;
  readonly isReadOnly: boolean;

  /** Read-only it writes nothing, and believes what it is told to write for as long as it lives. */
  constructor(folder: string, isReadOnly = false) {
    this.folder = folder;
    this.isReadOnly = isReadOnly;
  }

  /** Makes the folders where they are missing. Throws ConfigurationError when there is no folder or it cannot be written. */
  async open(): Promise<void> {
    if (!(await isFolder(this.folder))) throw new ConfigurationError(`${this.folder}: not found, expected a folder of manifests`);
    if (this.isReadOnly) return;
    try {
      const folders = ['', 'secrets', 'OXSyncError', 'status', ...RESOURCE_KINDS.map((kind) => join('status', kind))];
      for (const folder of folders) await makePrivate(join(this.folder, STATE_FOLDER, folder));
    } catch (error) {
      throw new ConfigurationError(
        `${join(this.folder, STATE_FOLDER)}: cannot be written, expected a place for status and Secrets: ${messageOf(error)}`,
        {
          cause: error,
        },
      );
    }
  }

  /** Every object as it was held last. Throws ConfigurationError for a file that cannot be made out or is of another namespace. */
  async load(namespace: string): Promise<readonly Resource[]> {
    const resources: Resource[] = [];
    for (const kind of RESOURCE_KINDS) {
      const names = await this.recordsOf(kind);
      for (const name of names.filter(isRecordName).sort())
        resources.push(await this.loadOne({ kind, name: name.slice(0, -'.yaml'.length) }, namespace));
    }
    return resources;
  }

  private async recordsOf(kind: ResourceKind): Promise<string[]> {
    return await readdir(join(this.folder, STATE_FOLDER, 'status', kind)).catch((error: unknown) => {
      // Where no operator ever was there is no such folder.
      if (this.isReadOnly && isMissing(error)) return [];
      throw error;
    });
  }

  async saveResource({ kind, metadata, spec, status }: Resource): Promise<void> {
    const text = writeYaml({ apiVersion: API_VERSION, kind, metadata, spec, ...(status === undefined ? {} : { status }) });
    await this.write(this.path(statusFile({ kind, name: metadata.name })), text, PLAIN_FILE);
  }

  async removeResource(ref: ResourceRef): Promise<void> {
    await this.remove(this.path(statusFile(ref)));
  }

  async hasSecret(name: string): Promise<boolean> {
    return stat(this.path(secretFile(name))).then(
      () => true,
      (error: unknown) => {
        if (isMissing(error)) return false;
        throw error;
      },
    );
  }

  async saveSecret(name: string, namespace: string, data: DataMap): Promise<void> {
    await this.write(this.path(secretFile(name)), writeYaml(secretRecord(name, namespace, data)), PRIVATE_FILE);
  }

  async removeSecret(name: string): Promise<void> {
    await this.remove(this.path(secretFile(name)));
  }

  /** `undefined`: there is none. */
  async readSyncError(name: string): Promise<string | undefined> {
    return await readFile(this.path(syncErrorFile(name)), 'utf8').catch((error: unknown) => {
      if (isMissing(error)) return undefined;
      throw error;
    });
  }

  async saveSyncError(error: SyncErrorResource): Promise<void> {
    await this.write(this.path(syncErrorFile(error.name)), writeYaml(syncErrorRecord(error)), PLAIN_FILE);
  }

  async removeSyncError(name: string): Promise<void> {
    await this.remove(this.path(syncErrorFile(name)));
  }

  private async loadOne(ref: ResourceRef, namespace: string): Promise<Resource> {
    const file = statusFile(ref);
    const record = parseRecord(await readFile(this.path(file), 'utf8'), ref, namespace);
    if (record.type === 'resource') return record.resource;
    throw new ConfigurationError(`${file}: ${record.message}`);
  }

  private async write(path: string, text: string, mode: number): Promise<void> {
    if (!this.isReadOnly) await writeFileAtomically(path, text, mode);
  }

  private async remove(path: string): Promise<void> {
    if (!this.isReadOnly) await rm(path, { force: true });
  }

  private path(file: string): string {
    return join(this.folder, file);
  }
}

/** Where an object is kept, relative to the folder. */
export function statusFile({ kind, name }: { readonly kind: ResourceKind; readonly name: string }): string {
  return `${STATE_FOLDER}/status/${kind}/${name}.yaml`;
}

/** Where a generated Secret is kept, relative to the folder. */
export function secretFile(name: string): string {
  return `${SECRETS_FOLDER}/${name}.yaml`;
}

/** Where an OXSyncError is kept, relative to the folder. */
export function syncErrorFile(name: string): string {
  return `${SYNC_ERRORS_FOLDER}/${name}.yaml`;
}

function isRecordName(name: string): boolean {
  return name.endsWith('.yaml') && !name.startsWith('.');
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (stats) => stats.isDirectory(),
    (error: unknown) => {
      if (isMissing(error)) return false;
      throw new ConfigurationError(`${path}: cannot be read, expected a folder of manifests: ${messageOf(error)}`, { cause: error });
    },
  );
}

/** `chmod`, because the folder may exist with another mode and the umask may take bits away. */
async function makePrivate(path: string): Promise<void> {
  await mkdir(path, { recursive: true, mode: PRIVATE_FOLDER });
  await chmod(path, PRIVATE_FOLDER);
}
