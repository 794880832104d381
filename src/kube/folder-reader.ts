import type { Clock } from '../model/index.ts';
import { type FolderContent, keyOf, type ManifestFile, mergeFiles, parseManifestFile, unreadableFile } from './folder-content.ts';
import type { ManifestRules } from './folder-manifest.ts';
import { type FileText, FolderScanner } from './folder-scanner.ts';
import { SECRETS_FOLDER, secretFile } from './folder-state.ts';
import type { DataMap } from './resource-store.ts';

export interface FolderReading {
  /** Something differs from the reading before. */
  readonly isNews: boolean;
  readonly isPending: boolean;
  /** Absolute paths of the folders that hold manifests. */
  readonly directories: readonly string[];
}

/** The manifests of a folder and the Secrets kept beside them, parsed and put together. */
export class FolderReader {
  private readonly scanner: FolderScanner;
  private readonly rules: ManifestRules;
  private readonly files = new Map<string, ManifestFile>();
  private failures: readonly ManifestFile[] = [];

  /** @param isReadOnly no operator need ever have been here */
  constructor(folder: string, clock: Clock, rules: ManifestRules, isReadOnly = false) {
    this.scanner = new FolderScanner(folder, SECRETS_FOLDER, clock, isReadOnly);
    this.rules = rules;
  }

  async read(): Promise<FolderReading> {
    const { changed, removed, failures, ...look } = await this.scanner.look();
    for (const path of removed) this.files.delete(path);
    for (const [path, text] of changed) this.files.set(path, this.parse(path, text));
    const before = this.failures.length;
    this.failures = failures.map(({ path, message }) => unreadableFile(path, message));
    const isNews = changed.size > 0 || removed.length > 0 || failures.length > 0 || before > 0;
    return { ...look, isNews };
  }

  /** What the folder says now. A Secret among the manifests goes before a generated one of the same name. */
  content(): FolderContent {
    const files = [...this.files.values()].sort((left, right) => (left.file < right.file ? -1 : 1));
    const manifests = files.filter(({ file }) => !isGenerated(file));
    const known = new Set(manifests.flatMap(({ data }) => data.map(keyOf)));
    const generated = files
      .filter(({ file }) => isGenerated(file))
      .map((file) => ({ ...file, resources: [], data: file.data.filter((data) => !known.has(keyOf(data))) }));
    return mergeFiles([...manifests, ...generated, ...this.failures]);
  }

  /** A Secret that was written just now counts before the next look. */
  addSecret(name: string, data: DataMap): void {
    const file = secretFile(name);
    this.files.set(file, { file, resources: [], data: [{ kind: 'Secret', name, data }], problems: [], notes: [], isComplete: true });
  }

  removeSecret(name: string): void {
    this.files.delete(secretFile(name));
  }

  private parse(path: string, text: FileText): ManifestFile {
    return text.type === 'text' ? parseManifestFile(path, text.text, this.rules) : unreadableFile(path, text.message);
  }
}

function isGenerated(file: string): boolean {
  return file.startsWith(`${SECRETS_FOLDER}/`);
}
