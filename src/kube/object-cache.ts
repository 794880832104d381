/** What identifies one version of one object. */
export interface CachedObject {
  readonly name: string;
  readonly uid: string;
  readonly resourceVersion: string;
}

export interface CacheChange<T> {
  readonly type: 'added' | 'changed' | 'deleted';
  readonly object: T;
}

/**
 * The objects of one collection by name, and what each message of the API server does to them. Pure: it knows no I/O, and answers with
 * what changed. An object that was deleted and created anew under its name is a deletion and an addition: the uid tells.
 */
export class ObjectCache<T extends CachedObject> {
  private objects = new Map<string, T>();
  private readonly isNews: (before: T, now: T) => boolean;

  /** @param isNews whether anybody needs to hear of the difference; false for what we write ourselves */
  constructor(isNews: (before: T, now: T) => boolean = () => true) {
    this.isNews = isNews;
  }

  get(name: string): T | undefined {
    return this.objects.get(name);
  }

  values(): T[] {
    return [...this.objects.values()];
  }

  /** A complete list: what is not in it is gone. */
  replace(listed: readonly T[]): CacheChange<T>[] {
    const previous = this.objects;
    this.objects = new Map(listed.map((object) => [object.name, object]));
    const deleted = [...previous.values()].filter((object) => this.get(object.name)?.uid !== object.uid);
    return [
      ...deleted.map((object): CacheChange<T> => ({ type: 'deleted', object })),
      ...listed.flatMap((object) => this.compare(previous.get(object.name), object)),
    ];
  }

  /** ADDED or MODIFIED. A version older than the one we hold is late news: our own write was answered before the watch told of it. */
  put(object: T): CacheChange<T>[] {
    const held = this.objects.get(object.name);
    if (held?.uid === object.uid && isOlder(object.resourceVersion, held.resourceVersion)) return [];
    this.objects.set(object.name, object);
    const gone: CacheChange<T>[] = held !== undefined && held.uid !== object.uid ? [{ type: 'deleted', object: held }] : [];
    return [...gone, ...this.compare(held, object)];
  }

  /** DELETED. */
  remove(object: T): CacheChange<T>[] {
    const held = this.objects.get(object.name);
    if (held?.uid !== object.uid) return [];
    this.objects.delete(object.name);
    return [{ type: 'deleted', object }];
  }

  /** The answer to a request of ours. It never brings back what the watch already told to be gone. */
  absorb(object: T): CacheChange<T>[] {
    return this.objects.get(object.name)?.uid === object.uid ? this.put(object) : [];
  }

  private compare(held: T | undefined, object: T): CacheChange<T>[] {
    if (held?.uid !== object.uid) return [{ type: 'added', object }];
    return held.resourceVersion !== object.resourceVersion && this.isNews(held, object) ? [{ type: 'changed', object }] : [];
  }
}

/** Resource versions of Kubernetes are numbers in text; those of another server say nothing about age. */
function isOlder(version: string, than: string): boolean {
  return /^\d+$/.test(version) && /^\d+$/.test(than) && BigInt(version) < BigInt(than);
}
