import { existsSync, renameSync, rmSync } from 'node:fs';
import { CacheError } from './cache-trouble.ts';

/** Each may be as large as the cache was, and holds personal data. */
const MOST_KEPT = 3;

/** What SQLite keeps beside a file. Left there, it would be taken for a part of the next one. */
const COMPANIONS = ['-wal', '-journal', '-shm'];

/**
 * Moves the file, with what SQLite keeps beside it, out of the way: to `<path>.corrupt-1`, or the next free number. It is not deleted: it may
 * be somebody else's, and may tell what happened. Answers the new path. @throws CacheError when several lie there already: a disk that goes
 * on damaging files is no place for a cache.
 */
export function putAside(path: string): string {
  for (let number = 1; number <= MOST_KEPT; number += 1) {
    const aside = `${path}.corrupt-${number}`;
    if (existsSync(aside)) continue;
    for (const suffix of COMPANIONS) if (existsSync(path + suffix)) renameSync(path + suffix, aside + suffix);
    renameSync(path, aside);
    return aside;
  }
  throw new CacheError('damaged', `it is damaged, and ${MOST_KEPT} damaged ones lie beside it (${path}.corrupt-1 and so on)`);
}

/** Removes a file, if it is there, with what SQLite keeps beside it. */
export function removeFile(path: string): void {
  for (const suffix of ['', ...COMPANIONS]) rmSync(path + suffix, { force: true });
}
