import type { Cache } from '../../src/cache/index.ts';
import type { Kind } from '../../src/model/index.ts';

/** A name in a context; of a user whose it is. OX does not tell that of groups and resources. */
export interface NamedPlace {
  readonly kind: Kind;
  readonly contextId: number;
  readonly name: string;
  readonly sourceId?: string;
}

/**
 * What each cache has ever heard of: that somebody was to have a name in a context. A process that takes over can look in OX for nothing
 * else: what came and went, or was renamed twice, between two polls of its own while another one led, is nowhere in its world.
 */
export class Hearing {
  private readonly heard = new WeakMap<Cache, Set<string>>();

  listen(cache: Cache): void {
    if (this.heard.has(cache)) return;
    const places = new Set<string>();
    this.heard.set(cache, places);
    const put = cache.objects.put.bind(cache.objects);
    cache.objects.put = (desired, ...how) => {
      places.add(keyOf(desired));
      return put(desired, ...how);
    };
  }

  hasHeard(cache: Cache, place: NamedPlace): boolean {
    return this.heard.get(cache)?.has(keyOf(place)) === true;
  }
}

function keyOf({ kind, contextId, name, sourceId }: NamedPlace): string {
  return JSON.stringify([kind, contextId, name.toLowerCase(), kind === 'User' ? sourceId : '']);
}
