import { messageOfEnvelope } from '../support/stub-ox.ts';
import { access, master } from './gateway-fixture.ts';

const adminNamespace = 'http://soap.admin.openexchange.com';
const typeNamespaces =
  'xmlns:d="http://dataobjects.soap.admin.openexchange.com/xsd" xmlns:r="http://dataobjects.rmi.admin.openexchange.com/xsd"';
export const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

function auth({ login, password }: { login: string; password: string }): string {
  return `<s:auth><r:login>${login}</r:login><r:password>${escaped(password)}</r:password></s:auth>`;
}

/** The message that OX's contract shows for the operation, with prefixes and order of its own samples. */
export function message(operation: string, parts: string, namespace = adminNamespace): ReturnType<typeof messageOfEnvelope> {
  const body = `<soapenv:Body><s:${operation} xmlns:s="${namespace}" ${typeNamespaces}>${parts}</s:${operation}></soapenv:Body>`;
  return messageOfEnvelope(`<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/">${body}</soapenv:Envelope>`);
}

export const ctx = '<s:ctx><d:id>10</d:id></s:ctx>';
export const contextAuth = auth(access.admin);
export const masterAuth = auth(master);
