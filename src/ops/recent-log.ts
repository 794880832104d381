/** What is kept of a log, the oldest line first. */
export interface KeptLog {
  readonly lines: readonly string[];
  /** Lines that came and are not kept any more. */
  readonly omitted: number;
}

interface Bounds {
  readonly lines: number;
  readonly bytes: number;
}

/** What a support bundle shows. A log that is written without a pause must not fill the memory. */
const BOUNDS: Bounds = { lines: 500, bytes: 256 * 1024 };

/** Somebody may have put a password into an address, which no message may show. */
const PASSWORD_IN_ADDRESS = /(:\/\/)[^\s/@"]+@/g;

/** The last lines of a log, kept in memory as they pass on their way to where the log is written. */
export class RecentLog {
  private readonly destination: { write(line: string): void };
  private readonly bounds: Bounds;
  private readonly lines: { readonly text: string; readonly bytes: number }[] = [];
  private bytes = 0;
  private passed = 0;

  constructor(destination: { write(line: string): void }, bounds: Bounds = BOUNDS) {
    this.destination = destination;
    this.bounds = bounds;
  }

  write(line: string): void {
    this.keep(line);
    this.destination.write(line);
  }

  get kept(): KeptLog {
    return { lines: this.lines.map(({ text }) => text), omitted: this.passed - this.lines.length };
  }

  /** A line that is larger than all that may be kept leaves nothing behind. */
  private keep(line: string): void {
    const text = withoutPasswords(line.trimEnd());
    const bytes = Buffer.byteLength(text);
    this.lines.push({ text, bytes });
    this.bytes += bytes;
    this.passed += 1;
    while (this.lines.length > this.bounds.lines || this.bytes > this.bounds.bytes) this.bytes -= this.lines.shift()?.bytes ?? 0;
  }
}

export function withoutPasswords(text: string): string {
  return text.replace(PASSWORD_IN_ADDRESS, '$1***@');
}
