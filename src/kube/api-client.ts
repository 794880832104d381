import type { Dispatcher } from 'undici';
import type { Clock } from '../model/index.ts';
import type { ApiAccess, ApiConnection } from './api-connection.ts';
import { ApiError } from './api-error.ts';
import { Deadline } from './deadline.ts';
import { Places } from './places.ts';

export interface ApiRequest {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** From `/api` or `/apis` on, already escaped. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly accept?: string;
  readonly contentType?: string;
  readonly body?: unknown;
}

/** An answer as it came, whatever its status. */
export interface ApiAnswer {
  readonly status: number;
  readonly text: string;
}

const ANSWER_WITHIN_MS = 30_000;
/** Beside the watches. What is more waits here, where it costs nothing, and not in the API server's queues. */
const CONCURRENT_REQUESTS = 12;

/** JSON requests to the API server over kept connections. Every rejection is an ApiError. */
export class ApiClient {
  private readonly connection: ApiConnection;
  private readonly clock: Clock;
  private readonly mayWrite: () => boolean;
  private readonly places = new Places(CONCURRENT_REQUESTS);

  /** @param mayWrite asked before every request that changes something, each attempt of it */
  constructor(connection: ApiConnection, clock: Clock, mayWrite: () => boolean = () => true) {
    this.connection = connection;
    this.clock = clock;
    this.mayWrite = mayWrite;
  }

  /** The parsed body of the answer. */
  async send(request: ApiRequest, signal: AbortSignal): Promise<unknown> {
    return await this.explained(request, () =>
      this.places.run(() => this.timed(signal, async (limited) => parse(request, await this.readText(request, limited)))),
    );
  }

  /** For whoever is asked through the API server: a refusal is an answer, too. */
  async ask(request: ApiRequest, signal: AbortSignal): Promise<ApiAnswer> {
    return await this.explained(request, async () => {
      const answer = await this.exchange(request, signal);
      return { status: answer.statusCode, text: await answer.body.text() };
    });
  }

  /** Resolves with the open body of the answer as soon as the API server has agreed. The time limits are the caller's. */
  async open(request: ApiRequest, signal: AbortSignal): Promise<AsyncIterable<Uint8Array>> {
    return await this.explained(request, async () => {
      const answer = await this.exchange(request, signal);
      await refuseFailure(request, answer);
      return answer.body;
    });
  }

  async close(): Promise<void> {
    await this.connection.close();
  }

  private async readText(request: ApiRequest, signal: AbortSignal): Promise<string> {
    const answer = await this.exchange(request, signal);
    await refuseFailure(request, answer);
    return await answer.body.text();
  }

  /** A refused token may have been renewed on disk a moment ago: it is read once more before the refusal is believed. */
  private async exchange(request: ApiRequest, signal: AbortSignal): Promise<Dispatcher.ResponseData> {
    const answer = await this.dispatch(request, signal);
    if (answer.statusCode !== 401) return answer;
    await answer.body.dump();
    this.connection.doubt();
    return await this.dispatch(request, signal);
  }

  private async dispatch(request: ApiRequest, signal: AbortSignal): Promise<Dispatcher.ResponseData> {
    const access = await this.connection.current();
    if (request.method === 'GET' || this.mayWrite()) return await dispatch(request, access, signal);
    throw new ApiError(`API server, ${describe(request)}: not sent, for this process does not lead any more`, { status: 0 });
  }

  private async timed<T>(parent: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const deadline = new Deadline(this.clock, parent);
    deadline.restart(ANSWER_WITHIN_MS);
    try {
      return await work(deadline.signal);
    } finally {
      deadline.end();
    }
  }

  private async explained<T>(request: ApiRequest, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      const failure = ApiError.fromFailure(describe(request), error);
      if (failure.status === 0) this.connection.doubt();
      throw failure;
    }
  }
}

/** Name, uid and version without the rest: to learn that a Secret was changed, its value need neither travel nor be held. */
export function acceptFor(partial: 'PartialObjectMetadata' | 'PartialObjectMetadataList', metadataOnly: boolean): string {
  return metadataOnly ? `application/json;as=${partial};g=meta.k8s.io;v=v1,application/json` : 'application/json';
}

/** What was asked, as messages call it. */
export function describe(request: Pick<ApiRequest, 'method' | 'path'>): string {
  return `${request.method} ${request.path}`;
}

function dispatch(request: ApiRequest, access: ApiAccess, signal: AbortSignal): Promise<Dispatcher.ResponseData> {
  const { method, path, query, accept = 'application/json', contentType = 'application/json', body } = request;
  return access.dispatcher.request({
    origin: access.origin,
    path: `${access.pathPrefix}${path}`,
    method,
    query: { ...query },
    headers: { ...access.headers, accept, 'user-agent': 'ox-operator', ...(body === undefined ? {} : { 'content-type': contentType }) },
    body: body === undefined ? null : JSON.stringify(body),
    signal,
  });
}

async function refuseFailure(request: ApiRequest, answer: Dispatcher.ResponseData): Promise<void> {
  if (answer.statusCode >= 200 && answer.statusCode < 300) return;
  throw ApiError.fromAnswer(describe(request), answer.statusCode, answer.headers['retry-after'], await answer.body.text());
}

function parse(request: ApiRequest, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new ApiError(`API server, ${describe(request)}: the answer is not JSON`, { status: 0, cause });
  }
}
