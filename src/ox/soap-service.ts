import { Client, type IHttpClient, type IOptions } from 'soap';
import type { SoapFault } from './fault-table.ts';
import { isSoap, notSoap } from './http-answer.ts';
import { HttpFailure } from './http-failure.ts';
import type { HttpPool } from './http-pool.ts';
import { type OxServiceName, openOxWsdl } from './ox-wsdl.ts';
import { isRecord, textOf } from './wire-read.ts';

/** OX answered with a SOAP fault. */
export class SoapFaultReceived extends Error {
  override readonly name = 'SoapFaultReceived';
  readonly fault: SoapFault;

  constructor(fault: SoapFault) {
    super(fault.exception ?? 'SOAP fault');
    this.fault = fault;
  }
}

/** The parts of a message in the order of the WSDL; texts are XML already. */
export type WireMessage = Readonly<Record<string, unknown>>;

/** Every operation of the WSDL becomes such a method of the client, declared as `any`. */
type SoapOperation = (message: WireMessage) => Promise<readonly [unknown, ...unknown[]]>;

/** A copy of a user takes his mail settings, calendar and files along: OX answers when the last file is there. */
const patienceFor: Partial<Record<OxServiceName, number>> = { OXUserCopyService: 10 };

/** One SOAP service of OX over node-soap, whose untyped methods end here. */
export class SoapService {
  private readonly client: Client;
  private readonly url: string;

  private constructor(client: Client, url: string) {
    this.client = client;
    this.url = url;
  }

  /** @param server base URL without a trailing slash; may have a path */
  static async open(service: OxServiceName, server: string, pool: HttpPool): Promise<SoapService> {
    const url = `${server}/webservices/${service}`;
    const options: IOptions = {
      httpClient: httpClientOf(url, pool, patienceFor[service] ?? 1),
      // We escape ourselves: node-soap lets a value through that looks like a CDATA section.
      escapeXML: false,
      preserveWhitespace: true,
      // As a Date the day would depend on the zone that OX writes behind it.
      customDeserializer: { date: (text: string) => text.slice(0, 10) },
    };
    return new SoapService(new Client(await openOxWsdl(service, options), url, options), url);
  }

  /** What is in the answer's wrapper. Rejects with `SoapFaultReceived` or `HttpFailure`. */
  async invoke(operation: string, message: WireMessage): Promise<unknown> {
    const method = this.client[`${operation}Async`] as SoapOperation;
    try {
      const [result] = await method(message);
      return result;
    } catch (error) {
      throw this.failureOf(error);
    }
  }

  /** node-soap hangs request and answer on what it throws, and not all of that is an Error: nothing of it goes on. */
  private failureOf(error: unknown): Error {
    if (error instanceof HttpFailure) return error;
    const fault = readFault(error);
    if (fault !== undefined) return new SoapFaultReceived(fault);
    return new HttpFailure(`${this.url} answered with XML that cannot be read (cut off or no SOAP of OX)`, true);
  }
}

/** node-soap's own client is built on axios, whose errors carry the request with its passwords. */
function httpClientOf(url: string, pool: HttpPool, patience: number): IHttpClient {
  const path = new URL(url).pathname;
  const request = async (_url: string, body: string, callback: AnswerCallback, headers: Record<string, string>): Promise<void> => {
    try {
      const answer = await pool.post(path, body, headers, patience);
      if (!isSoap(answer)) throw notSoap(url, answer);
      callback(undefined, answer, withoutNil(answer.body));
    } catch (error) {
      callback(error);
    }
  };
  // node-soap declares the answer of axios here and never looks at it.
  return { request } as unknown as IHttpClient;
}

type AnswerCallback = (error: unknown, answer?: unknown, body?: string) => void;

const nilElement = /<[\w:.-]+(?:\s+xmlns:\w+="[^"]*")*\s+\w+:nil="(?:true|1)"\s*(?:\/>|><\/[\w:.-]+>)/g;

/** A user has 137 elements, most of them nil, and nil means the same as absent: the parser need not see them. */
function withoutNil(body: string): string {
  return body.includes('<!') ? body : body.replace(nilElement, '');
}

function readFault(error: unknown): SoapFault | undefined {
  const fault = ['root', 'Envelope', 'Body', 'Fault'].reduce<unknown>((node, name) => (isRecord(node) ? node[name] : undefined), error);
  if (!isRecord(fault)) return undefined;
  const exception = isRecord(fault.detail) ? Object.keys(fault.detail).find((name) => name !== 'attributes') : undefined;
  return { exception, text: textOf(fault.faultstring) ?? '', code: textOf(fault.faultcode)?.replace(/^.*:/, '') };
}
