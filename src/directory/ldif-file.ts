import { readFile, stat } from 'node:fs/promises';
import { messageOf, OperatorError } from '../model/index.ts';

interface FileState {
  readonly modifiedMs: number;
  readonly size: number;
  readonly inode: number;
}

/**
 * Reads a file for `LdifDirectory`: anew only when its size or time changed. Rejects with DirectoryUnreachable when it cannot be read,
 * with DirectoryIncomplete when it changes meanwhile.
 */
export function ldifFile(path: string): () => Promise<string> {
  let last: { readonly state: FileState; readonly text: string; readonly isConfirmed: boolean } | undefined;
  return async () => {
    try {
      const state = await stateOf(path);
      const isKnown = last !== undefined && isSame(last.state, state);
      if (last?.isConfirmed === true && isKnown) return last.text;
      const text = await readFile(path, 'utf8');
      if (!isSame(state, await stateOf(path))) throw new OperatorError('DirectoryIncomplete', `${path}: the file is being written`);
      // Two changes may bear the same time, which has the grain of a few milliseconds: one more look is needed.
      last = { state, text, isConfirmed: isKnown };
      return text;
    } catch (error) {
      if (error instanceof OperatorError) throw error;
      throw new OperatorError('DirectoryUnreachable', `${path}: the file cannot be read (${messageOf(error)})`, { cause: error });
    }
  };
}

async function stateOf(path: string): Promise<FileState> {
  const { mtimeMs, size, ino } = await stat(path);
  return { modifiedMs: mtimeMs, size, inode: ino };
}

function isSame(left: FileState, right: FileState): boolean {
  return left.modifiedMs === right.modifiedMs && left.size === right.size && left.inode === right.inode;
}
