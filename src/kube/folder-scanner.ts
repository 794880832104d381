import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Clock, messageOf } from '../model/index.ts';
import { Settler, type Sighting } from './folder-settler.ts';
import { type FolderTree, isMissing, listTree, sightingOf, type TreeFailure } from './folder-tree.ts';

export type FileText =
  | { readonly type: 'text'; readonly text: string }
  /** No text; stays so until the file changes. */
  | { readonly type: 'unreadable'; readonly message: string }
  /** The disk does not give it: tried again at the next look. */
  | { readonly type: 'failed'; readonly message: string };

/** What is new since the last look. Paths are relative to the folder. */
export interface FolderLook {
  readonly changed: ReadonlyMap<string, FileText>;
  readonly removed: readonly string[];
  readonly failures: readonly TreeFailure[];
  /** Absolute paths of the folders that hold manifests. */
  readonly directories: readonly string[];
  /** Something is being written: look again soon. */
  readonly isPending: boolean;
}

const NOTHING: FolderTree = { files: new Map(), directories: [], failures: [] };

/** Looks at the files of a folder, and of at most one hidden folder in it, and reads those that changed and have settled. */
export class FolderScanner {
  private readonly folder: string;
  private readonly hiddenFolder: string | undefined;
  private readonly clock: Clock;
  private readonly mayLack: boolean;
  private readonly settler = new Settler();

  /** `hiddenFolder` is relative to `folder`. With `mayLack` a folder that is not there is an empty one. */
  constructor(folder: string, hiddenFolder: string | undefined, clock: Clock, mayLack = false) {
    this.folder = folder;
    this.mayLack = mayLack;
    this.hiddenFolder = hiddenFolder;
    this.clock = clock;
  }

  /** A file that was written just now: it is missed when it goes before it was ever looked at. */
  expect(path: string): void {
    this.settler.take(path, '');
  }

  private async list(folder: string): Promise<FolderTree> {
    if (!this.mayLack) return await listTree(folder);
    const isThere = await stat(folder).then(
      () => true,
      (error: unknown) => !isMissing(error),
    );
    return isThere ? await listTree(folder) : NOTHING;
  }

  async look(): Promise<FolderLook> {
    const manifests = await this.list(this.folder);
    const hidden = this.hiddenFolder === undefined ? NOTHING : await this.list(join(this.folder, this.hiddenFolder));
    const within = (path: string): string => `${this.hiddenFolder}/${path}`;
    const files = new Map([...manifests.files, ...[...hidden.files].map(([path, sighting]) => [within(path), sighting] as const)]);
    const failures = [...manifests.failures, ...hidden.failures.map(({ path, message }) => ({ path: within(path), message }))];
    const offered = this.settler.offer({ files, isComplete: failures.length === 0 }, this.clock.now());
    const sight = { failures, directories: [...manifests.directories, ...hidden.directories] };
    const texts = await this.readAll(offered.changed, files);
    // All or nothing: an object may have moved from a file that was read to the one that was not.
    if (texts === undefined) return { changed: new Map(), removed: [], ...sight, isPending: true };
    for (const path of offered.removed) this.settler.take(path, undefined);
    for (const [path, { type }] of texts) if (type !== 'failed') this.settler.take(path, files.get(path)?.signature);
    return { changed: texts, removed: offered.removed, ...sight, isPending: offered.isPending };
  }

  /** `undefined` when one of the files changed while they were read. */
  private async readAll(paths: readonly string[], files: ReadonlyMap<string, Sighting>): Promise<Map<string, FileText> | undefined> {
    const texts = new Map<string, FileText>();
    for (const path of paths) {
      const text = await this.read(path, files.get(path)?.signature);
      if (text === undefined) return undefined;
      texts.set(path, text);
    }
    return texts;
  }

  private async read(path: string, signature: string | undefined): Promise<FileText | undefined> {
    const absolute = join(this.folder, path);
    try {
      const bytes = await readFile(absolute);
      return sightingOf(await stat(absolute, { bigint: true })).signature === signature ? decode(bytes) : undefined;
    } catch (error) {
      return isMissing(error) ? undefined : { type: 'failed', message: `cannot be read: ${messageOf(error)}` };
    }
  }
}

function decode(bytes: Buffer): FileText {
  try {
    return { type: 'text', text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    return { type: 'unreadable', message: 'is not UTF-8 text' };
  }
}
