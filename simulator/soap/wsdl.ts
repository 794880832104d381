import { readFileSync } from 'node:fs';
import { packageFile } from '../../src/model/index.ts';
import { parseXml } from './xml-scanner.ts';
import { attributeOf, childrenNamed, type XmlElement } from './xml-tree.ts';

export const SIMPLE_KINDS = ['string', 'int', 'long', 'boolean', 'date', 'base64Binary', 'anyType'] as const;

export type SimpleKind = (typeof SIMPLE_KINDS)[number];

export interface ElementType {
  readonly name: string;
  readonly namespace: string;
  readonly type: SimpleKind | ComplexType;
  readonly isList: boolean;
  readonly isNillable: boolean;
}

/** In the order of the schema; inherited elements come first. */
export interface ComplexType {
  readonly elements: readonly ElementType[];
  readonly byName: ReadonlyMap<string, ElementType>;
}

export interface OperationType {
  readonly name: string;
  readonly input: ComplexType;
  /** The `return` of the answer; `undefined` is a void operation, whose message is bare. */
  readonly output: ElementType | undefined;
  /** By name: what the detail of a fault holds. */
  readonly exceptions: ReadonlyMap<string, ComplexType>;
}

export interface ServiceType {
  readonly name: string;
  readonly namespace: string;
  readonly operations: ReadonlyMap<string, OperationType>;
  /** The file itself. */
  readonly wsdl: string;
}

/** Reads a WSDL that the project owns. @param absent names of elements that this OX does not know yet */
export function readWsdl(service: string, absent: readonly string[] = []): ServiceType {
  const file = readFileSync(packageFile(`src/ox/wsdl/${service}.wsdl`), 'utf8');
  const wsdl = absent.reduce((text, name) => text.replace(new RegExp(`\\s*<xs:element [^>]*name="${name}"[^>]*/>`, 'g'), ''), file);
  return new WsdlReader(parseXml(wsdl), service).read(wsdl);
}

interface Declaration {
  readonly element: XmlElement;
  /** Of the schema, and so of the elements that it declares. */
  readonly namespace: string;
}

class WsdlReader {
  readonly #definitions: XmlElement;
  readonly #service: string;
  readonly #types = new Map<string, Declaration>();
  readonly #elements = new Map<string, Declaration>();
  readonly #known = new Map<string, ComplexType>();

  constructor(definitions: XmlElement, service: string) {
    this.#definitions = definitions;
    this.#service = service;
    for (const schema of childrenNamed(definitions, 'types').flatMap((types) => types.children)) {
      const namespace = attributeOf(schema, 'targetNamespace') ?? '';
      for (const element of childrenNamed(schema, 'complexType'))
        this.#types.set(`{${namespace}}${nameOf(element)}`, { element, namespace });
      for (const element of childrenNamed(schema, 'element')) this.#elements.set(nameOf(element), { element, namespace });
    }
  }

  read(wsdl: string): ServiceType {
    const operations = childrenNamed(this.#definitions, 'portType').flatMap((portType) => childrenNamed(portType, 'operation'));
    const types = operations.map((operation): [string, OperationType] => [nameOf(operation), this.#operation(operation)]);
    return { name: this.#service, namespace: attributeOf(this.#definitions, 'targetNamespace') ?? '', operations: new Map(types), wsdl };
  }

  #operation(operation: XmlElement): OperationType {
    const name = nameOf(operation);
    const answer = this.#elements.has(`${name}Response`) ? this.#message(`${name}Response`) : undefined;
    const exceptions = childrenNamed(operation, 'fault').map((fault) => nameOf(fault).replace(/_Exception$/, ''));
    return {
      name,
      input: this.#message(name),
      output: answer?.elements[0],
      exceptions: new Map(exceptions.map((exception) => [exception, this.#detail(exception)])),
    };
  }

  #detail(exception: string): ComplexType {
    const type = this.#message(exception).elements[0]?.type;
    if (type === undefined || typeof type === 'string') throw new Error(`${this.#service}: the fault ${exception} has no type`);
    return type;
  }

  /** The complex type inside an element of the schema. */
  #message(name: string): ComplexType {
    const declared = this.#elements.get(name);
    const [type] = declared === undefined ? [] : childrenNamed(declared.element, 'complexType');
    if (declared === undefined || type === undefined) throw new Error(`${this.#service}: no element ${name} in the WSDL`);
    return this.#complexType({ element: type, namespace: declared.namespace });
  }

  #complexType({ element, namespace }: Declaration): ComplexType {
    const extensions = childrenNamed(element, 'complexContent').flatMap((content) => childrenNamed(content, 'extension'));
    const inherited = extensions.flatMap((extension) => this.#named(extension, 'base').elements);
    const own = [element, ...extensions]
      .flatMap((parent) => childrenNamed(parent, 'sequence'))
      .flatMap((sequence) => childrenNamed(sequence, 'element'))
      .map((child) => this.#element(child, namespace));
    const elements = [...inherited, ...own];
    return { elements, byName: new Map(elements.map((child) => [child.name, child])) };
  }

  #element(element: XmlElement, namespace: string): ElementType {
    return {
      name: nameOf(element),
      namespace,
      type: this.#typeOf(element),
      isList: attributeOf(element, 'maxOccurs') === 'unbounded',
      isNillable: attributeOf(element, 'nillable') === 'true',
    };
  }

  #typeOf(element: XmlElement): SimpleKind | ComplexType {
    const local = (attributeOf(element, 'type') ?? '').replace(/^xs:/, '');
    return SIMPLE_KINDS.find((kind) => kind === local) ?? this.#named(element, 'type');
  }

  #named(element: XmlElement, attribute: string): ComplexType {
    const [prefix = '', local = ''] = (attributeOf(element, attribute) ?? '').split(':');
    const key = `{${element.scope.get(prefix)}}${local}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const declared = this.#types.get(key);
    if (declared === undefined) throw new Error(`${this.#service}: no type ${key} in the WSDL`);
    const type = this.#complexType(declared);
    this.#known.set(key, type);
    return type;
  }
}

function nameOf(element: XmlElement): string {
  return attributeOf(element, 'name') ?? '';
}
