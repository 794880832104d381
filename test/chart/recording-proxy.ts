import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { Agent, request } from 'node:https';
import { pipeline } from 'node:stream/promises';

/** One request to the API server, in the words of RBAC. */
export interface ApiCall {
  readonly apiGroup: string;
  /** With its subresource, as in `oxcontexts/status`. */
  readonly resource: string;
  readonly verb: string;
  /** Of the object that is asked for; `undefined` where that is a collection. */
  readonly name: string | undefined;
  readonly status: number;
}

interface Target {
  readonly server: string;
  readonly ca: Buffer;
}

/** Stands between a client and the API server, without TLS, and writes down what is asked. The client's token goes through. */
export class RecordingProxy {
  readonly calls: ApiCall[] = [];
  /** Answers of what the API server publishes about itself. */
  readonly published: { readonly path: string; readonly status: number }[] = [];
  /** Done before a request goes on; a test changes the world here. */
  beforePassingOn: (method: string, path: string) => Promise<void> = () => Promise.resolve();
  private readonly agent: Agent;
  private readonly origin: string;
  private readonly server: Server;

  private constructor({ server, ca }: Target) {
    this.origin = server;
    this.agent = new Agent({ ca, keepAlive: true });
    this.server = createServer((incoming, outgoing) => void this.passOn(incoming, outgoing));
  }

  static async open(target: Target): Promise<RecordingProxy> {
    const proxy = new RecordingProxy(target);
    await new Promise<void>((resolve) => proxy.server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  get url(): string {
    const address = this.server.address();
    if (typeof address !== 'object' || address === null) throw new Error('the proxy does not listen');
    return `http://127.0.0.1:${address.port}`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
    this.agent.destroy();
  }

  private async passOn(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const { method = '', url = '', headers } = incoming;
    try {
      await this.beforePassingOn(method, url);
      const { host: _, ...others } = headers;
      const onward = request(`${this.origin}${url}`, { method, headers: others, agent: this.agent });
      outgoing.on('close', () => onward.destroy());
      const [answer] = await Promise.all([answerTo(onward), pipeline(incoming, onward)]);
      // What is published for everybody needs no Role.
      if (!url.startsWith('/openapi/')) this.calls.push({ ...describe(method, url), status: answer.statusCode ?? 0 });
      else this.published.push({ path: url, status: answer.statusCode ?? 0 });
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      await pipeline(answer, outgoing);
    } catch {
      outgoing.destroy(); // one of the two has gone away, and the other is to notice
    }
  }
}

function answerTo(onward: ReturnType<typeof request>): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => onward.on('response', resolve).on('error', reject));
}

/** As the API server reads a path: /api/v1/namespaces/NS/RESOURCE/NAME/SUBRESOURCE or /apis/GROUP/VERSION/… */
function describe(method: string, url: string): Omit<ApiCall, 'status'> {
  const { pathname, searchParams } = new URL(url, 'http://proxy');
  const [root, ...rest] = pathname.split('/').filter((part) => part !== '');
  const apiGroup = root === 'api' ? '' : (rest.shift() ?? '');
  const [, , , resource = '', name, subresource] = rest;
  return {
    apiGroup,
    resource: subresource === undefined ? resource : `${resource}/${subresource}`,
    verb: verbOf(method, name !== undefined, searchParams.has('watch')),
    name,
  };
}

function verbOf(method: string, isNamed: boolean, isWatch: boolean): string {
  if (method === 'GET') return isWatch ? 'watch' : isNamed ? 'get' : 'list';
  const verbs: Readonly<Record<string, string>> = {
    POST: 'create',
    PUT: 'update',
    PATCH: 'patch',
    DELETE: isNamed ? 'delete' : 'deletecollection',
  };
  return verbs[method] ?? method;
}
