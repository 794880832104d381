import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { hasStatus } from './api-error.ts';
import { NamedTurns } from './named-turns.ts';
import { type CacheChange, type CachedObject, ObjectCache } from './object-cache.ts';
import { toPlainJson } from './plain-json.ts';
import type { ApiEnvironment, Collection } from './reflector.ts';
import { API_VERSION, collectionPath, explainUnknownKind, FIELD_MANAGER } from './resource-kinds.ts';
import type { SyncErrorReport, SyncErrorResource } from './resource-store.ts';
import { retrying } from './retrying.ts';
import { syncErrorManifest, syncErrorOf, syncErrorSchema } from './sync-error-record.ts';

const KIND = 'OXSyncError';

interface CachedSyncError extends CachedObject {
  readonly error: SyncErrorResource;
}

export interface ApiSyncErrorsOptions {
  readonly environment: ApiEnvironment;
  readonly namespace: string;
  readonly signal: AbortSignal;
  /** Told of what came, went, or has another action. */
  readonly changed: (name: string) => void;
}

type ApiRequest = Parameters<ApiEnvironment['client']['send']>[0];

const versionSchema = z.object({ metadata: z.object({ name: z.string(), uid: z.string(), resourceVersion: z.string() }) });

/** The OXSyncErrors of one namespace on an API server. Writes to one of them go one after the other. */
export class ApiSyncErrors {
  private readonly environment: ApiEnvironment;
  private readonly namespace: string;
  private readonly signal: AbortSignal;
  private readonly changed: (name: string) => void;
  private readonly cache = new ObjectCache<CachedSyncError>(hasOtherAction);
  private readonly turns = new NamedTurns();

  constructor({ environment, namespace, signal, changed }: ApiSyncErrorsOptions) {
    this.environment = environment;
    this.namespace = namespace;
    this.signal = signal;
    this.changed = changed;
  }

  /** What a reflector needs to keep them up to date. */
  collection(): Collection<CachedSyncError> {
    return {
      label: KIND,
      path: collectionPath(KIND, this.namespace),
      metadataOnly: false,
      cache: this.cache,
      project,
      changed: (changes) => this.tell(changes),
      explain: (error) => explainUnknownKind(KIND, error),
    };
  }

  list(): readonly SyncErrorResource[] {
    return this.cache.values().map(({ error }) => error);
  }

  apply(report: SyncErrorReport): Promise<void> {
    const wanted = { ...report, status: toPlainJson(report.status) };
    return this.turns.take(report.name, async () => {
      const held = this.cache.get(report.name)?.error;
      const manifest = syncErrorManifest(wanted);
      if (held === undefined || !isDeepStrictEqual(syncErrorManifest(held), manifest)) await this.applyPart(wanted.name, '', manifest);
      if (isDeepStrictEqual(held?.status, wanted.status)) return;
      const { metadata: _, spec: __, ...identity } = manifest;
      await this.applyPart(wanted.name, '/status', { ...identity, metadata: { name: wanted.name }, status: wanted.status });
    });
  }

  /** The version in the request keeps an action that comes meanwhile: nobody has seen it yet. */
  clearAction(name: string): Promise<void> {
    return this.turns.take(name, async () => {
      let current = this.cache.get(name);
      const done = current?.error.spec.action ?? '';
      if (done === '') return;
      await retrying(this.environment, this.signal, async () => {
        if (current?.error.spec.action !== done) return;
        const { resourceVersion } = current;
        const body = { metadata: { resourceVersion }, spec: { action: '' } };
        try {
          await this.send({ method: 'PATCH', path: this.path(name), contentType: 'application/merge-patch+json', body });
        } catch (error) {
          if (hasStatus(error, 409)) current = await this.read(name);
          throw error;
        }
      });
    });
  }

  delete(name: string): Promise<void> {
    return this.turns.take(name, async () => {
      await retrying(this.environment, this.signal, () => this.send({ method: 'DELETE', path: this.path(name) }));
    });
  }

  /** Forced: nobody else has a word in what we say. An error that was deleted meanwhile has no status to be told. */
  private async applyPart(name: string, subresource: '' | '/status', body: object): Promise<void> {
    const query = { fieldManager: FIELD_MANAGER, force: 'true' };
    const contentType = 'application/apply-patch+yaml';
    const path = `${this.path(name)}${subresource}`;
    await retrying(this.environment, this.signal, () => this.send({ method: 'PATCH', path, query, contentType, body }));
  }

  private async read(name: string): Promise<CachedSyncError | undefined> {
    const answer = await this.send({ method: 'GET', path: this.path(name) });
    return answer === undefined ? undefined : project(answer);
  }

  /** What the API server answers goes into the cache, so that the next read sees it. `undefined`: it is gone. */
  private async send(request: ApiRequest): Promise<unknown> {
    try {
      const answer = await this.environment.client.send(request, this.signal);
      if (request.method === 'PATCH') this.tell(this.cache.absorb(project(answer)));
      return answer;
    } catch (error) {
      if (hasStatus(error, 404)) return undefined;
      throw error;
    }
  }

  private tell(changes: readonly CacheChange<CachedSyncError>[]): void {
    for (const { object } of changes) this.changed(object.name);
  }

  private path(name: string): string {
    return `${collectionPath(KIND, this.namespace)}/${encodeURIComponent(name)}`;
  }
}

/** Only the action is an admin's; all else is our own word. */
function hasOtherAction(before: CachedSyncError, now: CachedSyncError): boolean {
  return before.error.spec.action !== now.error.spec.action;
}

/** The items of a list do not say what they are. */
function project(object: unknown): CachedSyncError {
  const { metadata } = versionSchema.parse(object);
  const named = { ...(object as object), apiVersion: API_VERSION, kind: KIND };
  return { ...metadata, error: syncErrorOf(syncErrorSchema.parse(named)) };
}
