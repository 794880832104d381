import { type FSWatcher, watch } from 'node:fs';

/** Enough for any folder of manifests; beyond it the regular scan finds changes. */
const MAX_WATCHES = 200;

/**
 * Hints that something changed in one of a set of folders. A hint may be missing (network disks send none) or be sent
 * for nothing, so it only ever makes a scan come earlier. One plain watch per folder: the recursive watch of Node
 * takes a handle per file and fails over files that come and go.
 */
export class FolderWatch {
  private readonly onHint: () => void;
  private readonly watchers = new Map<string, FSWatcher>();

  constructor(onHint: () => void) {
    this.onHint = onHint;
  }

  /** Watches exactly these folders from now on, given by absolute paths. */
  follow(directories: readonly string[]): void {
    const wanted = new Set(directories.slice(0, MAX_WATCHES));
    for (const directory of [...this.watchers.keys()]) if (!wanted.has(directory)) this.drop(directory);
    for (const directory of wanted) if (!this.watchers.has(directory)) this.add(directory);
  }

  close(): void {
    this.follow([]);
  }

  private add(directory: string): void {
    try {
      const watcher = watch(directory, { persistent: false }, () => this.onHint());
      watcher.on('error', () => this.drop(directory));
      this.watchers.set(directory, watcher);
    } catch {
      // No more watches to be had, or the folder is gone: the regular scan finds what changes in it.
    }
  }

  private drop(directory: string): void {
    this.watchers.get(directory)?.close();
    this.watchers.delete(directory);
  }
}
