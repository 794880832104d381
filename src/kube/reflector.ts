import { type Clock, messageOf, type Random, sleep } from '../model/index.ts';
import type { ApiClient } from './api-client.ts';
import { ApiError, hasStatus } from './api-error.ts';
import { Backoff } from './backoff.ts';
import { listObjects } from './list-objects.ts';
import type { CacheChange, CachedObject, ObjectCache } from './object-cache.ts';
import type { StoreLog } from './store-log.ts';
import { type WatchEvent, watchEvents } from './watch-events.ts';

/** What everything that talks to the API server shares. */
export interface ApiEnvironment {
  readonly client: ApiClient;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: StoreLog;
}

/** One collection: where it is and what is kept of it. */
export interface Collection<T extends CachedObject> {
  /** How messages call its objects. */
  readonly label: string;
  readonly path: string;
  /** Whether nothing but the metadata is asked for. */
  readonly metadataOnly: boolean;
  readonly cache: ObjectCache<T>;
  /** The part of an object that is kept. Throws when it is no such object. */
  readonly project: (object: unknown) => T;
  readonly changed: (changes: readonly CacheChange<T>[]) => void;
  /** What an admin should know about a failure; the API server's words without it. */
  readonly explain?: (error: unknown) => string | undefined;
}

const BACKOFF = { firstMs: 1_000, mostMs: 30_000 };
const LONGEST_RETRY_AFTER_MS = 300_000;
/** A watch that lived this long, or told something, was a good one. */
const HEALTHY_AFTER_MS = 10_000;
/** One that ended sooner counts as a failure, or a server that closes every watch would be asked without a pause. */
const SHORTEST_WATCH_MS = 1_000;
/** A server restored from a backup never heard of our version and may not say 410. */
const LIST_AGAIN_AFTER_FAILURES = 3;

/**
 * Keeps a cache equal to a collection on the API server: lists it, then watches from there on, for ever. Every failure is answered by
 * waiting and trying again; a version that is too old (410) by listing again. A failure never removes anything from the cache.
 */
export class Reflector<T extends CachedObject> {
  private readonly environment: ApiEnvironment;
  private readonly collection: Collection<T>;
  private readonly backoff: Backoff;
  private readonly synced = Promise.withResolvers<void>();
  private resourceVersion: string | undefined;
  private failures = 0;
  private trouble: string | undefined;

  constructor(environment: ApiEnvironment, collection: Collection<T>) {
    this.environment = environment;
    this.collection = collection;
    this.backoff = new Backoff(BACKOFF, environment.random);
  }

  /** Resolves when everything was listed once. */
  get whenSynced(): Promise<void> {
    return this.synced.promise;
  }

  /** Works until `signal` is aborted, then resolves. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        this.resourceVersion ??= await this.list(signal);
        await this.watch(this.resourceVersion, signal);
      } catch (error) {
        if (!signal.aborted) await this.recover(error, signal);
      }
    }
  }

  private async list(signal: AbortSignal): Promise<string> {
    const { path, metadataOnly, cache } = this.collection;
    const objects: T[] = [];
    const version = await listObjects({ client: this.environment.client, path, metadataOnly, signal }, (item) => {
      const object = this.project(item);
      if (object !== undefined) objects.push(object);
    });
    this.tell(cache.replace(objects));
    this.synced.resolve();
    return version;
  }

  private async watch(resourceVersion: string, signal: AbortSignal): Promise<void> {
    const { client, clock, random } = this.environment;
    const { path, metadataOnly } = this.collection;
    const timeoutSeconds = 290 + Math.floor(random.next() * 60);
    const begin = clock.now();
    let hasSpoken = false;
    const opened = (): void => this.reportRecovery();
    for await (const event of watchEvents({ client, clock, path, metadataOnly, resourceVersion, timeoutSeconds, signal, opened })) {
      this.apply(event);
      this.resourceVersion = event.resourceVersion;
      if (!hasSpoken) this.markHealthy();
      hasSpoken = true;
    }
    const lived = clock.now() - begin;
    if (lived >= HEALTHY_AFTER_MS) this.markHealthy();
    if (lived < SHORTEST_WATCH_MS) throw new ApiError(`API server, watching ${path}: it was ended at once`, { status: 0 });
  }

  private apply(event: WatchEvent): void {
    if (event.type === 'BOOKMARK') return;
    const object = this.project(event.object);
    if (object === undefined) return;
    const { cache } = this.collection;
    this.tell(event.type === 'DELETED' ? cache.remove(object) : cache.put(object));
  }

  private project(item: unknown): T | undefined {
    try {
      return this.collection.project(item);
    } catch (error) {
      this.environment.log.warn(
        `${this.collection.label}: the API server sent an object that cannot be read, it is left out: ${messageOf(error)}`,
      );
      return undefined;
    }
  }

  /** A listener that throws must not end the watch: it would miss everything that comes after. */
  private tell(changes: readonly CacheChange<T>[]): void {
    if (changes.length === 0) return;
    try {
      this.collection.changed(changes);
    } catch (error) {
      this.environment.log.warn(`${this.collection.label}: handling a change failed: ${messageOf(error)}`);
    }
  }

  private async recover(error: unknown, signal: AbortSignal): Promise<void> {
    this.failures += 1;
    const isTooOld = hasStatus(error, 410);
    if (isTooOld || this.failures % LIST_AGAIN_AFTER_FAILURES === 0) this.resourceVersion = undefined;
    if (!isTooOld) this.reportTrouble(this.collection.explain?.(error) ?? messageOf(error));
    const wish = error instanceof ApiError ? (error.retryAfterMs ?? 0) : 0;
    const delayMs = Math.max(this.backoff.next(), Math.min(wish, LONGEST_RETRY_AFTER_MS));
    await sleep(this.environment.clock, delayMs, signal);
  }

  private markHealthy(): void {
    this.failures = 0;
    this.backoff.reset();
  }

  /** Said once, not at every attempt. */
  private reportTrouble(message: string): void {
    if (message !== this.trouble) this.environment.log.warn(`${this.collection.label}: ${message}; trying again`);
    this.trouble = message;
  }

  private reportRecovery(): void {
    if (this.trouble !== undefined) this.environment.log.info(`${this.collection.label}: the API server answers again`);
    this.trouble = undefined;
  }
}
