import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { inject } from 'vitest';
import { afterThisTest } from './after-this-test.ts';
import { eventually } from './eventually.ts';

/** One line of the operator's log. */
export interface LogLine {
  readonly level: string;
  readonly msg: string;
  readonly url?: string;
  readonly [field: string]: unknown;
}

/** `ox-operator` as a user starts it: a process with an environment of its own. It is killed when the test is over. */
export class CommandProcess {
  out = '';
  error = '';
  private readonly child: ChildProcess;
  private readonly closed: Promise<unknown>;

  /** `through`: a command that runs what follows it, such as `prlimit --fsize=4096`. */
  constructor(args: readonly string[], environment: Readonly<Record<string, string>> = {}, through: readonly string[] = []) {
    const { PATH, NODE_COMPILE_CACHE } = process.env;
    const env = { PATH, NODE_COMPILE_CACHE, HOME: '/nonexistent', ...environment };
    const [program = '', ...rest] = [...through, process.execPath, inject('command'), ...args];
    this.child = spawn(program, rest, { stdio: ['ignore', 'pipe', 'pipe'], env });
    this.closed = once(this.child, 'close');
    this.child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.out += text;
    });
    this.child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.error += text;
    });
    afterThisTest(() => void this.child.kill('SIGKILL'));
  }

  /** The lines of the log so far. */
  get log(): LogLine[] {
    return this.out
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as LogLine);
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  signal(name: NodeJS.Signals): void {
    this.child.kill(name);
  }

  /** Resolves to the exit code, or to the signal that ended it. */
  async ended(): Promise<number | NodeJS.Signals | null> {
    await this.closed;
    return this.child.exitCode ?? this.child.signalCode;
  }

  /** Waits until the standard output holds `text`; an early end is told with what was said. */
  async says(text: string | RegExp): Promise<RegExpExecArray> {
    const pattern = typeof text === 'string' ? new RegExp(text.replace(/[^\w\s]/g, '\\$&')) : text;
    return await this.until(`says ${pattern}`, () => pattern.exec(this.out) ?? false);
  }

  /** Waits until `check` gives something else than `false`, for as long as the command runs. */
  async until<T>(what: string, check: () => T | false | Promise<T | false>): Promise<T> {
    const outcome = await eventually(async (): Promise<{ found: T | undefined } | false> => {
      const found = await check();
      if (found !== false) return { found };
      return this.hasEnded ? { found: undefined } : false;
    }, PATIENCE);
    if (outcome === false || outcome.found === undefined) {
      throw new Error(`it ended with ${this.child.exitCode} before it ${what}: ${this.error}${this.out}`);
    }
    return outcome.found;
  }

  private get hasEnded(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }
}

/** The machine may be busy with other tests. */
const PATIENCE = { within: 60_000, every: 20 };

/** Runs a command to its end. */
export async function runCommand(
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
  through: readonly string[] = [],
) {
  const running = new CommandProcess(args, environment, through);
  const code = await running.ended();
  return { code, out: running.out, error: running.error };
}
