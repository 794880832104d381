import { ConfigurationError } from '../model/index.ts';

/** One content record of an LDIF text. */
export interface LdifRecord {
  /** Where it begins, from 1. */
  readonly line: number;
  readonly dn: string;
  /** By attribute name in lower case, options included. A value given in base64 is a Buffer, whatever it holds. */
  readonly attributes: ReadonlyMap<string, readonly LdifValue[]>;
  /** Position of the record in the text. */
  readonly start: number;
  readonly end: number;
}

export type LdifValue = string | Buffer;

/**
 * The content records of an LDIF text (RFC 2849). Throws a `ConfigurationError` of one line: label, line number, what was found and what
 * is expected.
 */
export function parseLdif(text: string, label: string): LdifRecord[] {
  return [...ldifRecords(text, label)];
}

/** Like `parseLdif`, one after the other. */
export function* ldifRecords(text: string, label: string): Generator<LdifRecord, void, void> {
  const lines = new LineReader(text);
  let isFirst = true;
  for (let line = lines.nextOfText(); line !== undefined; line = lines.nextOfText()) {
    const first = parseLine(line, label);
    if (isFirst && first.name === 'version') checkVersion(first, label);
    else yield parseRecord(lines, line, first, label);
    isFirst = false;
  }
}

interface LogicalLine {
  /** Without its line breaks; empty between records. */
  readonly content: string;
  readonly line: number;
  readonly start: number;
}

/** Reads lines, joined where they are folded, without comments. */
class LineReader {
  /** Where the line that was read last ends. */
  end = 0;
  readonly #text: string;
  #position: number;
  #line = 0;

  constructor(text: string) {
    this.#text = text;
    this.#position = text.startsWith('\u{feff}') ? 1 : 0;
  }

  /** The next line that is not empty. */
  nextOfText(): LogicalLine | undefined {
    let line = this.next();
    while (line !== undefined && line.content === '') line = this.next();
    return line;
  }

  next(): LogicalLine | undefined {
    let line = this.#nextLogical();
    while (line?.content.startsWith('#') === true) line = this.#nextLogical();
    return line;
  }

  #nextLogical(): LogicalLine | undefined {
    if (this.#position >= this.#text.length) return undefined;
    const start = this.#position;
    const first = this.#nextPhysical();
    const line = this.#line;
    if (this.#text.charCodeAt(this.#position) !== SPACE || first === '') return { content: first, line, start };
    const parts = [first];
    while (this.#text.charCodeAt(this.#position) === SPACE) parts.push(this.#nextPhysical().slice(1));
    return { content: parts.join(''), line, start };
  }

  #nextPhysical(): string {
    const start = this.#position;
    const feed = this.#text.indexOf('\n', start);
    const end = feed < 0 ? this.#text.length : feed;
    this.#position = end + 1;
    this.#line += 1;
    this.end = end;
    return this.#text.slice(start, this.#text.charCodeAt(end - 1) === CARRIAGE_RETURN && end > start ? end - 1 : end);
  }
}

const SPACE = 0x20;
const CARRIAGE_RETURN = 0x0d;
const COLON = 0x3a;
const LESS_THAN = 0x3c;

interface ParsedLine {
  readonly line: number;
  readonly name: string;
  readonly value: LdifValue;
}

function parseRecord(lines: LineReader, begin: LogicalLine, first: ParsedLine, label: string): LdifRecord {
  if (first.name !== 'dn') throw wrong(label, first.line, `"${first.name}:"`, 'a record that begins with "dn:"');
  const attributes = new Map<string, LdifValue[]>();
  for (let line = lines.next(); line !== undefined && line.content !== ''; line = lines.next()) {
    const { name, value } = parseLine(line, label);
    if (CHANGE_WORDS.has(name)) throw wrong(label, line.line, `"${name}:"`, 'entries only; changes are not supported');
    const values = attributes.get(name);
    if (values === undefined) attributes.set(name, [value]);
    else values.push(value);
  }
  return { line: begin.line, dn: String(first.value), attributes, start: begin.start, end: lines.end };
}

const CHANGE_WORDS = new Set(['changetype', 'control', 'dn']);
const ATTRIBUTE_NAME = /^[a-z0-9][a-z0-9.-]*(?:;[a-z0-9-]+)*$/;

function parseLine({ content, line }: LogicalLine, label: string): ParsedLine {
  const colon = content.indexOf(':');
  const name = content.slice(0, Math.max(colon, 0)).toLowerCase();
  if (!ATTRIBUTE_NAME.test(name)) throw wrong(label, line, excerpt(content), '"attribute: value"');
  const kind = content.charCodeAt(colon + 1);
  if (kind === LESS_THAN) throw wrong(label, line, `"${name}:<"`, 'the value itself; files and addresses are not read');
  const rest = content.slice(kind === COLON ? colon + 2 : colon + 1).replace(/^ +/, '');
  return { line, name, value: kind === COLON ? base64(rest, line, label) : rest };
}

function base64(text: string, line: number, label: string): Buffer {
  const trimmed = text.trimEnd();
  if (trimmed.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(trimmed)) {
    throw wrong(label, line, `${trimmed.length} characters after "::"`, 'base64');
  }
  return Buffer.from(trimmed, 'base64');
}

function checkVersion({ value, line }: ParsedLine, label: string): void {
  if (String(value).trim() !== '1') throw wrong(label, line, `version ${excerpt(String(value))}`, 'version 1');
}

/** Little enough that no password is shown. */
function excerpt(content: string): string {
  return content.length > 16 ? JSON.stringify(`${content.slice(0, 16)}…`) : JSON.stringify(content);
}

function wrong(label: string, line: number, found: string, expected: string): ConfigurationError {
  return new ConfigurationError(`${label}:${line}: found ${found}, expected ${expected}`);
}
