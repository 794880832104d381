import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * A server that answers every message at once, in a process of its own so that it is not measured with the client.
 * Prints its port, ends with its parent.
 */
const nil = (name: string): string => `<ns2:${name} xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:nil="true"/>`;
const unset = Array.from({ length: 110 }, (_, index) => nil(`userfield_of_some_length_${index}`)).join('');
const set = Array.from(
  { length: 20 },
  (_, index) => `<ns2:userfield${String(index + 1).padStart(2, '0')}>a value</ns2:userfield${String(index + 1).padStart(2, '0')}>`,
).join('');
const user = `<return>${unset.slice(0, unset.length / 2)}${unset.slice(unset.length / 2)}<ns2:id>5</ns2:id><ns2:name>jane</ns2:name>${set}</return>`;

function answerTo(operation: string): string {
  const inner = operation.startsWith('change') || operation.startsWith('delete') ? '' : wrapped(operation);
  return `<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body>${inner}</soap:Body></soap:Envelope>`;
}

function wrapped(operation: string): string {
  const namespaces = 'xmlns="http://soap.admin.openexchange.com" xmlns:ns2="http://dataobjects.soap.admin.openexchange.com/xsd"';
  return `<${operation}Response ${namespaces}>${operation === 'exists' ? '<return>true</return>' : user}</${operation}Response>`;
}

const server = createServer((request, response) => {
  request.resume().on('end', () => {
    const operation = String(request.headers.soapaction).replace(/^"urn:|"$/g, '');
    response.setHeader('Content-Type', 'text/xml;charset=utf-8');
    response.end(answerTo(operation));
  });
});

server.listen(0, '127.0.0.1', () => process.stdout.write(`${(server.address() as AddressInfo).port}\n`));
process.on('disconnect', () => process.exit(0));
