/** A picture of so many blocks of 8 by 8 pixels each way. */
const BLOCKS = 32;
const PIXELS = BLOCKS * 8;

/** The code lengths and symbols of the table for DC values that the JPEG standard suggests (ITU T.81, table K.3). */
const DC_CODES_OF_LENGTH = [0, 1, 5, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0];
const DC_SYMBOLS = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11];

const MAX_COMMENT = 65_533;

/** A JPEG picture of exactly `size` bytes: a slope of grey, and comments, as a camera leaves them. */
export function samplePhoto(size: number): Buffer {
  const head = [Buffer.from([0xff, 0xd8]), segment(0xe0, [...Buffer.from('JFIF\0'), 1, 1, 0, 0, 1, 0, 1, 0, 0])];
  const body = [
    // With a quantum of 8 for the mean, a DC value is simply brightness.
    segment(0xdb, [0, 8, ...Array.from({ length: 63 }, () => 1)]),
    segment(0xc0, [8, PIXELS >> 8, PIXELS & 0xff, PIXELS >> 8, PIXELS & 0xff, 1, 1, 0x11, 0]),
    segment(0xc4, [0x00, ...DC_CODES_OF_LENGTH, ...DC_SYMBOLS]),
    // The only code for AC values is "no more of them".
    segment(0xc4, [0x10, 1, ...Array.from({ length: 15 }, () => 0), 0]),
    segment(0xda, [1, 1, 0, 0, 63, 0]),
    slope(),
    Buffer.from([0xff, 0xd9]),
  ];
  const used = [...head, ...body].reduce((sum, part) => sum + part.length, 0);
  return Buffer.concat([...head, ...comments(size - used), ...body]);
}

function segment(marker: number, content: readonly number[]): Buffer {
  const length = content.length + 2;
  return Buffer.from([0xff, marker, length >> 8, length & 0xff, ...content]);
}

/** Comment segments of so many bytes together; each takes at least four. */
function comments(size: number): Buffer[] {
  const parts: Buffer[] = [];
  for (let rest = size; rest >= 4; ) {
    const whole = Math.min(rest, MAX_COMMENT);
    // What is left over must be enough for a segment, or nothing.
    const length = rest - whole > 0 && rest - whole < 4 ? whole - 4 : whole;
    const head = Buffer.from([0xff, 0xfe, (length - 2) >> 8, (length - 2) & 0xff]);
    parts.push(Buffer.concat([head, Buffer.alloc(length - 4, 'ox-operator demo ')]));
    rest -= length;
  }
  return parts;
}

/** The blocks, each as the difference of its brightness to the one before. */
function slope(): Buffer {
  const codes = dcCodes();
  let bits = '';
  let before = 0;
  for (let block = 0; block < BLOCKS * BLOCKS; block += 1) {
    const brightness = (block % BLOCKS) * 4 + Math.floor(block / BLOCKS) * 4 - 124;
    bits += `${dcBits(brightness - before, codes)}0`;
    before = brightness;
  }
  const bytes = bits.padEnd(Math.ceil(bits.length / 8) * 8, '1').match(/.{8}/g) ?? [];
  // After a byte of ones comes an empty one, so that it is no marker.
  return Buffer.from(bytes.map((byte) => Number.parseInt(byte, 2)).flatMap((byte) => (byte === 0xff ? [byte, 0] : [byte])));
}

function dcBits(difference: number, codes: readonly string[]): string {
  const size = difference === 0 ? 0 : Math.floor(Math.log2(Math.abs(difference))) + 1;
  const value = difference < 0 ? difference + 2 ** size - 1 : difference;
  return `${codes[size] ?? ''}${size === 0 ? '' : value.toString(2).padStart(size, '0')}`;
}

function dcCodes(): string[] {
  const codes: string[] = [];
  let code = 0;
  for (const [index, count] of DC_CODES_OF_LENGTH.entries()) {
    for (let one = 0; one < count; one += 1) {
      codes.push(code.toString(2).padStart(index + 1, '0'));
      code += 1;
    }
    code <<= 1;
  }
  return codes;
}
