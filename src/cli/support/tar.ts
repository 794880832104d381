import { gzipSync } from 'node:zlib';

export interface ArchivedFile {
  /** With the folders that it lies in; at most 100 bytes. */
  readonly path: string;
  readonly text: string;
}

const BLOCK = 512;
const LONGEST_PATH = 100;
/** Where the sum of the header stands, and how long it is. */
const SUM_AT = 148;
const SUM_LENGTH = 8;

/** A gzipped tar archive (ustar) of some small files, which are their owner's alone. `time`: milliseconds since 1970. */
export function tarGz(files: readonly ArchivedFile[], time: number): Buffer {
  const blocks = files.flatMap(({ path, text }) => {
    const content = Buffer.from(text);
    return [header(path, content.length, time), content, Buffer.alloc((BLOCK - (content.length % BLOCK)) % BLOCK)];
  });
  return gzipSync(Buffer.concat([...blocks, Buffer.alloc(2 * BLOCK)]));
}

function header(path: string, size: number, time: number): Buffer {
  if (Buffer.byteLength(path) > LONGEST_PATH) throw new RangeError(`${path} is too long for an archive`);
  const block = Buffer.alloc(BLOCK);
  block.write(path, 0);
  block.write(octal(0o600, 7), 100);
  block.write(octal(0, 7), 108); // owner
  block.write(octal(0, 7), 116); // group
  block.write(octal(size, 11), 124);
  block.write(octal(Math.floor(time / 1000), 11), 136);
  block.fill(' ', SUM_AT, SUM_AT + SUM_LENGTH);
  block.write('0', 156); // a file
  block.write('ustar\u000000', 257);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${octal(sum, 6)}\0 `, SUM_AT);
  return block;
}

function octal(number: number, digits: number): string {
  return number.toString(8).padStart(digits, '0');
}
