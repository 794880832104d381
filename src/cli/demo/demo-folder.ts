import { rmSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { ConfigurationError } from '../../model/index.ts';
import { sampleLdif } from './sample/ldif.ts';
import { LDIF_FILE, sampleManifests } from './sample/manifests.ts';
import type { Organisation } from './sample/organisation.ts';

/** The files of a demo, all below one folder. */
export class DemoFolder {
  readonly path: string;
  private readonly isKept: boolean;

  private constructor(path: string, isKept: boolean) {
    this.path = path;
    this.isKept = isKept;
  }

  /** Writes the sample to `dir`, which is kept, or to a temporary folder, which is not. Rejects when there is something in `dir`. */
  static async create(organisation: Organisation, { dir, keep = false }: { dir?: string; keep?: boolean }): Promise<DemoFolder> {
    const path = dir === undefined ? await mkdtemp(join(tmpdir(), 'ox-operator-demo-')) : await emptyFolder(resolve(dir));
    const folder = new DemoFolder(path, keep || dir !== undefined);
    // A closed terminal or a second Ctrl-C ends the process where it stands.
    process.once('exit', () => folder.dispose());
    await mkdir(folder.manifests);
    await writeFile(folder.ldif, sampleLdif(organisation));
    for (const [file, text] of sampleManifests(organisation)) await writeFile(join(folder.manifests, file), text);
    return folder;
  }

  get manifests(): string {
    return join(this.path, 'manifests');
  }

  get ldif(): string {
    return join(this.manifests, LDIF_FILE);
  }

  get cache(): string {
    return join(this.path, 'cache.db');
  }

  get log(): string {
    return join(this.path, 'operator.log');
  }

  /** Answers whether the folder is gone. Works while the process ends, whatever ends it; may be called again. */
  dispose(): boolean {
    if (!this.isKept) rmSync(this.path, { recursive: true, force: true });
    return !this.isKept;
  }
}

async function emptyFolder(path: string): Promise<string> {
  await mkdir(path, { recursive: true });
  const files = await readdir(path);
  if (files.length > 0) throw new ConfigurationError(`--dir: found ${files.length} files in ${path}, expected an empty or a new folder`);
  return path;
}
