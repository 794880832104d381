import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';

/** A server that a test runs beside itself. It never outlives this process in an orderly end. */
export class ServerProcess {
  readonly #child: ChildProcess;
  readonly #logFile: string;
  readonly #killAtExit: () => void;

  private constructor(child: ChildProcess, logFile: string) {
    this.#child = child;
    this.#logFile = logFile;
    this.#killAtExit = () => void child.kill('SIGKILL');
    process.once('exit', this.#killAtExit);
  }

  static async start(program: string, args: readonly string[], logFile: string): Promise<ServerProcess> {
    const log = openSync(logFile, 'a');
    try {
      const child = spawn(program, args, { stdio: ['ignore', log, log] });
      await once(child, 'spawn');
      return new ServerProcess(child, logFile);
    } finally {
      closeSync(log);
    }
  }

  get isRunning(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** The last lines of what it wrote. */
  logTail(lines = 5): string {
    return readFileSync(this.#logFile, 'utf8').trimEnd().split('\n').slice(-lines).join('\n');
  }

  /** SIGKILL, then waits until it is gone. */
  async kill(): Promise<void> {
    process.off('exit', this.#killAtExit);
    if (!this.isRunning) return;
    const gone = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await gone;
  }
}
