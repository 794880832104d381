import type { BigIntStats, Dirent } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf } from '../model/index.ts';
import type { Sighting } from './folder-settler.ts';

/** The manifest files of a folder. Paths are relative to it, with `/`. */
export interface FolderTree {
  readonly files: ReadonlyMap<string, Sighting>;
  /** Absolute paths of every folder that was looked into. */
  readonly directories: readonly string[];
  /** What could not be looked into: files may be missing from `files`. */
  readonly failures: readonly TreeFailure[];
}

export interface TreeFailure {
  readonly path: string;
  readonly message: string;
}

/** A link to `/` must not make us read the whole disk every second. */
const MAX_DIRECTORIES = 2000;

/**
 * Lists `*.yaml` and `*.yml` of a folder and its sub-folders. Hidden names are left out; symbolic links are followed,
 * and what was reached by one path is not listed again by another, so that loops end.
 */
export async function listTree(root: string): Promise<FolderTree> {
  const walk = new TreeWalk(root);
  await walk.enter('');
  return walk;
}

interface Entry {
  readonly path: string;
  readonly realPath: string;
  readonly stats: BigIntStats;
}

class TreeWalk implements FolderTree {
  readonly files = new Map<string, Sighting>();
  readonly directories: string[] = [];
  readonly failures: TreeFailure[] = [];
  private readonly root: string;
  private readonly visited = new Set<string>();

  constructor(root: string) {
    this.root = root;
  }

  async enter(directory: string): Promise<void> {
    const absolute = join(this.root, directory);
    try {
      const realDirectory = await realpath(absolute);
      if (!this.isFirstVisit(realDirectory)) return;
      this.directories.push(absolute);
      if (this.directories.length > MAX_DIRECTORIES)
        throw new Error(`more than ${MAX_DIRECTORIES} folders: does a link lead out of the folder?`);
      const names = (await readdir(absolute, { withFileTypes: true }))
        .filter(isCandidate)
        .sort((left, right) => (left.name < right.name ? -1 : 1));
      const entries = await Promise.all(names.map((name) => this.inspect(directory, realDirectory, name)));
      for (const entry of entries) if (entry !== undefined) await this.add(entry);
    } catch (error) {
      this.fail(directory === '' ? '.' : directory, error);
    }
  }

  private async inspect(directory: string, realDirectory: string, entry: Dirent): Promise<Entry | undefined> {
    const path = directory === '' ? entry.name : `${directory}/${entry.name}`;
    const absolute = join(this.root, path);
    try {
      const realPath = entry.isSymbolicLink() ? await realpath(absolute) : join(realDirectory, entry.name);
      return { path, realPath, stats: await stat(absolute, { bigint: true }) };
    } catch (error) {
      // A plain file that is gone was deleted this moment; a link to nothing may lead to a disk that comes back.
      if (entry.isSymbolicLink() || !isMissing(error)) this.fail(path, error);
      return undefined;
    }
  }

  private async add({ path, realPath, stats }: Entry): Promise<void> {
    if (stats.isDirectory()) await this.enter(path);
    else if (stats.isFile() && isManifestName(path) && this.isFirstVisit(realPath)) this.files.set(path, sightingOf(stats));
  }

  private isFirstVisit(realPath: string): boolean {
    const isFirst = !this.visited.has(realPath);
    this.visited.add(realPath);
    return isFirst;
  }

  private fail(path: string, error: unknown): void {
    this.failures.push({ path, message: `cannot be read: ${messageOf(error)}` });
  }
}

export function sightingOf(stats: BigIntStats): Sighting {
  const signature = [stats.ino, stats.size, stats.mtimeNs, stats.ctimeNs].join(':');
  return { signature, isEmpty: stats.size === 0n, changedAt: Number(stats.ctimeNs / 1_000_000n) };
}

export function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

function isCandidate(entry: Dirent): boolean {
  if (entry.name.startsWith('.')) return false;
  return entry.isDirectory() || entry.isSymbolicLink() || (entry.isFile() && isManifestName(entry.name));
}

function isManifestName(path: string): boolean {
  return /\.ya?ml$/.test(path);
}
