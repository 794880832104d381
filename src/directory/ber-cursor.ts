/** Reads one BER element after the other, with the definite lengths that LDAP prescribes. Values are views, nothing is copied. */
export class BerCursor {
  readonly #bytes: Buffer;
  #position = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get atEnd(): boolean {
    return this.#position >= this.#bytes.length;
  }

  /** The tag of the next element, `undefined` at the end. */
  get tag(): number | undefined {
    return this.#bytes[this.#position];
  }

  /** The content of the next element, whatever its tag. */
  take(): Buffer {
    const header = elementHeader(this.#bytes, this.#position);
    if (header === undefined) throw new RangeError('a BER element is cut off');
    const start = this.#position + header.headerLength;
    const end = start + header.contentLength;
    if (end > this.#bytes.length) throw new RangeError('a BER element is longer than what holds it');
    this.#position = end;
    return this.#bytes.subarray(start, end);
  }

  /** The next element if it has this tag, else nothing is consumed. */
  takeIf(tag: number): Buffer | undefined {
    return this.tag === tag ? this.take() : undefined;
  }

  text(): string {
    return this.take().toString('utf8');
  }

  integer(): number {
    const content = this.take();
    if (content.length === 0 || content.length > 6) throw new RangeError('a BER integer has an impossible length');
    return content.readIntBE(0, content.length);
  }

  enter(): BerCursor {
    return new BerCursor(this.take());
  }
}

interface ElementHeader {
  readonly headerLength: number;
  readonly contentLength: number;
}

/** Tag and length of the element at `position`; `undefined` as long as they have not arrived completely. */
export function elementHeader(bytes: Buffer, position: number): ElementHeader | undefined {
  const first = bytes[position + 1];
  if (first === undefined) return undefined;
  if (first < 0x80) return { headerLength: 2, contentLength: first };
  const lengthBytes = first & 0x7f;
  if (lengthBytes === 0 || lengthBytes > 4) throw new RangeError('a BER length is not of the definite form');
  if (bytes.length < position + 2 + lengthBytes) return undefined;
  return { headerLength: 2 + lengthBytes, contentLength: bytes.readUIntBE(position + 2, lengthBytes) };
}
