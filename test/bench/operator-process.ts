import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { cpuSeconds, peakRssMiB } from './process-usage.ts';

const main = fileURLToPath(new URL('../../bin/ox-operator.js', import.meta.url));
const PATIENCE_MS = 60_000;

interface OperatorPlace {
  readonly server: string;
  readonly manifests: string;
  readonly cache: string;
  readonly logFile: string;
}

export interface Usage {
  readonly cpuSeconds: number;
  readonly peakRssMiB: number;
}

/** `ox-operator run` as a user starts it, in a process of its own. */
export class OperatorProcess {
  /** Milliseconds since 1970. */
  readonly startedAt = Date.now();
  private readonly child: ChildProcess;
  private readonly logFile: string;
  /** Where its log begins: the file may hold earlier runs. */
  private readonly logStart: number;
  private metricsUrl: string | undefined;

  constructor({ server, manifests, cache, logFile }: OperatorPlace) {
    const faces = { METRICS_ADDRESS: '127.0.0.1:0', HEALTH_ADDRESS: '', STATUS_ADDRESS: '' };
    const settings = { OX_SOAP_SERVER: server, OX_MASTER_PASSWORD: 'secret', ...faces };
    const log = openSync(logFile, 'a');
    this.logFile = logFile;
    this.logStart = readFileSync(logFile).length;
    const args = [...nodeArguments(), main, 'run', '--manifests', manifests, '--cache', cache];
    this.child = spawn(process.execPath, args, { stdio: ['ignore', log, log], env: { PATH: process.env.PATH, ...settings } });
    closeSync(log);
  }

  /** So far. */
  usage(): Usage {
    const { pid = 0 } = this.child;
    return { cpuSeconds: cpuSeconds(pid), peakRssMiB: peakRssMiB(pid) };
  }

  /** Resolves when so many polls of the directory were taken over whole, since the start. */
  async polled(times: number): Promise<void> {
    const deadline = Date.now() + PATIENCE_MS;
    while ((await this.polls()) < times) {
      this.check();
      if (Date.now() > deadline) throw new Error(`no ${times} polls within ${PATIENCE_MS / 1000} s: ${this.lastWords()}`);
      await pause(20);
    }
  }

  async polls(): Promise<number> {
    this.metricsUrl ??= /"url":"([^"]+\/metrics)"/.exec(this.log())?.[1];
    if (this.metricsUrl === undefined) return 0;
    const metrics = await (await fetch(this.metricsUrl)).text();
    return Number(/^ox_operator_directory_poll_duration_seconds_count\{.*\} (\d+)/m.exec(metrics)?.[1] ?? 0);
  }

  /** Throws when it has ended. */
  check(): void {
    if (this.child.exitCode !== null || this.child.signalCode !== null) throw new Error(`the operator ended: ${this.lastWords()}`);
  }

  lastWords(): string {
    return this.log().trimEnd().split('\n').slice(-5).join('\n');
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const exited = once(this.child, 'exit');
    this.child.kill('SIGTERM');
    await exited;
  }

  private log(): string {
    return readFileSync(this.logFile).subarray(this.logStart).toString('utf8');
  }
}

/** BENCH_NODE_ARGS goes to the node of every operator: `--cpu-prof --cpu-prof-dir=/tmp` shows where its time goes. */
function nodeArguments(): string[] {
  return (process.env.BENCH_NODE_ARGS ?? '').split(' ').filter((argument) => argument !== '');
}
