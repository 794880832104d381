import { describe, expect, it } from 'vitest';
import { RecentLog } from '../../src/ops/index.ts';

function logOf(bounds?: { readonly lines: number; readonly bytes: number }): { log: RecentLog; passed: string[] } {
  const passed: string[] = [];
  return { log: new RecentLog({ write: (line) => void passed.push(line) }, bounds), passed };
}

describe('the recent log', () => {
  it('hands every line on as it is, and keeps the last ones', () => {
    const { log, passed } = logOf({ lines: 2, bytes: 1_000 });
    for (const line of ['one\n', 'two\n', 'three\n']) log.write(line);
    expect(passed).toEqual(['one\n', 'two\n', 'three\n']);
    expect(log.kept).toEqual({ lines: ['two', 'three'], omitted: 1 });
  });

  it('keeps no more bytes than it may, letters of two bytes counted as such, and nothing of a line that is larger than all', () => {
    const { log } = logOf({ lines: 10, bytes: 8 });
    for (const line of ['aaaa', 'üü', 'bb']) log.write(line);
    expect(log.kept).toEqual({ lines: ['üü', 'bb'], omitted: 1 });
    log.write('x'.repeat(9));
    expect(log.kept).toEqual({ lines: [], omitted: 4 });
    log.write('on');
    expect(log.kept).toEqual({ lines: ['on'], omitted: 4 });
  });

  it('holds 500 lines and 256 KiB at most', () => {
    const { log } = logOf();
    for (let index = 0; index < 2_000; index += 1) log.write('short');
    expect(log.kept).toMatchObject({ lines: { length: 500 }, omitted: 1_500 });
    for (let index = 0; index < 500; index += 1) log.write('x'.repeat(1_024));
    expect(log.kept.lines).toHaveLength(256);
  });

  it('keeps no password that somebody put into an address', () => {
    const { log, passed } = logOf();
    log.write('{"ox":"https://admin:Sesame-1@ox.example.org","to":"anna@example.org"}');
    expect(log.kept.lines).toEqual(['{"ox":"https://***@ox.example.org","to":"anna@example.org"}']);
    expect(passed.join('')).toContain('Sesame-1');
  });
});
