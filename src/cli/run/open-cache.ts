import { Cache } from '../../cache/index.ts';
import { type Clock, ConfigurationError, messageOf } from '../../model/index.ts';

/** Opens the cache file. @throws ConfigurationError when it cannot be opened, or a newer version wrote it. */
export function openCache(path: string, clock: Clock): Cache {
  try {
    return Cache.open(path, clock);
  } catch (error) {
    throw new ConfigurationError(
      `CACHE_PATH: found ${JSON.stringify(path)}, which cannot be opened (${messageOf(error)}), expected the path of a file in a folder that can be written`,
    );
  }
}
