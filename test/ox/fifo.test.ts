import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Fifo } from '../../src/ox/fifo.ts';

test('a queue gives back what went in, in order, however it grows and shrinks', () => {
  fc.assert(
    fc.property(fc.array(fc.record({ pushes: fc.nat(120), shifts: fc.nat(120) }), { maxLength: 12 }), (rounds) => {
      const queue = new Fifo<number>();
      const expected: number[] = [];
      let next = 0;
      for (const { pushes, shifts } of rounds) {
        for (let count = 0; count < pushes; count += 1) {
          queue.push(next);
          expected.push(next);
          next += 1;
        }
        for (let count = 0; count < shifts; count += 1) expect(queue.shift()).toBe(expected.shift());
        expect(queue.size).toBe(expected.length);
      }
    }),
  );
});
