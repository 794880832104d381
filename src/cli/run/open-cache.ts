import { Cache, type CacheTrouble, openingTroubleOf } from '../../cache/index.ts';
import { type Clock, ConfigurationError } from '../../model/index.ts';

/** How to go on, for each thing that can be wrong with the file. */
const ADVICE: Readonly<Record<CacheTrouble['kind'], string>> = {
  damaged: 'look at the disk, and delete these files or choose another place',
  newer: 'start the newer version again, or delete the file: what it held is read from the directory and OX again',
  foreign: 'expected a file of ox-operator, or none',
  inUse: 'another process has it open; end that one, or give each operator a file of its own',
  noSpace: 'make room on its disk and start again',
  readOnly: 'expected a file in a folder that this process may write to',
  ioError: 'its disk may be full or failing: mend that and start again',
  broken: 'expected the path of a file in a folder that can be written',
};

interface OpeningLog {
  warn(bindings: object, message: string): void;
}

/** Opens the cache file; a damaged one is put aside and made anew. @throws ConfigurationError that says how to go on when it cannot be used. */
export function openCache(path: string, clock: Clock, log: OpeningLog): Cache {
  try {
    return Cache.open(path, clock, ({ message, aside }) => {
      log.warn(
        { cache: path, aside },
        `the cache was damaged (${message}) and lies at ${aside} now; a new one is filled from the directory and OX. Delete the old one when nobody needs it: it holds names and addresses`,
      );
    });
  } catch (error) {
    const { kind, message } = openingTroubleOf(error);
    throw new ConfigurationError(`CACHE_PATH: found ${JSON.stringify(path)}, which cannot be opened (${message}), ${ADVICE[kind]}`);
  }
}
