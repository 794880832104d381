import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request that came in, and the response to be filled. */
export interface FakeRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
  readonly response: ServerResponse;
}

type Answer = (request: FakeRequest) => void;

/** Plays an API server on 127.0.0.1, with every trick a real one or the network between has up its sleeve. Speaks plain HTTP. */
export class FakeApiServer {
  readonly requests: FakeRequest[] = [];
  /** Answers lists; the test replaces it. */
  onList: Answer = (request) => replyJson(request, list([], '1'));
  /** Answers watches; by default they stay open and silent. */
  onWatch: Answer = (request) => openWatch(request);
  /** Answers everything else. */
  onOther: Answer = (request) => replyStatus(request, 404, 'not here');
  private readonly server: Server;

  private constructor(server: Server) {
    this.server = server;
  }

  static async start(): Promise<FakeApiServer> {
    const server = createServer((request, response) => void fake.receive(request, response));
    const fake = new FakeApiServer(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return fake;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  get lists(): FakeRequest[] {
    return this.requests.filter((request) => request.method === 'GET' && request.query.get('watch') === null);
  }

  get watches(): FakeRequest[] {
    return this.requests.filter((request) => request.query.get('watch') !== null);
  }

  /** A kubeconfig that names this server, as text. */
  kubeconfig(user: object = { token: 'secret-token' }): string {
    return JSON.stringify({
      clusters: [{ name: 'fake', cluster: { server: this.url, 'insecure-skip-tls-verify': true } }],
      users: [{ name: 'user', user }],
      contexts: [{ name: 'context', context: { cluster: 'fake', user: 'user' } }],
      'current-context': 'context',
    });
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async receive(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of message) chunks.push(chunk as Buffer);
    const url = new URL(message.url ?? '/', this.url);
    const { method = '', headers } = message;
    const body = Buffer.concat(chunks).toString('utf8');
    const request = { method, path: url.pathname, query: url.searchParams, headers, body, response };
    this.requests.push(request);
    if (method !== 'GET') this.onOther(request);
    else if (request.query.get('watch') === null) this.onList(request);
    else this.onWatch(request);
  }
}

export function replyJson({ response }: FakeRequest, body: unknown, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

/** A refusal as the API server words it. */
export function replyStatus({ response }: FakeRequest, code: number, message: string, headers: Record<string, string> = {}): void {
  response.writeHead(code, { 'content-type': 'application/json', ...headers }).end(JSON.stringify({ kind: 'Status', code, message }));
}

/** Agrees to a watch and tells these events; it stays open. */
export function openWatch({ response }: FakeRequest, ...events: readonly object[]): void {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.flushHeaders();
  for (const event of events) response.write(`${JSON.stringify(event)}\n`);
}

export function list(items: readonly object[], resourceVersion: string, next?: string): object {
  return { metadata: { resourceVersion, continue: next }, items };
}

/** An object with nothing but its identity. */
export function thing(
  name: string,
  resourceVersion: number,
  uid = `uid-${name}`,
): { metadata: { name: string; uid: string; resourceVersion: string } } {
  return { metadata: { name, uid, resourceVersion: String(resourceVersion) } };
}
