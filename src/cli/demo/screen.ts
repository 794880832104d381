import { styleText } from 'node:util';

export type Tone = 'green' | 'yellow' | 'red' | 'dim' | 'bold';

/** What is written to: the standard output of the process. */
export interface Output {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

const UP = (lines: number): string => `\x1b[${lines}A`;
const CLEAR_LINE = '\x1b[2K';
const CLEAR_BELOW = '\x1b[J';
const DEFAULT_COLUMNS = 80;

/** A terminal with one block that is drawn again in place; plain lines where there is no terminal or no colour is wanted. */
export class Screen {
  readonly isPlain: boolean;
  private readonly output: Output;
  private drawn = 0;

  constructor(output: Output, environment: Readonly<Record<string, string | undefined>>) {
    const { NO_COLOR = '', CI = '', TERM = '' } = environment;
    this.output = output;
    this.isPlain = output.isTTY !== true || NO_COLOR !== '' || CI !== '' || TERM === 'dumb';
  }

  get columns(): number {
    return this.output.columns ?? DEFAULT_COLUMNS;
  }

  paint(tone: Tone, text: string): string {
    return this.isPlain ? text : styleText(tone, text, { validateStream: false });
  }

  /** Lines that stay. They take the place of the block. */
  print(...lines: readonly string[]): void {
    this.erase();
    this.output.write(lines.map((line) => `${line}\n`).join(''));
  }

  /** Draws the block, over the one before. Its lines have to fit the terminal. */
  draw(lines: readonly string[]): void {
    const up = this.drawn === 0 ? '' : UP(this.drawn);
    this.output.write(up + lines.map((line) => `${CLEAR_LINE}${line}\n`).join(''));
    this.drawn = lines.length;
  }

  private erase(): void {
    if (this.drawn > 0) this.output.write(UP(this.drawn) + CLEAR_BELOW);
    this.drawn = 0;
  }
}
