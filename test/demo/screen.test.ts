import { describe, expect, it } from 'vitest';
import { wrap } from '../../src/cli/client/wrap.ts';
import { progressBlock } from '../../src/cli/demo/progress.ts';
import { Screen } from '../../src/cli/demo/screen.ts';
import { isAtRest, tally } from '../../src/cli/demo/tally.ts';

function screenOn(output: { isTTY?: boolean; columns?: number }, environment: Record<string, string> = {}) {
  const written: string[] = [];
  return { screen: new Screen({ ...output, write: (text) => written.push(text) }, environment), written };
}

describe('the screen', () => {
  it('draws a block over the one before, and takes it away for lines that stay', () => {
    const { screen, written } = screenOn({ isTTY: true });
    screen.draw(['a', 'b']);
    screen.draw(['c', 'd']);
    screen.print('done');
    expect(written).toEqual(['\x1b[2Ka\n\x1b[2Kb\n', '\x1b[2A\x1b[2Kc\n\x1b[2Kd\n', '\x1b[2A\x1b[J', 'done\n']);
  });

  it.each([
    [{}, {}],
    [{ isTTY: true }, { NO_COLOR: '1' }],
    [{ isTTY: true }, { CI: 'true' }],
    [{ isTTY: true }, { TERM: 'dumb' }],
  ])('is plain for %j with %j', (output, environment) => {
    const { screen } = screenOn(output, environment);
    expect(screen.isPlain).toBe(true);
    expect(screen.paint('red', 'text')).toBe('text');
  });

  it('paints on a terminal', () => {
    expect(screenOn({ isTTY: true }, { TERM: 'xterm' }).screen.paint('red', 'text')).toBe('\x1b[31mtext\x1b[39m');
  });
});

describe('progress', () => {
  it('shows a single object that was put aside among hundreds, and never a full bar with it', () => {
    const { screen } = screenOn({});
    const census = [
      { kind: 'User', contextId: 10, state: 'settled', count: 299 },
      { kind: 'User', contextId: 10, state: 'parked', count: 1 },
    ] as const;
    const row = progressBlock({ tallies: tally(census, {}), calls: 300, seconds: 2 }, screen)[1];
    expect(row).toMatch(/^ {2}users {5}█{30} {2}299 of 300 {2}1 put aside$/);
  });

  it('is at rest when nothing is left to do, and not before everything is known', () => {
    const settled = { kind: 'User', contextId: 10, state: 'settled', count: 2 } as const;
    expect(isAtRest(tally([settled], { User: 2 }))).toBe(true);
    expect(isAtRest(tally([settled], { User: 3 }))).toBe(false);
    expect(isAtRest(tally([settled, { ...settled, state: 'waiting' }], {}))).toBe(true);
    expect(isAtRest(tally([settled, { ...settled, state: 'pending' }], {}))).toBe(false);
    expect(isAtRest(tally([settled, { ...settled, state: 'backingOff' }], {}))).toBe(false);
  });
});

it('breaks lines between words, with the rest indented, and leaves long words whole', () => {
  expect(wrap('one two three four', 9, 2)).toEqual(['one two', '  three', '  four']);
  expect(wrap('short', 9, 2)).toEqual(['short']);
  expect(wrap('a-very-long-word and more', 9, 2)).toEqual(['a-very-long-word', '  and', '  more']);
});
