import { z } from 'zod';
import type { Clock } from '../model/index.ts';
import { type ApiClient, type ApiRequest, acceptFor, describe } from './api-client.ts';
import { ApiError } from './api-error.ts';
import { Deadline } from './deadline.ts';
import { splitLines } from './line-splitter.ts';

export interface WatchEvent {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK';
  readonly resourceVersion: string;
  /** Not looked at yet; a bookmark holds nothing but a version. */
  readonly object: unknown;
}

export interface WatchOptions {
  readonly client: ApiClient;
  readonly clock: Clock;
  readonly path: string;
  readonly metadataOnly: boolean;
  readonly resourceVersion: string;
  /** After this the API server ends the watch by itself. */
  readonly timeoutSeconds: number;
  readonly signal: AbortSignal;
  readonly opened: () => void;
}

const OPEN_WITHIN_MS = 30_000;
/** The API server sends a bookmark about every minute; a connection that is silent for longer is dead, though nobody told us. */
const SILENT_AT_MOST_MS = 120_000;
/** etcd holds objects of at most 1.5 MiB; JSON and managedFields multiply that. */
const LONGEST_LINE = 32 * 2 ** 20;

const eventSchema = z.object({ type: z.string(), object: z.unknown() });
const versionSchema = z.object({ metadata: z.object({ resourceVersion: z.string().min(1) }) });

/** What happens from `resourceVersion` on. Ends when the API server ends it; rejects with ApiError (410: too old, list again). */
export async function* watchEvents(options: WatchOptions): AsyncGenerator<WatchEvent> {
  const request = watchRequest(options);
  const deadline = new Deadline(options.clock, options.signal);
  deadline.restart(OPEN_WITHIN_MS);
  try {
    const body = await options.client.open(request, deadline.signal);
    options.opened();
    const alive = (): void => deadline.restart(SILENT_AT_MOST_MS);
    for await (const line of splitLines(noting(body, alive), LONGEST_LINE)) yield parseEvent(request, line);
  } catch (error) {
    throw ApiError.fromFailure(describe(request), error);
  } finally {
    deadline.end();
  }
}

function watchRequest({ path, metadataOnly, resourceVersion, timeoutSeconds }: WatchOptions): ApiRequest {
  const query = { watch: 'true', allowWatchBookmarks: 'true', resourceVersion, timeoutSeconds: String(timeoutSeconds) };
  return { method: 'GET', path, query, accept: acceptFor('PartialObjectMetadata', metadataOnly) };
}

async function* noting(chunks: AsyncIterable<Uint8Array>, alive: () => void): AsyncGenerator<Uint8Array> {
  alive();
  for await (const chunk of chunks) {
    alive();
    yield chunk;
  }
}

function parseEvent(request: ApiRequest, line: string): WatchEvent {
  const { type, object } = eventSchema.parse(JSON.parse(line));
  switch (type) {
    case 'ADDED':
    case 'MODIFIED':
    case 'DELETED':
    case 'BOOKMARK':
      return { type, object, resourceVersion: versionSchema.parse(object).metadata.resourceVersion };
    case 'ERROR':
      throw ApiError.fromStatus(describe(request), object);
    default:
      throw new ApiError(
        `API server, ${describe(request)}: an event of type "${type}", expected ADDED, MODIFIED, DELETED, BOOKMARK or ERROR`,
        {
          status: 0,
        },
      );
  }
}
