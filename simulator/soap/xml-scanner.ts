import { type Scope, type XmlAttribute, type XmlElement, XmlSyntaxError } from './xml-tree.ts';

const namePattern = /[^\s/>=<"'&]+/y;
const attributePattern = /\s+([^\s/>=<"'&]+)\s*=\s*(?:"([^"<]*)"|'([^'<]*)')/y;
const tagEndPattern = /\s*(\/?)>/y;
const closePattern = /([^\s>]+)\s*>/y;
const illegal = /[^\t\n\r\x7f-\x9f\P{Cc}]|[\ufffe\uffff]/u;
const reference = /&(?:#(\d+)|#x([0-9a-fA-F]+)|([^;&\s]*));?/g;
const entities: ReadonlyMap<string, string> = new Map(Object.entries({ lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" }));
const XML_NAMESPACE = 'http://www.w3.org/XML/1998/namespace';

/** Name and value as they were written. */
type RawAttribute = readonly [string, string];

/** Reads a document into a tree. Throws `XmlSyntaxError`. Nothing outside is ever read: a DOCTYPE is refused. */
export function parseXml(source: string): XmlElement {
  return new XmlScanner(source).parse();
}

class XmlScanner {
  readonly #source: string;
  #position = 0;
  readonly #open: XmlElement[] = [];
  /** The tags of the open elements as they were written. */
  readonly #names: string[] = [];
  #root: XmlElement | undefined;

  constructor(source: string) {
    this.#source = source;
  }

  parse(): XmlElement {
    if (this.#source.startsWith('\ufeff')) this.#position = 1;
    while (this.#position < this.#source.length) this.#step();
    if (this.#open.length > 0) this.#fail(`Unexpected EOF; was expecting a close tag for element <${this.#names.at(-1)}>`);
    if (this.#root === undefined) this.#fail('Unexpected EOF in prolog');
    return this.#root;
  }

  #step(): void {
    const start = this.#source.indexOf('<', this.#position);
    const end = start < 0 ? this.#source.length : start;
    if (end > this.#position) this.#text(end);
    if (start < 0) return;
    this.#position = start + 1;
    const mark = this.#source[this.#position];
    if (mark === '/') this.#closeTag();
    else if (mark === '!') this.#declaration();
    else if (mark === '?') this.#skipPast('?>');
    else this.#openTag();
  }

  #text(end: number): void {
    const element = this.#open.at(-1);
    const raw = this.#source.slice(this.#position, end);
    if (element === undefined) this.#outside(raw);
    else element.text += this.#decode(raw, this.#position);
    this.#position = end;
  }

  #outside(raw: string): void {
    const found = raw.trimStart();
    if (found === '') return;
    this.#position += raw.length - found.length;
    const where = this.#root === undefined ? "prolog; expected '<'" : "epilog; expected '<'";
    this.#fail(`Unexpected character '${found[0]}' (code ${found.charCodeAt(0)}) in ${where}`);
  }

  #declaration(): void {
    const rest = this.#source.slice(this.#position, this.#position + 9);
    if (rest.startsWith('!--')) this.#skipPast('-->');
    else if (rest.startsWith('![CDATA[')) this.#cdata();
    else if (rest.startsWith('!DOCTYPE')) this.#fail('Received event DTD, instead of START_ELEMENT or END_ELEMENT.');
    else this.#fail(`Unexpected character '!' (code 33)`);
  }

  #cdata(): void {
    const element = this.#open.at(-1);
    const start = this.#position + '![CDATA['.length;
    const end = this.#source.indexOf(']]>', start);
    if (element === undefined) this.#fail('Unexpected CDATA section outside of the root element');
    if (end < 0) this.#fail('Unexpected EOF in CDATA section');
    element.text += this.#checked(newlines(this.#source.slice(start, end)), start);
    this.#position = end + ']]>'.length;
  }

  #skipPast(text: string): void {
    const end = this.#source.indexOf(text, this.#position);
    if (end < 0) this.#fail('Unexpected EOF in comment or processing instruction');
    this.#position = end + text.length;
  }

  #openTag(): void {
    const name = this.#match(namePattern)?.[0];
    if (name === undefined) this.#fail(`Unexpected character '${this.#source[this.#position] ?? ''}' in a tag; expected a name`);
    const raw = this.#attributes();
    const end = this.#match(tagEndPattern);
    if (end === undefined) this.#fail(`Unexpected character in start tag of <${name}>; expected an attribute or '>'`);
    const element = this.#element(name, raw);
    if (end[1] !== '') return;
    this.#open.push(element);
    this.#names.push(name);
  }

  #element(name: string, raw: readonly RawAttribute[]): XmlElement {
    const parent = this.#open.at(-1);
    const scope = scopeOf(parent?.scope ?? noScope, raw);
    const attributes = this.#resolveAttributes(raw, scope);
    const element: XmlElement = { ...this.#resolve(name, scope, true), scope, attributes, children: [], text: '', end: this.#position };
    if (parent !== undefined) parent.children.push(element);
    else if (this.#root === undefined) this.#root = element;
    else this.#fail('Illegal to have multiple roots (start tag in epilog?).');
    return element;
  }

  #attributes(): readonly RawAttribute[] {
    const attributes: RawAttribute[] = [];
    for (let match = this.#match(attributePattern); match !== undefined; match = this.#match(attributePattern)) {
      attributes.push([match[1] ?? '', this.#decode(match[2] ?? match[3] ?? '', this.#position)]);
    }
    return attributes;
  }

  #resolveAttributes(raw: readonly RawAttribute[], scope: Scope): readonly XmlAttribute[] {
    if (raw.length === 0) return noAttributes;
    return raw.filter(([name]) => !isDeclaration(name)).map(([name, value]) => ({ ...this.#resolve(name, scope, false), value }));
  }

  #closeTag(): void {
    const at = this.#position;
    this.#position += 1;
    const name = this.#match(closePattern)?.[1];
    const element = this.#open.at(-1);
    if (name === undefined) this.#fail('Unexpected EOF in close tag', at);
    if (element === undefined) this.#fail(`Unexpected close tag </${name}>`, at);
    const expected = this.#names.at(-1);
    if (name !== expected) this.#fail(`Unexpected close tag </${name}>; expected </${expected}>.`, at);
    element.end = at - 1;
    this.#open.pop();
    this.#names.pop();
  }

  #resolve(name: string, scope: Scope, useDefault: boolean): { namespace: string; local: string } {
    const colon = name.indexOf(':');
    if (colon < 0) return { namespace: useDefault ? (scope.get('') ?? '') : '', local: name };
    const prefix = name.slice(0, colon);
    const namespace = prefix === 'xml' ? XML_NAMESPACE : scope.get(prefix);
    if (namespace === undefined) this.#fail(`Undeclared namespace prefix "${prefix}"`);
    return { namespace, local: name.slice(colon + 1) };
  }

  #decode(raw: string, offset: number): string {
    const text = this.#checked(newlines(raw), offset);
    return text.includes('&') ? text.replace(reference, (...groups) => this.#referenced(groups, offset)) : text;
  }

  #referenced([whole, decimal, hexadecimal, name = '']: readonly (string | undefined)[], offset: number): string {
    if (whole?.endsWith(';') !== true) this.#fail("Unexpected character in a character entity; expected ';'", offset);
    if (decimal !== undefined) return this.#character(Number(decimal), offset);
    if (hexadecimal !== undefined) return this.#character(Number.parseInt(hexadecimal, 16), offset);
    return entities.get(name) ?? this.#fail(`Undeclared general entity "${name}"`, offset);
  }

  #character(code: number, offset: number): string {
    const isCharacter = code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
    const character = isCharacter ? String.fromCodePoint(code) : '';
    if (!isCharacter || illegal.test(character)) {
      this.#fail(`Illegal character entity: expansion character (code 0x${code.toString(16)}) not a valid XML character`, offset);
    }
    return character;
  }

  #checked(text: string, offset: number): string {
    const found = illegal.exec(text);
    if (found !== null) this.#fail(`Illegal character ((CTRL-CHAR, code ${text.charCodeAt(found.index)}))`, offset + found.index + 1);
    return text;
  }

  #match(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#position;
    const match = pattern.exec(this.#source);
    if (match === null) return undefined;
    this.#position = pattern.lastIndex;
    return match;
  }

  #fail(message: string, offset = this.#position): never {
    throw new XmlSyntaxError(message, this.#source, offset, [...this.#open]);
  }
}

const noScope: Scope = new Map();
const noAttributes: readonly XmlAttribute[] = [];

function isDeclaration(name: string): boolean {
  return name === 'xmlns' || name.startsWith('xmlns:');
}

function scopeOf(parent: Scope, attributes: readonly RawAttribute[]): Scope {
  const declared = attributes
    .filter(([name]) => isDeclaration(name))
    .map(([name, value]): RawAttribute => [name.slice('xmlns:'.length), value]);
  return declared.length === 0 ? parent : new Map([...parent, ...declared]);
}

function newlines(text: string): string {
  return text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text;
}
