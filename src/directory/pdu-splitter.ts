import { elementHeader } from './ber-cursor.ts';

const SEQUENCE = 0x30;
/** No LDAP message is larger; an announcement of more means that the other side does not speak LDAP. */
const MAX_PDU_BYTES = 256 * 1024 * 1024;

/** Cuts the byte stream of a connection into LDAP messages. */
export class PduSplitter {
  #chunks: Buffer[] = [];
  #length = 0;
  #needed = 0;

  /** The messages that `chunk` completes. */
  push(chunk: Buffer): Buffer[] {
    this.#chunks.push(chunk);
    this.#length += chunk.length;
    if (this.#length < this.#needed) return [];
    return this.#cut(this.#chunks.length === 1 ? chunk : Buffer.concat(this.#chunks));
  }

  #cut(bytes: Buffer): Buffer[] {
    const messages: Buffer[] = [];
    let start = 0;
    let end = messageEnd(bytes, start);
    while (end !== undefined && end <= bytes.length) {
      messages.push(bytes.subarray(start, end));
      start = end;
      end = messageEnd(bytes, start);
    }
    const rest = bytes.subarray(start);
    this.#chunks = rest.length === 0 ? [] : [rest];
    this.#length = rest.length;
    this.#needed = end === undefined ? 0 : end - start;
    return messages;
  }
}

/** Where the message that begins at `start` ends, `undefined` as long as its length has not arrived. */
function messageEnd(bytes: Buffer, start: number): number | undefined {
  if (start >= bytes.length) return undefined;
  if (bytes[start] !== SEQUENCE) throw new RangeError('the answer is not LDAP');
  const header = elementHeader(bytes, start);
  if (header === undefined) return undefined;
  if (header.contentLength > MAX_PDU_BYTES) throw new RangeError('the answer is not LDAP');
  return start + header.headerLength + header.contentLength;
}
