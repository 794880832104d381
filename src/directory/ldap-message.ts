import { BerCursor } from './ber-cursor.ts';

export interface RawAttribute {
  /** As the server spells it, with options: `userCertificate;binary`. */
  readonly name: string;
  /** Views into the receive buffer: to be copied by whoever keeps them. */
  readonly values: readonly Buffer[];
}

/** Response controls by OID; the content of their value. */
export type ResponseControls = ReadonlyMap<string, Buffer>;

export interface LdapResult {
  /** RFC 4511 resultCode; 0 is success. */
  readonly code: number;
  /** The server's own words, often empty. */
  readonly text: string;
}

/** What a search answers with. */
export type SearchMessage =
  | { readonly type: 'entry'; readonly dn: string; readonly attributes: readonly RawAttribute[]; readonly controls: ResponseControls }
  | { readonly type: 'reference'; readonly urls: readonly string[] }
  | { readonly type: 'intermediate'; readonly oid: string; readonly value: Buffer }
  | { readonly type: 'done'; readonly result: LdapResult; readonly controls: ResponseControls };

export interface LdapMessage {
  /** Of the request; 0 is the server's notice that it disconnects. */
  readonly id: number;
  readonly body: SearchMessage;
}

const tags = { entry: 0x64, done: 0x65, reference: 0x73, extended: 0x78, intermediate: 0x79, controls: 0xa0, octets: 0x04 } as const;

/** Decodes one message of a search; anything else is a `RangeError`. */
export function decodeLdapMessage(pdu: Buffer): LdapMessage {
  const message = new BerCursor(pdu).enter();
  const id = message.integer();
  const tag = message.tag ?? 0;
  const operation = message.enter();
  switch (tag) {
    case tags.entry:
      return {
        id,
        body: { type: 'entry', dn: operation.text(), attributes: attributesOf(operation.enter()), controls: controlsOf(message) },
      };
    case tags.done:
    case tags.extended:
      return { id, body: { type: 'done', result: resultOf(operation), controls: controlsOf(message) } };
    case tags.reference:
      return { id, body: { type: 'reference', urls: textsOf(operation) } };
    case tags.intermediate:
      return { id, body: intermediateOf(operation) };
    default:
      throw new RangeError(`the answer to a search is of the unexpected kind 0x${tag.toString(16)}`);
  }
}

function attributesOf(list: BerCursor): RawAttribute[] {
  const attributes: RawAttribute[] = [];
  while (!list.atEnd) {
    const attribute = list.enter();
    const name = attribute.text();
    const set = attribute.enter();
    const values: Buffer[] = [];
    while (!set.atEnd) values.push(set.take());
    attributes.push({ name, values });
  }
  return attributes;
}

function resultOf(operation: BerCursor): LdapResult {
  const code = operation.integer();
  operation.take();
  return { code, text: operation.text() };
}

function textsOf(list: BerCursor): string[] {
  const texts: string[] = [];
  while (!list.atEnd) texts.push(list.text());
  return texts;
}

function intermediateOf(operation: BerCursor): SearchMessage {
  const oid = operation.takeIf(0x80)?.toString('utf8') ?? '';
  return { type: 'intermediate', oid, value: operation.takeIf(0x81) ?? Buffer.alloc(0) };
}

const noControls: ResponseControls = new Map();

function controlsOf(message: BerCursor): ResponseControls {
  const list = message.takeIf(tags.controls);
  if (list === undefined) return noControls;
  const controls = new Map<string, Buffer>();
  const cursor = new BerCursor(list);
  while (!cursor.atEnd) {
    const control = cursor.enter();
    const oid = control.text();
    if (control.tag !== tags.octets && !control.atEnd) control.take();
    controls.set(oid, control.takeIf(tags.octets) ?? Buffer.alloc(0));
  }
  return controls;
}
