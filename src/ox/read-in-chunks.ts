import { OxError } from './ox-error.ts';

/** As many as one call may ask for. */
const MOST_PER_CALL = 100;

/**
 * Reads many by their ids, a hundred with one call. One that is gone makes OX refuse the whole call, so that its hundred is halved until
 * the others are read; it is left out.
 */
export async function* readInChunks<T>(
  ids: readonly number[],
  read: (ids: readonly number[]) => Promise<readonly T[]>,
): AsyncGenerator<readonly T[]> {
  for (let start = 0; start < ids.length; start += MOST_PER_CALL) yield await readThoseThere(ids.slice(start, start + MOST_PER_CALL), read);
}

async function readThoseThere<T>(ids: readonly number[], read: (ids: readonly number[]) => Promise<readonly T[]>): Promise<readonly T[]> {
  try {
    return await read(ids);
  } catch (error) {
    if (!(error instanceof OxError) || error.missing === undefined || error.missing === 'context') throw error;
    if (ids.length === 1) return [];
    const middle = Math.ceil(ids.length / 2);
    return [...(await readThoseThere(ids.slice(0, middle), read)), ...(await readThoseThere(ids.slice(middle), read))];
  }
}
