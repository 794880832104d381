import { OxFault } from '../state/index.ts';
import type { ComplexType, OperationType } from './wsdl.ts';
import { positionOf, type XmlElement, type XmlSyntaxError } from './xml-tree.ts';

/** The texts of the SOAP stack for messages that it cannot read. Wrapped operations answer in other words than bare (void) ones. */

export function clientFault(text: string): OxFault {
  return new OxFault(undefined, text, 'Client');
}

export function unexpectedElement(operation: OperationType, found: XmlElement, parent: ComplexType | undefined): OxFault {
  const { namespace, local } = found;
  if (operation.output !== undefined) {
    const where = namespace === '' ? '' : ` (URI=${namespace})`;
    return clientFault(`Unexpected element "${local}"${where}. Please remove that element from SOAP request.`);
  }
  const expected = (parent?.elements ?? []).map((element) => `<{${element.namespace}}${element.name}>`);
  const list = expected.length === 0 ? '(none)' : expected.join(',');
  return clientFault(`Unmarshalling Error: unexpected element (uri:"${namespace}", local:"${local}"). Expected elements are ${list} `);
}

export function invalidValue(operation: OperationType, found: XmlElement, source: string, words: string): OxFault {
  if (operation.output === undefined) return clientFault(`Unmarshalling Error: ${words} `);
  const { row, column } = positionOf(source, found.end);
  return clientFault(`Invalid value in line ${row} in row ${column}. Please correct SOAP request.`);
}

/** What is no XML at all, or breaks inside the message, where the operation is known already. */
export function syntaxFault(error: XmlSyntaxError, operationOf: (element: XmlElement) => OperationType | undefined): OxFault {
  const wrapper = error.open[2];
  if (wrapper === undefined) return clientFault(`Error reading XMLStreamReader: ${error.message}`);
  const isWrapped = operationOf(wrapper)?.output !== undefined;
  if (isWrapped && error.message.startsWith('Illegal character')) {
    return new OxFault(undefined, `[com.ctc.wstx.exc.WstxLazyException] ${error.message}`);
  }
  return clientFault(`Unmarshalling Error: ${error.message} `);
}
