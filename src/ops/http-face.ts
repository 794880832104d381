import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ConfigurationError, messageOf } from '../model/index.ts';

export interface Reply {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

export interface FaceRequest {
  /** What the path has in the place of `*`, unescaped. */
  readonly rest: string;
  readonly query: URLSearchParams;
}

/** What is answered, by path. One that ends in `/*` answers for everything below it. */
export type Routes = Readonly<Record<string, (request: FaceRequest) => Reply | Promise<Reply>>>;

interface FaceOptions {
  /** The setting that gave the address, for messages. */
  readonly setting: string;
  readonly host?: string | undefined;
  /** 0: any free one. */
  readonly port: number;
  readonly routes: Routes;
}

const HEADERS = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
};

/** A read-only HTTP server for a handful of paths. */
export class HttpFace {
  private readonly server: Server;
  private readonly host: string | undefined;

  private constructor(server: Server, host: string | undefined) {
    this.server = server;
    this.host = host;
  }

  /** Rejects with ConfigurationError when the address cannot be had. */
  static async listen({ setting, host, port, routes }: FaceOptions): Promise<HttpFace> {
    const server = createServer((request, response) => void answer(request, response, routes));
    const place = `${host ?? ''}:${port}`;
    await new Promise<void>((resolve, reject) => {
      server.once('error', (error) => {
        const message = `${setting}: found ${JSON.stringify(place)}, which cannot be listened on (${messageOf(error)}); expected a free address`;
        reject(new ConfigurationError(message));
      });
      server.listen({ port, ...(host === undefined ? {} : { host }) }, resolve);
    });
    return new HttpFace(server, host);
  }

  /** As somebody on this machine reaches it. */
  get url(): string {
    const { port } = this.server.address() as AddressInfo;
    const host = isEverywhere(this.host) ? '127.0.0.1' : this.host;
    return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
  }

  /** What it listens on: an address of this machine, or all of them. */
  get place(): string {
    const { port } = this.server.address() as AddressInfo;
    return isEverywhere(this.host) ? `port ${port} of all addresses` : new URL(this.url).host;
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    this.server.closeAllConnections();
    await closed;
  }
}

function isEverywhere(host: string | undefined): host is '0.0.0.0' | '::' | undefined {
  return host === undefined || host === '0.0.0.0' || host === '::';
}

async function answer(request: IncomingMessage, response: ServerResponse, routes: Routes): Promise<void> {
  const reply = await replyTo(request, routes);
  response.writeHead(reply.status, { ...HEADERS, 'content-type': reply.contentType });
  response.end(request.method === 'HEAD' ? undefined : reply.body);
}

async function replyTo(request: IncomingMessage, routes: Routes): Promise<Reply> {
  if (request.method !== 'GET' && request.method !== 'HEAD') return plain(405, 'This address is read-only: use GET.');
  const [pathname = '/', query] = (request.url ?? '/').split('?');
  const { key, rest } = placeOf(pathname, routes);
  const route = Object.hasOwn(routes, key) ? routes[key] : undefined;
  if (route === undefined) return plain(404, `Nothing is at ${pathname}; here are ${Object.keys(routes).join(', ')}`);
  try {
    return await route({ rest: unescaped(rest), query: new URLSearchParams(query) });
  } catch (error) {
    return plain(500, messageOf(error));
  }
}

/** A path of its own comes before one that answers for all below it. */
function placeOf(pathname: string, routes: Routes): { readonly key: string; readonly rest: string } {
  if (Object.hasOwn(routes, pathname)) return { key: pathname, rest: '' };
  const key = Object.keys(routes).find((route) => route.endsWith('/*') && pathname.startsWith(route.slice(0, -1)));
  return key === undefined ? { key: pathname, rest: '' } : { key, rest: pathname.slice(key.length - 1) };
}

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a lone percent sign is meant as it is
  }
}

export function json(status: number, body: unknown): Reply {
  return { status, contentType: 'application/json; charset=utf-8', body: `${JSON.stringify(body, undefined, 2)}\n` };
}

export function htmlReply(status: number, body: string): Reply {
  return { status, contentType: 'text/html; charset=utf-8', body };
}

export function plain(status: number, text: string): Reply {
  return { status, contentType: 'text/plain; charset=utf-8', body: `${text}\n` };
}
