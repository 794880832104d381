import type { IncomingMessage, ServerResponse } from 'node:http';
import { describeCall } from '../call-description.ts';
import { noOperation, readRequest, type SoapRequest } from '../soap/message-reader.ts';
import { MessageWriter } from '../soap/message-writer.ts';
import { type OperationType, readWsdl, type ServiceType } from '../soap/wsdl.ts';
import { OxFault } from '../state/index.ts';
import type { CallRunner } from './call-runner.ts';
import { readBody, reset, send, sendProxyPage } from './http-reply.ts';
import { charsetOf, type MessageCharset } from './message-charset.ts';

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly charset: MessageCharset;
}

/** One SOAP service: `/webservices/<name>`. */
export class SoapEndpoint {
  readonly #service: ServiceType;
  readonly #writer: MessageWriter;
  readonly #runner: CallRunner;

  constructor(name: string, runner: CallRunner) {
    this.#service = readWsdl(name, runner.ox.settings.convertGuest ? [] : ['convertguest']);
    this.#writer = new MessageWriter(this.#service);
    this.#runner = runner;
  }

  get name(): string {
    return this.#service.name;
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const exchange = { request, response, charset: charsetOf(request.headers['content-type']) };
    if (request.method !== 'POST') {
      this.#sendFault(exchange, noOperation(), undefined);
      return;
    }
    const message = this.#read(exchange.charset.decode(await readBody(request)));
    if (message instanceof OxFault) this.#sendFault(exchange, message, undefined);
    else await this.#answer(exchange, message);
  }

  /** OX names port 80 whatever it is reached by, and 443 behind a proxy that says so. */
  sendWsdl(request: IncomingMessage, response: ServerResponse): void {
    const { host = 'localhost', 'x-forwarded-proto': scheme, 'x-forwarded-port': port } = request.headers;
    const name = host.replace(/:\d+$/, '');
    const origin = scheme === 'https' ? `https://${name}:${String(port ?? 443)}` : `http://${name}:80`;
    const wsdl = this.#service.wsdl.replace(/(<soap:address location=")[^"]*(")/, `$1${origin}/webservices/${this.name}$2`);
    send(response, 200, 'text/xml;charset=utf-8', wsdl);
  }

  #read(source: string): SoapRequest | OxFault {
    try {
      return readRequest(this.#service, source);
    } catch (error) {
      if (error instanceof OxFault) return error;
      throw error;
    }
  }

  async #answer(exchange: Exchange, { operation, args }: SoapRequest): Promise<void> {
    const reply = await this.#runner.run(describeCall(this.name, operation.name, args), args);
    switch (reply.kind) {
      case 'result':
        sendXml(exchange, 200, this.#writer.answer(operation, reply.result));
        return;
      case 'fault':
        this.#sendFault(exchange, reply.fault, operation);
        return;
      case 'malformedXml':
        sendXml(exchange, 200, firstHalf(this.#writer.answer(operation, reply.result)));
        return;
      case 'http502':
      case 'http503':
        sendProxyPage(exchange.response, reply.kind);
        return;
      case 'reset':
        reset(exchange.request);
        return;
      case 'hang':
    }
  }

  #sendFault(exchange: Exchange, fault: OxFault, operation: OperationType | undefined): void {
    sendXml(exchange, 500, this.#writer.fault(fault, operation));
  }
}

function sendXml({ response, charset }: Exchange, status: number, xml: string): void {
  send(response, status, `text/xml;charset=${charset.name}`, charset.encode(xml));
}

function firstHalf(text: string): string {
  return text.slice(0, Math.ceil(text.length / 2));
}
