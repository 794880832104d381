import { createServer as createHttpServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { parseXml, type XmlTree } from './xml-tree.ts';

export interface ReceivedCall {
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

type Responder = (response: ServerResponse, call: ReceivedCall) => void;

/** An HTTP server in the place of OX that does what a test tells it to and remembers what it was sent. */
export class StubOx {
  readonly calls: ReceivedCall[] = [];
  connections = 0;
  /** How the next calls are answered. */
  respond: Responder = answerWith('');
  private readonly server: Server;
  private readonly scheme: string;

  private constructor(server: Server, scheme: string) {
    this.server = server;
    this.scheme = scheme;
  }

  static async start(tls?: { key: string; cert: string }): Promise<StubOx> {
    const server = tls === undefined ? createHttpServer() : createHttpsServer(tls);
    const stub = new StubOx(server, tls === undefined ? 'http' : 'https');
    server.on(tls === undefined ? 'connection' : 'secureConnection', () => {
      stub.connections += 1;
    });
    server.on('request', (request: IncomingMessage, response: ServerResponse) => void stub.receive(request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return stub;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  get url(): string {
    return `${this.scheme}://127.0.0.1:${this.port}`;
  }

  /** The message of the last call: the one element in the Body. */
  get lastMessage(): XmlTree {
    return messageOfEnvelope(this.calls.at(-1)?.body ?? '');
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const call = { path: request.url ?? '', headers: request.headers, body: await text(request) };
    this.calls.push(call);
    this.respond(response, call);
  }
}

/** What is in the Body of an envelope. */
export function messageOfEnvelope(xml: string): XmlTree {
  const [body] = parseXml(xml).content;
  if (body === undefined || typeof body === 'string') throw new Error(`no Body in ${xml}`);
  const [message] = body.content;
  if (message === undefined || typeof message === 'string') throw new Error(`an empty Body in ${xml}`);
  return message;
}

/** An answer of OX with `inner` in its Body. */
export function answerWith(inner: string): Responder {
  return respondWith(200, 'text/xml;charset=utf-8', envelope(inner));
}

export function respondWith(status: number, contentType: string, body: string, headers: Record<string, string> = {}): Responder {
  return (response) => {
    response.writeHead(status, { 'Content-Type': contentType, ...headers });
    response.end(body);
  };
}

/** A fault as OX sends it; without `exception` as CXF itself does. */
export function faultWith(text: string, exception?: string, code = 'Server'): Responder {
  const nil = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:nil="true"';
  const detail =
    exception === undefined
      ? ''
      : `<detail><${exception} xmlns="http://soap.admin.openexchange.com"><${exception}><Exception ${nil}/></${exception}></${exception}></detail>`;
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  const fault = `<soap:Fault><faultcode>soap:${code}</faultcode><faultstring>${escaped}</faultstring>${detail}</soap:Fault>`;
  return respondWith(500, 'text/xml;charset=utf-8', envelope(fault));
}

/** The wrapper of an answer with the prefixes of OX. */
export function wrapper(operation: string, inner: string): string {
  const namespaces = 'xmlns="http://soap.admin.openexchange.com" xmlns:ns2="http://dataobjects.soap.admin.openexchange.com/xsd"';
  return `<${operation}Response ${namespaces}>${inner}</${operation}Response>`;
}

export function envelope(inner: string): string {
  return `<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body>${inner}</soap:Body></soap:Envelope>`;
}

export const nil = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:nil="true"';
