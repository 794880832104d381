import type { IncomingMessage, ServerResponse } from 'node:http';
import { describeCall } from '../call-description.ts';
import { noOperation, readRequest, type SoapRequest } from '../soap/message-reader.ts';
import { MessageWriter } from '../soap/message-writer.ts';
import { type OperationType, readWsdl, type ServiceType } from '../soap/wsdl.ts';
import { OxFault } from '../state/index.ts';
import type { CallRunner, Reply } from './call-runner.ts';
import { readBody, reset, send, sendProxyPage } from './http-reply.ts';
import { charsetOf, type MessageCharset } from './message-charset.ts';

/** One SOAP service: `/webservices/<name>`. */
export class SoapEndpoint {
  readonly #service: ServiceType;
  readonly #writer: MessageWriter;
  readonly #runner: CallRunner;

  constructor(name: string, runner: CallRunner) {
    this.#service = readWsdl(name);
    this.#writer = new MessageWriter(this.#service);
    this.#runner = runner;
  }

  get name(): string {
    return this.#service.name;
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const charset = charsetOf(request.headers['content-type']);
    if (request.method !== 'POST') {
      this.#sendFault(response, charset, noOperation(), undefined);
      return;
    }
    const message = this.#read(charset.decode(await readBody(request)));
    if (message instanceof OxFault) this.#sendFault(response, charset, message, undefined);
    else await this.#answer(request, response, charset, message);
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

  async #answer(request: IncomingMessage, response: ServerResponse, charset: MessageCharset, message: SoapRequest): Promise<void> {
    const call = describeCall(this.name, message.operation.name, message.args);
    const reply = await this.#runner.run(call, message.args);
    switch (reply.kind) {
      case 'result':
        this.#sendXml(response, charset, 200, this.#writer.answer(message.operation, reply.result));
        return;
      case 'fault':
        this.#sendFault(response, charset, reply.fault, message.operation);
        return;
      default:
        this.#spoil(request, response, charset, message.operation, reply);
    }
  }

  #spoil(
    request: IncomingMessage,
    response: ServerResponse,
    charset: MessageCharset,
    operation: OperationType,
    reply: Exclude<Reply, { kind: 'result' | 'fault' }>,
  ): void {
    switch (reply.kind) {
      case 'http502':
      case 'http503':
        sendProxyPage(response, reply.kind);
        return;
      case 'reset':
        reset(request);
        return;
      case 'hang':
        return;
      case 'malformedXml': {
        const whole = this.#writer.answer(operation, reply.result);
        this.#sendXml(response, charset, 200, whole.slice(0, Math.ceil(whole.length / 2)));
      }
    }
  }

  #sendFault(response: ServerResponse, charset: MessageCharset, fault: OxFault, operation: OperationType | undefined): void {
    this.#sendXml(response, charset, 500, this.#writer.fault(fault, operation));
  }

  #sendXml(response: ServerResponse, charset: MessageCharset, status: number, xml: string): void {
    send(response, status, `text/xml;charset=${charset.name}`, charset.encode(xml));
  }
}
