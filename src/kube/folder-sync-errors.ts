import { join } from 'node:path';
import { type Clock, OperatorError } from '../model/index.ts';
import { isName } from './folder-manifest.ts';
import { FolderScanner } from './folder-scanner.ts';
import { type FolderState, SYNC_ERRORS_FOLDER, syncErrorFile } from './folder-state.ts';
import { readYaml } from './folder-yaml.ts';
import { toPlainJson } from './plain-json.ts';
import type { ResourceListener, SyncErrorReport, SyncErrorResource } from './resource-store.ts';
import { describeFault, isSameReport, syncErrorOf, syncErrorSchema } from './sync-error-record.ts';

type ErrorText = { readonly type: 'error'; readonly error: SyncErrorResource } | { readonly type: 'faulty'; readonly message: string };

/**
 * The OXSyncErrors of a folder, one file each in `.ox-operator/OXSyncError`. An admin sets `spec.action` by editing the file, at any
 * moment; all else in it is ours and is put right when it differs.
 */
export class FolderSyncErrors {
  private readonly state: FolderState;
  private readonly scanner: FolderScanner;
  private readonly held = new Map<string, SyncErrorResource>();
  /** Why a file cannot be used, by name. */
  private readonly problems = new Map<string, string>();
  private listener: ResourceListener | undefined;

  constructor(folder: string, state: FolderState, clock: Clock) {
    this.state = state;
    this.scanner = new FolderScanner(join(folder, SYNC_ERRORS_FOLDER), undefined, clock, state.isReadOnly);
  }

  /** From now on the listener hears of changes. `undefined`: nobody does. */
  tell(listener: ResourceListener | undefined): void {
    this.listener = listener;
    for (const message of this.problems.values()) listener?.resourceInvalid(undefined, message);
  }

  list(): readonly SyncErrorResource[] {
    return [...this.held.values()];
  }

  /** Takes up what was edited since the last look. */
  async look(): Promise<{ readonly isPending: boolean; readonly directories: readonly string[] }> {
    const { changed, removed, isPending, directories } = await this.scanner.look();
    for (const path of removed) this.drop(nameIn(path));
    for (const [path, text] of changed) {
      const name = nameIn(path);
      const read = text.type === 'text' ? parse(name, text.text) : faulty(name, text.message);
      const error = this.takeUp(name, read);
      if (error !== undefined && read.type === 'error' && !isSameReport(error, read.error)) await this.save(error);
    }
    return { isPending, directories };
  }

  async apply(report: SyncErrorReport): Promise<void> {
    const { name } = report;
    if (!isName(name)) throw new OperatorError('InvalidIdentifier', `OXSyncError ${JSON.stringify(name)}: not a name that it can have`);
    const isUsable = await this.catchUp(name);
    const held = this.held.get(name);
    const { objectRef } = report.spec;
    const error = toPlainJson({ ...report, spec: { objectRef, action: held?.spec.action ?? '' } });
    if (held !== undefined && isSameReport(held, error)) return;
    // A file that is being edited, or was edited wrongly, is left to the editor: it is written when it can be read again.
    if (isUsable) await this.save(error);
    this.held.set(name, error);
  }

  async clearAction(name: string): Promise<void> {
    const done = this.held.get(name)?.spec.action ?? '';
    const isUsable = await this.catchUp(name);
    const held = this.held.get(name);
    if (!isUsable || held === undefined || done === '' || held.spec.action !== done) return;
    const error = { ...held, spec: { ...held.spec, action: '' } } as const;
    await this.save(error);
    this.held.set(name, error);
  }

  async delete(name: string): Promise<void> {
    await this.state.removeSyncError(name);
    this.held.delete(name);
    this.problems.delete(name);
  }

  /** Reads the file as it is at this moment, so that no action is written over; false when it cannot be used. */
  private async catchUp(name: string): Promise<boolean> {
    const text = await this.state.readSyncError(name);
    if (text === undefined) return true;
    const read = parse(name, text);
    this.takeUp(name, read);
    return read.type === 'error';
  }

  /** Of a file that we know only the action counts. Gives what is held afterwards. */
  private takeUp(name: string, read: ErrorText): SyncErrorResource | undefined {
    if (read.type === 'faulty') {
      this.complain(name, read.message);
      return undefined;
    }
    this.problems.delete(name);
    const held = this.held.get(name);
    const { action } = read.error.spec;
    if (held?.spec.action === action) return held;
    const error = held === undefined ? read.error : { ...held, spec: { ...held.spec, action } };
    this.held.set(name, error);
    this.listener?.syncErrorChanged(name);
    return error;
  }

  private async save(error: SyncErrorResource): Promise<void> {
    await this.state.saveSyncError(error);
    this.scanner.expect(`${error.name}.yaml`);
  }

  private drop(name: string): void {
    this.problems.delete(name);
    if (this.held.delete(name)) this.listener?.syncErrorChanged(name);
  }

  private complain(name: string, message: string): void {
    if (this.problems.get(name) === message) return;
    this.problems.set(name, message);
    this.listener?.resourceInvalid(undefined, message);
  }
}

function nameIn(path: string): string {
  return path.replace(/\.ya?ml$/, '');
}

function parse(name: string, text: string): ErrorText {
  const yaml = readYaml(text);
  if (yaml.type === 'unreadable') return faulty(name, yaml.message);
  const parsed = syncErrorSchema.safeParse(yaml.documents[0]?.value);
  if (!parsed.success) return faulty(name, describeFault(parsed.error));
  const error = syncErrorOf(parsed.data);
  return error.name === name ? { type: 'error', error } : faulty(name, `metadata.name: found ${error.name}, expected ${name}`);
}

function faulty(name: string, message: string): ErrorText {
  return { type: 'faulty', message: `${syncErrorFile(name)}: ${message}; correct spec.action, or remove the file` };
}
