import { open, rename } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** Writes a file so that a reader, or a crash, sees the old text or the new one. `mode` also applies when it exists. */
export async function writeFileAtomically(path: string, text: string, mode: number): Promise<void> {
  const temporary = join(dirname(path), `.${basename(path)}.tmp`);
  const file = await open(temporary, 'w', mode);
  try {
    await file.chmod(mode);
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(temporary, path);
}
