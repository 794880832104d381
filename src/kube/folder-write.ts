import { closeSync, fchmodSync, fsync, openSync, renameSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';

const flush = promisify(fsync);

/**
 * Writes a file so that a reader, or a crash, sees the old text or the new one. `mode` also applies when it exists. Only the flush waits
 * for the disk, so only there others have their turn: under load each turn takes as long as all the work that is ready.
 */
export async function writeFileAtomically(path: string, text: string, mode: number): Promise<void> {
  const temporary = join(dirname(path), `.${basename(path)}.tmp`);
  const file = openSync(temporary, 'w', mode);
  try {
    fchmodSync(file, mode);
    writeFileSync(file, text);
    await flush(file);
  } finally {
    closeSync(file);
  }
  renameSync(temporary, path);
}
