/** The namespaces in force at an element, by prefix; '' is the default one. */
export type Scope = ReadonlyMap<string, string>;

export interface XmlAttribute {
  readonly namespace: string;
  readonly local: string;
  readonly value: string;
}

export interface XmlElement {
  /** Empty when there is none. */
  readonly namespace: string;
  readonly local: string;
  readonly attributes: readonly XmlAttribute[];
  readonly scope: Scope;
  readonly children: XmlElement[];
  /** The text directly inside, without that of children. */
  text: string;
  /** Where the text or the last child ends in the source. */
  end: number;
}

/** What is no XML, in the words of the parser that OX uses (Woodstox). */
export class XmlSyntaxError extends Error {
  /** The elements that were open, outermost first. */
  readonly open: readonly XmlElement[];

  constructor(message: string, source: string, offset: number, open: readonly XmlElement[]) {
    const { row, column } = positionOf(source, offset);
    super(`${message}\n at [row,col {unknown-source}]: [${row},${column}]`);
    this.open = open;
  }
}

/** Row and column, both from 1. */
export function positionOf(source: string, offset: number): { row: number; column: number } {
  const before = source.slice(0, offset);
  return { row: before.split('\n').length, column: offset - before.lastIndexOf('\n') };
}

export function attributeOf(element: XmlElement, local: string, namespace = ''): string | undefined {
  return element.attributes.find((attribute) => attribute.local === local && attribute.namespace === namespace)?.value;
}

export function childrenNamed(element: XmlElement, local: string): readonly XmlElement[] {
  return element.children.filter((child) => child.local === local);
}
