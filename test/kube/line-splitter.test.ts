import fc from 'fast-check';
import { expect, test } from 'vitest';
import { splitLines } from '../../src/kube/line-splitter.ts';

async function* inChunks(bytes: Buffer, sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  let start = 0;
  for (const size of sizes) {
    yield bytes.subarray(start, start + size);
    start += size;
  }
  yield bytes.subarray(start);
}

async function collect(lines: AsyncIterable<string>): Promise<string[]> {
  const all: string[] = [];
  for await (const line of lines) all.push(line);
  return all;
}

test('lines come out the same however the bytes were torn apart', async () => {
  const line = fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll('\n', ''));
  await fc.assert(
    fc.asyncProperty(
      fc.array(line, { maxLength: 8 }),
      fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 30 }),
      async (lines, sizes) => {
        const bytes = Buffer.from(lines.map((text) => `${text}\n`).join(''));
        expect(await collect(splitLines(inChunks(bytes, sizes), 1_000))).toEqual(lines);
      },
    ),
  );
});

test('what a broken connection left unfinished is dropped', async () => {
  expect(await collect(splitLines(inChunks(Buffer.from('whole\nhal'), []), 100))).toEqual(['whole']);
});

test('many short lines are not taken for a long one', async () => {
  const bytes = Buffer.from('short\n'.repeat(1_000));
  expect(await collect(splitLines(inChunks(bytes, Array(300).fill(20)), 100))).toHaveLength(1_000);
});

test('a line without an end is refused before it fills the memory', async () => {
  await expect(collect(splitLines(inChunks(Buffer.alloc(1_000), [300, 300]), 500))).rejects.toThrow('a line of more than 500 bytes');
});
