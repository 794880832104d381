import type { OxFault } from '../state/index.ts';
import type { ComplexType, ElementType, OperationType, ServiceType, SimpleKind } from './wsdl.ts';

/** Prefixes by namespace; the empty one is the default namespace. */
type Prefixes = ReadonlyMap<string, string>;

const SERVICE = 'http://soap.admin.openexchange.com';
const DATA_OBJECTS = 'http://dataobjects.soap.admin.openexchange.com/xsd';

/** The prefixes that all services have in common, in the order in which OX declares them. */
const common: readonly (readonly [string, string])[] = [
  ['http://dataobjects.rmi.admin.openexchange.com/xsd', 'ns3'],
  ['http://rmi.java/xsd', 'ns4'],
  ['http://exceptions.rmi.admin.openexchange.com/xsd', 'ns5'],
];

/** The default namespace is that of the service; only the service of the secondary accounts has it the other way round. */
function prefixesOf({ name, namespace }: ServiceType): Prefixes {
  const isReversed = name === 'OXSecondaryAccountService';
  return new Map([[isReversed ? DATA_OBJECTS : namespace, ''], [isReversed ? SERVICE : DATA_OBJECTS, 'ns2'], ...common]);
}

const nil = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:nil="true"';
const envelopeStart = '<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/">';

type Write = (value: unknown) => string;

/** Writes the answers of one service byte for byte as OX does; the writer of a type is made once. */
export class MessageWriter {
  readonly #namespace: string;
  readonly #prefixes: Prefixes;
  readonly #declarations: string;
  readonly #writers = new Map<ComplexType, Write>();
  readonly #answers = new Map<OperationType, Write>();

  constructor(service: ServiceType) {
    this.#namespace = service.namespace;
    this.#prefixes = prefixesOf(service);
    this.#declarations = [...this.#prefixes].map(([namespace, prefix]) => ` xmlns${prefix && ':'}${prefix}="${namespace}"`).join('');
    for (const operation of service.operations.values()) this.#answers.set(operation, this.#answerWriter(operation));
  }

  answer(operation: OperationType, result: unknown): string {
    return this.#answers.get(operation)?.(result) ?? '';
  }

  fault(fault: OxFault, operation: OperationType | undefined): string {
    const text = `<faultcode>soap:${fault.code}</faultcode><faultstring>${escapeText(fault.text)}</faultstring>`;
    return inBody(`<soap:Fault>${text}${this.#detail(fault, operation)}</soap:Fault>`);
  }

  /** Only for an exception that the operation declares. */
  #detail({ exception, text }: OxFault, operation: OperationType | undefined): string {
    const type = exception === undefined ? undefined : operation?.exceptions.get(exception);
    if (exception === undefined || type === undefined) return '';
    const tag = this.#tag(exception, this.#namespace);
    const inner = `<${tag}>${this.#contentWriter(type)({ message: text })}</${tag}>`;
    return `<detail><${tag}${this.#declarations}>${inner}</${tag}></detail>`;
  }

  #tag(name: string, namespace: string): string {
    const prefix = this.#prefixes.get(namespace) ?? '';
    return prefix === '' ? name : `${prefix}:${name}`;
  }

  #answerWriter({ name, output }: OperationType): Write {
    if (output === undefined) return () => `${envelopeStart}<soap:Body/></soap:Envelope>`;
    const write = this.#elementWriter(output);
    const tag = this.#tag(`${name}Response`, this.#namespace);
    return (result) => inBody(`<${tag}${this.#declarations}>${write(result)}</${tag}>`);
  }

  #contentWriter(type: ComplexType): Write {
    const known = this.#writers.get(type);
    if (known !== undefined) return known;
    const parts = type.elements.map((element) => ({ name: element.name, write: this.#elementWriter(element) }));
    const write: Write = (value) => {
      const record = value as Readonly<Record<string, unknown>>;
      let text = '';
      for (const part of parts) text += part.write(record[part.name]);
      return text;
    };
    this.#writers.set(type, write);
    return write;
  }

  #elementWriter(element: ElementType): Write {
    const one = this.#itemWriter(element);
    if (!element.isList) return one;
    return (value) => (Array.isArray(value) ? value.map(one).join('') : '');
  }

  #itemWriter({ name, namespace, type, isNillable }: ElementType): Write {
    const tag = this.#tag(name, namespace);
    const absent = isNillable ? `<${tag} ${nil}/>` : '';
    const start = `<${tag}>`;
    const end = `</${tag}>`;
    const content = typeof type === 'string' ? simpleWriter(type) : this.#contentWriter(type);
    return (value) => (value === undefined ? absent : start + content(value) + end);
  }
}

function simpleWriter(kind: SimpleKind): Write {
  if (kind === 'date') return (value) => `${String(value)}Z`;
  return kind === 'string' ? (value) => escapeText(String(value)) : String;
}

function inBody(content: string): string {
  return `${envelopeStart}<soap:Body>${content}</soap:Body></soap:Envelope>`;
}

const special = /[&<>\r]/;
const everySpecial = /[&<>\r]/g;
const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '\r': '&#xd;' };

function escapeText(text: string): string {
  return special.test(text) ? text.replace(everySpecial, (character) => escapes[character] ?? character) : text;
}
