/** How a message is read and its answer written. */
export interface MessageCharset {
  /** As it stands in the Content-Type of the answer. */
  readonly name: string;
  decode(body: Buffer): string;
  encode(text: string): Buffer;
}

const utf8: MessageCharset = {
  name: 'utf-8',
  decode: (body) => body.toString('utf8'),
  encode: (text) => Buffer.from(text, 'utf8'),
};

const latin1: MessageCharset = {
  name: 'iso-8859-1',
  decode: (body) => body.toString('latin1'),
  encode: (text) =>
    Buffer.from(
      text.replace(/[^\0-\xff]/gu, (character) => `&#x${character.codePointAt(0)?.toString(16)};`),
      'latin1',
    ),
};

/** The charset of the Content-Type alone counts: without one it is ISO-8859-1, whatever the XML declaration says. */
export function charsetOf(contentType: string | undefined): MessageCharset {
  const named = /charset\s*=\s*"?([^";\s]+)/i.exec(contentType ?? '')?.[1]?.toLowerCase();
  return named === 'utf-8' || named === 'utf8' ? utf8 : latin1;
}
