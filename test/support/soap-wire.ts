import { request as httpRequest } from 'node:http';
import { onTestFinished } from 'vitest';
import { type RunningSimulator, type SimulatorOptions, startSimulator } from '../../simulator/index.ts';
import { addContext } from './simulated-ox.ts';

/** A simulator with context 10 that ends with the test. */
export async function runningSimulator(options: SimulatorOptions = {}): Promise<RunningSimulator> {
  const simulator = await startSimulator(options);
  onTestFinished(() => simulator.close());
  addContext(simulator.control.ox, 10);
  return simulator;
}

export interface WireAnswer {
  readonly status: number;
  readonly contentType: string | undefined;
  readonly body: Buffer;
  readonly text: string;
}

/** Sends bytes as they are. */
export function send(
  url: string,
  body: string | Buffer,
  headers: Record<string, string> = { 'Content-Type': 'text/xml;charset=UTF-8' },
  method = 'POST',
): Promise<WireAnswer> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(url, { method, headers, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const bytes = Buffer.concat(chunks);
        const contentType = response.headers['content-type'];
        resolve({ status: response.statusCode ?? 0, contentType, body: bytes, text: bytes.toString('utf8') });
      });
    });
    request.on('error', reject);
    request.end(body);
  });
}

const namespaces =
  'xmlns:s="http://soap.admin.openexchange.com" xmlns:d="http://dataobjects.soap.admin.openexchange.com/xsd" xmlns:r="http://dataobjects.rmi.admin.openexchange.com/xsd"';

export const xsi = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"';

export function envelope(body: string, header = ''): string {
  return `<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/">${header}<soapenv:Body>${body}</soapenv:Body></soapenv:Envelope>`;
}

export const adminAuth = '<s:auth><r:login>oxadmin</r:login><r:password>adminpw</r:password></s:auth>';
export const masterAuth = '<s:auth><r:login>oxadminmaster</r:login><r:password>secret</r:password></s:auth>';

/** A message with the parts of an operation. */
export function message(operation: string, parts: string, header = ''): string {
  return envelope(`<s:${operation} ${namespaces}>${parts}</s:${operation}>`, header);
}

/** A message of the admin of context 10. */
export function inTen(operation: string, parts: string): string {
  return message(operation, `<s:ctx><d:id>10</d:id></s:ctx>${parts}${adminAuth}`);
}

/** The faultcode and faultstring of an answer, without exception ids; `undefined` for a result. */
export function faultOf({ text }: WireAnswer): string | undefined {
  const [, code, words] = /<faultcode>(.*?)<\/faultcode><faultstring>(.*?)<\/faultstring>/s.exec(text) ?? [];
  return code === undefined ? undefined : `${code} ${words?.replace(/(?:; exceptionId -?\d+-\d+)+$/, '')}`;
}

/** The answer without its nil elements. */
export function withoutNil({ text }: WireAnswer): string {
  return text.replace(/<[\w:]+ xmlns:xsi="[^"]*" xsi:nil="true"\/>/g, '');
}
