import { isDeepStrictEqual } from 'node:util';
import { OperatorError } from '../model/index.ts';
import { hasStatus } from './api-error.ts';
import type { CacheChange, ObjectCache } from './object-cache.ts';
import { toPlainJson } from './plain-json.ts';
import type { ApiEnvironment } from './reflector.ts';
import { API_VERSION, type CachedResource, FIELD_MANAGER, projectResource, resourcePath } from './resource-kinds.ts';
import { FINALIZER, type ResourceKind, type ResourceRef } from './resource-store.ts';
import { retrying } from './retrying.ts';
import { type Status, StatusWriter } from './status-writer.ts';

export interface ResourceWriterOptions {
  readonly environment: ApiEnvironment;
  readonly namespace: string;
  readonly caches: Readonly<Record<ResourceKind, ObjectCache<CachedResource>>>;
  /** Told when an answer to a write shows that somebody else changed the resource. */
  readonly changed: (kind: ResourceKind, changes: readonly CacheChange<CachedResource>[]) => void;
  readonly signal: AbortSignal;
}

/** What the API server made of the last status we sent. */
interface SentStatus {
  readonly status: Status;
  readonly resourceVersion: string;
}

/** Somebody else changing the resource, so often in a row: then it is better to wait. */
const OVERTAKEN_AT_MOST = 3;

/** Writes status and finalizers, never anything else of a custom resource. The answers go into the caches, so that the next read sees them. */
export class ResourceWriter {
  private readonly options: ResourceWriterOptions;
  private readonly statusWriter: StatusWriter;
  /** By uid. */
  private readonly sent = new Map<string, SentStatus>();

  constructor(options: ResourceWriterOptions) {
    this.options = options;
    this.statusWriter = new StatusWriter(options.environment, options.signal);
  }

  async applyStatus(ref: ResourceRef, status: Status): Promise<void> {
    const uid = this.cached(ref)?.uid;
    if (uid === undefined) return;
    const plain = toPlainJson(status);
    await this.statusWriter.apply(`${ref.kind} ${ref.name}`, plain, (newest) => this.writeStatus(ref, uid, newest));
  }

  async addFinalizer(ref: ResourceRef): Promise<void> {
    const written = await this.changeFinalizers(ref, (finalizers) =>
      finalizers.includes(FINALIZER) ? finalizers : [...finalizers, FINALIZER],
    );
    if (!written) throw new OperatorError('BackingOff', `${ref.kind} ${ref.name} is gone or being deleted, so it takes no finalizer`);
  }

  async removeFinalizer(ref: ResourceRef): Promise<void> {
    await this.changeFinalizers(ref, (finalizers) => finalizers.filter((finalizer) => finalizer !== FINALIZER));
  }

  /** Lets go what is remembered of a deleted resource. */
  forget(uid: string): void {
    this.sent.delete(uid);
  }

  /**
   * The version in the request keeps the status of a deleted resource off the one that was created under its name since: the API server
   * does not look at the uid here. A version overtaken by somebody else's change is read anew.
   */
  private async writeStatus(ref: ResourceRef, uid: string, status: Status): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      const cached = this.cached(ref);
      if (cached?.uid !== uid || this.isWritten(cached, status)) return;
      try {
        await this.sendStatus(ref, cached, status);
        return;
      } catch (error) {
        if (hasStatus(error, 404)) return;
        if (!hasStatus(error, 409) || attempt === OVERTAKEN_AT_MOST) throw error;
      }
      if (!(await this.catchUp(ref, uid))) return;
    }
  }

  private async sendStatus(ref: ResourceRef, { uid, resourceVersion }: CachedResource, status: Status): Promise<void> {
    const answer = await this.options.environment.client.send(
      {
        method: 'PATCH',
        path: `${this.path(ref)}/status`,
        query: { fieldManager: FIELD_MANAGER, force: 'true' },
        contentType: 'application/apply-patch+yaml',
        body: { apiVersion: API_VERSION, kind: ref.kind, metadata: { name: ref.name, resourceVersion }, status },
      },
      this.options.signal,
    );
    const written = projectResource(ref.kind, answer);
    this.absorb(ref.kind, written);
    this.sent.set(uid, { status, resourceVersion: written.resourceVersion });
  }

  /** Reads the resource as it is now; false when it is gone. */
  private async catchUp(ref: ResourceRef, uid: string): Promise<boolean> {
    const current = await this.read(ref);
    if (current?.uid !== uid) return false;
    this.absorb(ref.kind, current);
    return true;
  }

  /** Equal to what is there; or sent before and the resource not changed since: then the API server has taken of it what it takes. */
  private isWritten(cached: CachedResource, status: Status): boolean {
    if (isDeepStrictEqual(cached.resource.status ?? {}, status)) return true;
    const sent = this.sent.get(cached.uid);
    return sent?.resourceVersion === cached.resourceVersion && isDeepStrictEqual(sent.status, status);
  }

  /** Resolves with false when the resource is gone, or takes no more finalizers because it is being deleted. */
  private async changeFinalizers(ref: ResourceRef, change: (finalizers: readonly string[]) => readonly string[]): Promise<boolean> {
    const { environment, signal } = this.options;
    let current = this.cached(ref);
    const uid = current?.uid;
    return await retrying(environment, signal, async () => {
      if (current === undefined || current.uid !== uid) return false;
      const { finalizers, deletionTimestamp } = current.resource.metadata;
      const wanted = change(finalizers);
      if (isDeepStrictEqual(wanted, finalizers)) return true;
      if (deletionTimestamp !== undefined && wanted.length > finalizers.length) return false;
      try {
        return await this.writeFinalizers(ref, current.resourceVersion, wanted);
      } catch (error) {
        if (hasStatus(error, 409)) current = await this.read(ref);
        throw error;
      }
    });
  }

  /** The version makes it a compare-and-swap: a finalizer that somebody else added in between is never lost. */
  private async writeFinalizers(ref: ResourceRef, resourceVersion: string, finalizers: readonly string[]): Promise<boolean> {
    const { environment, signal } = this.options;
    const body = { metadata: { resourceVersion, finalizers } };
    try {
      const request = { method: 'PATCH', path: this.path(ref), contentType: 'application/merge-patch+json', body } as const;
      this.absorb(ref.kind, projectResource(ref.kind, await environment.client.send(request, signal)));
      return true;
    } catch (error) {
      if (hasStatus(error, 404)) return false;
      throw error;
    }
  }

  private async read(ref: ResourceRef): Promise<CachedResource | undefined> {
    try {
      return projectResource(
        ref.kind,
        await this.options.environment.client.send({ method: 'GET', path: this.path(ref) }, this.options.signal),
      );
    } catch (error) {
      if (hasStatus(error, 404)) return undefined;
      throw error;
    }
  }

  private absorb(kind: ResourceKind, resource: CachedResource): void {
    this.options.changed(kind, this.options.caches[kind].absorb(resource));
  }

  private cached(ref: ResourceRef): CachedResource | undefined {
    return this.options.caches[ref.kind].get(ref.name);
  }

  private path(ref: ResourceRef): string {
    return resourcePath(ref, this.options.namespace);
  }
}
