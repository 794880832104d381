import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { CallRunner } from './call-runner.ts';
import { handleControl } from './control-routes.ts';
import { send, sendHtml } from './http-reply.ts';
import type { SimulatorControl } from './simulator-control.ts';
import { SoapEndpoint } from './soap-endpoint.ts';

const soapPath = /^\/(?:webservices|servlet\/axis2\/services)(?:\/([^/]*))?\/?$/;

/** The HTTP face: SOAP under `/webservices` and `/servlet/axis2/services`, the control face under `/control`. */
export class SimulatorServer {
  readonly #server: Server;
  readonly #endpoints: ReadonlyMap<string, SoapEndpoint>;
  readonly #control: SimulatorControl;

  constructor(runner: CallRunner, control: SimulatorControl) {
    this.#endpoints = new Map(runner.ox.services.map((name) => [name, new SoapEndpoint(name, runner)]));
    this.#control = control;
    this.#server = createServer({ keepAliveTimeout: 65_000 }, (request, response) => {
      this.#route(request, response).catch((error: unknown) => fail(response, error));
    });
  }

  /** Resolves to the URL; rejects when the port is taken. */
  async listen(host: string, port: number): Promise<string> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(port, host, resolve);
    });
    const address = this.#server.address() as AddressInfo;
    return `http://${address.family === 'IPv6' ? `[${address.address}]` : address.address}:${address.port}`;
  }

  /** Cuts off whatever still waits for an answer. */
  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#server.closeAllConnections();
    await closed;
  }

  async #route(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://simulator');
    if (url.pathname === '/control' || url.pathname.startsWith('/control/')) {
      await handleControl(this.#control, request, response, url);
      return;
    }
    const match = soapPath.exec(url.pathname);
    if (match === null) sendHtml(response, 404, '404 Not Found');
    else await this.#soap(match[1] ?? '', url, request, response);
  }

  async #soap(name: string, url: URL, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const asksForWsdl = request.method === 'GET' && /^\?wsdl$/i.test(url.search);
    const endpoint = this.#endpoints.get(name);
    if (endpoint === undefined) this.#withoutService(name, asksForWsdl, response);
    else if (asksForWsdl) endpoint.sendWsdl(request, response);
    else await endpoint.handle(request, response);
  }

  #withoutService(name: string, asksForWsdl: boolean, response: ServerResponse): void {
    if (name !== '') sendHtml(response, 404, 'No service was found.');
    else if (asksForWsdl) sendHtml(response, 500, 'Error 500');
    else send(response, 200, 'text/html;charset=utf-8', this.#listOfServices());
  }

  #listOfServices(): string {
    const items = [...this.#endpoints.keys()].map((name) => `<li><a href="/webservices/${name}?wsdl">${name}</a></li>`);
    return `<html><head><title>CXF - Service list</title></head><body><h1>Available SOAP services:</h1><ul>${items.join('')}</ul></body></html>\n`;
  }
}

/** A fault of the simulator itself: said aloud, for nobody must take it for an answer of OX. */
function fail(response: ServerResponse, error: unknown): void {
  if (response.destroyed || response.req.destroyed) return;
  console.error('ox-simulator:', error);
  if (response.headersSent) response.destroy();
  else sendHtml(response, 500, 'Fault of the simulator', error instanceof Error ? error.message : String(error));
}
