import { OxFault } from '../state/index.ts';
import { clientFault, invalidValue, syntaxFault, unexpectedElement } from './refused-message.ts';
import type { ComplexType, ElementType, OperationType, ServiceType, SimpleKind } from './wsdl.ts';
import { parseXml } from './xml-scanner.ts';
import { attributeOf, type XmlElement, XmlSyntaxError } from './xml-tree.ts';
import { parseXmlBoolean, parseXmlDate, parseXmlInt, parseXmlLong } from './xml-values.ts';

const SOAP_11 = 'http://schemas.xmlsoap.org/soap/envelope/';
const SOAP_12 = 'http://www.w3.org/2003/05/soap-envelope';
const XSI = 'http://www.w3.org/2001/XMLSchema-instance';

export interface SoapRequest {
  readonly operation: OperationType;
  readonly args: Readonly<Record<string, unknown>>;
}

/** Reads a request as the SOAP stack of OX does. Throws an `OxFault` for what it refuses. */
export function readRequest(service: ServiceType, source: string): SoapRequest {
  const wrapper = wrapperOf(parse(service, source));
  if (wrapper === undefined) throw noOperation();
  const operation = findOperation(service, wrapper);
  return { operation, args: new MessageBinder(operation, source).bind(wrapper, operation.input, true) };
}

/** Also the answer to a GET. */
export function noOperation(): OxFault {
  return new OxFault(undefined, 'No binding operation info while invoking unknown method with params unknown.');
}

function parse(service: ServiceType, source: string): XmlElement {
  try {
    return parseXml(source);
  } catch (error) {
    if (error instanceof XmlSyntaxError) throw syntaxFault(error, ({ local }) => service.operations.get(local));
    throw error;
  }
}

/** The first element in the body of an envelope that is in order. */
function wrapperOf(envelope: XmlElement): XmlElement | undefined {
  const { namespace, local } = envelope;
  if (local !== 'Envelope' || namespace !== SOAP_11) throw new OxFault(undefined, versionText(envelope), 'VersionMismatch');
  const parts = (name: string): readonly XmlElement[] =>
    envelope.children.filter((child) => child.namespace === SOAP_11 && child.local === name).flatMap((child) => child.children);
  const demanding = parts('Header').filter((header) => ['1', 'true'].includes(attributeOf(header, 'mustUnderstand', SOAP_11) ?? ''));
  if (demanding.length > 0) {
    const names = demanding.map((header) => qualified(header)).join(', ');
    throw new OxFault(undefined, `MustUnderstand headers: [${names}] are not understood.`, 'MustUnderstand');
  }
  return parts('Body')[0];
}

function versionText({ namespace, local }: XmlElement): string {
  return namespace === SOAP_12
    ? 'A SOAP 1.2 message is not valid when sent to a SOAP 1.1 only endpoint.'
    : `"${namespace}", the namespace on the "${local}" element, is not a valid SOAP version.`;
}

function qualified({ namespace, local }: XmlElement): string {
  return namespace === '' ? local : `{${namespace}}${local}`;
}

function findOperation(service: ServiceType, wrapper: XmlElement): OperationType {
  const operation = service.operations.get(wrapper.local);
  if (operation !== undefined && wrapper.namespace === service.namespace) return operation;
  if (operation?.output !== undefined) {
    const expected = `{${service.namespace}}${operation.name}`;
    throw clientFault(`Unexpected wrapper element ${qualified(wrapper)} found.   Expected ${expected}.`);
  }
  throw clientFault(`Message part ${qualified(wrapper)} was not recognized.  (Does it exist in service WSDL?)`);
}

/** Binds the elements of one message to the types of its operation. */
class MessageBinder {
  readonly #operation: OperationType;
  readonly #source: string;

  constructor(operation: OperationType, source: string) {
    this.#operation = operation;
    this.#source = source;
  }

  /** @param mayBeUnqualified the children may do without a namespace: those of the wrapper, and below a child that does without */
  bind(parent: XmlElement, type: ComplexType, mayBeUnqualified: boolean, isWrapper = mayBeUnqualified): Record<string, unknown> {
    const record: Record<string, unknown> = {};
    for (const [index, child] of parent.children.entries()) {
      const element = this.#elementOf(child, type, mayBeUnqualified, isWrapper ? index : undefined);
      if (element === undefined) continue;
      const value = this.#value(child, element);
      if (element.isList) appendTo(record, element.name, value ?? emptyItem(element.type));
      else record[element.name] = value;
    }
    return record;
  }

  /** OX gives an element without a namespace the one of the schema by its name, and failing that by its place. */
  #elementOf(found: XmlElement, type: ComplexType, mayBeUnqualified: boolean, place: number | undefined): ElementType | undefined {
    const element = type.byName.get(found.local);
    if (element !== undefined && element.namespace === found.namespace) return element;
    if (found.namespace === '' && mayBeUnqualified) {
      const named = element ?? (place === undefined ? undefined : type.elements[place]);
      if (named !== undefined) return named;
    }
    // OX drops this one without a word.
    if (found.local === 'clusterWeight') return undefined;
    throw unexpectedElement(this.#operation, found, type);
  }

  #value(found: XmlElement, { type }: ElementType): unknown {
    if (found.attributes.length > 0 && ['1', 'true'].includes(attributeOf(found, 'nil', XSI) ?? '')) return undefined;
    if (typeof type !== 'string') return this.bind(found, type, found.namespace === '', false);
    const [inner] = found.children;
    if (inner !== undefined) throw unexpectedElement(this.#operation, inner, undefined);
    return this.#simple(found, type);
  }

  #simple(found: XmlElement, kind: SimpleKind): unknown {
    try {
      return parseSimple(found.text, kind);
    } catch (error) {
      throw invalidValue(this.#operation, found, this.#source, error instanceof Error ? error.message : '');
    }
  }
}

function parseSimple(text: string, kind: SimpleKind): unknown {
  switch (kind) {
    case 'string':
    case 'anyType':
      return text;
    case 'int':
      return parseXmlInt(text);
    case 'long':
      return parseXmlLong(text);
    case 'boolean':
      return parseXmlBoolean(text);
    case 'date':
      return parseXmlDate(text) ?? refuseDate(text);
    case 'base64Binary':
      return Buffer.from(text, 'base64').toString('base64');
  }
}

function refuseDate(text: string): never {
  throw new Error(text.trim());
}

/** A nil or empty item is an item: a list with one such alias was sent. */
function emptyItem(type: SimpleKind | ComplexType): unknown {
  if (typeof type !== 'string') return {};
  return type === 'string' ? '' : undefined;
}

function appendTo(record: Record<string, unknown>, name: string, value: unknown): void {
  const items = record[name];
  const item = value === undefined ? [] : [value];
  if (Array.isArray(items)) items.push(...item);
  else record[name] = item;
}
