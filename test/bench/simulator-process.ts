import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { CounterReport } from '../../simulator/serving/call-counters.ts';
import type { LoggedCall } from '../../simulator/serving/call-log.ts';

const main = fileURLToPath(new URL('../../simulator/main.ts', import.meta.url));

/** How long calls take. */
export interface Timing {
  readonly latencyMs: number;
  readonly writeLockMs: number;
}

/** An OX simulator in a process of its own, seen through its control face. */
export class SimulatorProcess {
  readonly url: string;
  private readonly child: ChildProcess;

  private constructor(child: ChildProcess, url: string) {
    this.child = child;
    this.url = url;
  }

  static async start({ latencyMs, writeLockMs }: Timing): Promise<SimulatorProcess> {
    const args = ['--port', '0', '--quiet', '--latency', String(latencyMs), '--write-lock', String(writeLockMs)];
    const child = spawn(process.execPath, [main, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
    for await (const line of createInterface(child.stdout)) return new SimulatorProcess(child, line);
    throw new Error('the simulator ended before it told its address');
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  async counters(): Promise<CounterReport> {
    return (await this.control('GET', 'counters')) as CounterReport;
  }

  /** Every call, in the order in which they ended. */
  async log(): Promise<LoggedCall[]> {
    return (await this.control('GET', 'log')) as LoggedCall[];
  }

  async clearCounters(): Promise<void> {
    await this.control('DELETE', 'counters');
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null) return;
    const exited = once(this.child, 'exit');
    this.child.kill('SIGTERM');
    await exited;
  }

  private async control(method: string, what: string): Promise<unknown> {
    const response = await fetch(`${this.url}/control/${what}`, { method });
    if (!response.ok) throw new Error(`the simulator answered ${response.status} to ${method} ${what}: ${await response.text()}`);
    return await response.json();
  }
}
