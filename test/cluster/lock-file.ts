import { readFile, rm, writeFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';

/**
 * Runs `work` while no other process on this machine does so under the same lock file. A lock whose process is gone is taken over;
 * two takers at the same instant may then both work, so the work must end in an atomic rename.
 */
export async function withLockFile<T>(path: string, waiting: (pid: number) => void, work: () => Promise<T>): Promise<T> {
  await acquire(path, waiting);
  try {
    return await work();
  } finally {
    await rm(path, { force: true });
  }
}

async function acquire(path: string, waiting: (pid: number) => void): Promise<void> {
  let announced = false;
  while (!(await tryToCreate(path))) {
    const holder = await readHolder(path);
    if (holder === undefined) continue;
    if (!isRunning(holder)) await rm(path, { force: true });
    else if (!announced) {
      waiting(holder);
      announced = true;
    }
    await pause(200);
  }
}

async function tryToCreate(path: string): Promise<boolean> {
  try {
    await writeFile(path, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  }
}

async function readHolder(path: string): Promise<number | undefined> {
  try {
    return Number(await readFile(path, 'utf8'));
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

function isRunning(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return !hasCode(error, 'ESRCH');
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
