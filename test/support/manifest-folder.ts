import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { stringify } from 'yaml';
import { API_VERSION } from '../../src/kube/resource-kinds.ts';
import type { DataMap } from '../../src/kube/resource-store.ts';
import type { AppliedResource } from './resource-store-contract.ts';

/** A temporary folder of manifests. Paths are relative to it. */
export class ManifestFolder {
  readonly path: string;

  private constructor(path: string) {
    this.path = path;
  }

  static async create(): Promise<ManifestFolder> {
    return new ManifestFolder(await mkdtemp(join(tmpdir(), 'manifests-')));
  }

  async write(file: string, text: string): Promise<void> {
    await mkdir(dirname(this.at(file)), { recursive: true });
    await writeFile(this.at(file), text);
  }

  async read(file: string): Promise<string> {
    return await readFile(this.at(file), 'utf8');
  }

  async remove(file: string): Promise<void> {
    await rm(this.at(file), { recursive: true, force: true });
  }

  async dispose(): Promise<void> {
    await rm(this.path, { recursive: true, force: true });
  }

  at(file: string): string {
    return join(this.path, file);
  }
}

/** The text of a manifest of one custom resource. */
export function manifestOf({ kind, name, spec, annotations }: AppliedResource): string {
  return stringify({ apiVersion: API_VERSION, kind, metadata: { name, ...(annotations && { annotations }) }, spec });
}

export function contextManifest(name: string, spec: Readonly<Record<string, unknown>> = { contextId: 10 }): string {
  return manifestOf({ kind: 'OXContext', name, spec });
}

export function secretManifest(name: string, stringData: DataMap): string {
  return stringify({ apiVersion: 'v1', kind: 'Secret', metadata: { name }, stringData });
}

export function configMapManifest(name: string, data: DataMap): string {
  return stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data });
}
