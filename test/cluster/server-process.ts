import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';

interface ServerProcessOptions {
  readonly program: string;
  readonly args: readonly string[];
  readonly logFile: string;
  /** A folder that is removed when the server ends. */
  readonly folder?: string;
}

/**
 * Runs a server until standard input ends, which it does however this process ends, SIGKILL included; then kills the server and removes
 * the folder. A server of an interrupted test run would otherwise live on for ever. One that ends by itself leaves its folder to be read.
 */
const guard = `
trap '' INT
folder=$1; shift
exec 3<&0
"$@" </dev/null 3<&- &
server=$!
{ read -r _ <&3; trap '' TERM; kill -9 $server; } 2>/dev/null &
watcher=$!
exec 3<&-
wait $server
status=$?
kill $watcher 2>/dev/null
if wait $watcher && [ -n "$folder" ]; then rm -rf "$folder"; fi
exit $status
`;

/** For Go: collects garbage a fourth as often, which spares an API server a sixth of its work, as long as there is memory. */
const SELDOM_COLLECTED = { GOGC: '400', GOMEMLIMIT: '1GiB' };

/** A server that a test runs beside itself. */
export class ServerProcess {
  private readonly child: ChildProcess;
  private readonly logFile: string;

  private constructor(child: ChildProcess, logFile: string) {
    this.child = child;
    this.logFile = logFile;
  }

  static async start({ program, args, logFile, folder = '' }: ServerProcessOptions): Promise<ServerProcess> {
    const log = openSync(logFile, 'a');
    try {
      const env = { ...process.env, ...SELDOM_COLLECTED };
      const child = spawn('sh', ['-c', guard, 'sh', folder, program, ...args], { stdio: ['pipe', log, log], env });
      await once(child, 'spawn');
      return new ServerProcess(child, logFile);
    } finally {
      closeSync(log);
    }
  }

  get isRunning(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  /** The last lines of what it wrote. */
  logTail(lines = 5): string {
    return readFileSync(this.logFile, 'utf8').trimEnd().split('\n').slice(-lines).join('\n');
  }

  /** SIGKILL, then waits until it is gone. */
  async kill(): Promise<void> {
    if (!this.isRunning) return;
    const gone = once(this.child, 'exit');
    this.child.stdin?.end();
    await gone;
  }
}
