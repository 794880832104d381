const signatures: readonly { readonly contentType: string; readonly bytes: Buffer }[] = [
  { contentType: 'image/jpeg', bytes: Buffer.from([0xff, 0xd8, 0xff]) },
  { contentType: 'image/png', bytes: Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]) },
  { contentType: 'image/gif', bytes: Buffer.from('GIF87a') },
  { contentType: 'image/gif', bytes: Buffer.from('GIF89a') },
];

/** The kind of picture that the octets begin like, or `undefined` when it is none that browsers and OX know. */
export function sniffPicture(octets: Buffer): string | undefined {
  return signatures.find(({ bytes }) => octets.subarray(0, bytes.length).equals(bytes))?.contentType;
}
