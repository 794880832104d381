import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { LoggedCall } from '../../simulator/serving/call-log.ts';
import { OperatorProcess, type Usage } from './operator-process.ts';
import { groupsInOx, type Organisation, organisationLdif, type Source, writeManifests } from './organisation.ts';
import { SimulatorProcess, type Timing } from './simulator-process.ts';

const CREATE_USER = 'OXUserService.createByModuleAccess';
const CREATE_GROUP = 'OXGroupService.create';
const STALL_MS = 60_000;

/** What the simulator saw of a first load, and what that took the client. */
export interface Load {
  /** From the first call to the end of the last. */
  readonly seconds: number;
  /** By `Service.operation`. */
  readonly operations: Readonly<Record<string, number>>;
  readonly refused: number;
  readonly writes: number;
  /** Of the client; of the operator from the start of its process, of the bare loop from the first call. */
  readonly cpuSeconds: number;
}

/** The same, with what the operator needed for it. */
export interface OperatorLoad extends Load {
  readonly peakRssMiB: number;
  /** From the start of the process to the arrival of the first write of any kind, and of the first user. */
  readonly secondsToFirstWrite: number;
  readonly secondsToFirstUser: number;
}

/** What came of it where nothing was to do. */
export interface Quiet {
  readonly calls: number;
  readonly usage: Usage;
}

/** A simulator, a folder of manifests and a cache for one first load and what follows it. */
export class Stage {
  readonly organisation: Organisation;
  private readonly folder: string;
  private readonly simulator: SimulatorProcess;
  private operator: OperatorProcess | undefined;

  private constructor(organisation: Organisation, folder: string, simulator: SimulatorProcess) {
    this.organisation = organisation;
    this.folder = folder;
    this.simulator = simulator;
  }

  /** @param source where the operator reads the people; the LDIF file of the stage when left out */
  static async set(organisation: Organisation, timing: Timing, source?: Source): Promise<Stage> {
    const folder = await mkdtemp(join(tmpdir(), 'ox-operator-bench-'));
    const stage = new Stage(organisation, folder, await SimulatorProcess.start(timing));
    if (source === undefined) await writeFile(stage.path('people.ldif'), organisationLdif(organisation));
    await writeManifests(stage.path('manifests'), organisation, source ?? { spec: { ldif: { file: '../people.ldif' } } });
    return stage;
  }

  async clear(): Promise<void> {
    await this.operator?.stop();
    await this.simulator.stop();
    await rm(this.folder, { recursive: true, force: true });
  }

  /** Runs the bare loop to its end. */
  async loadBare(): Promise<Load> {
    const script = fileURLToPath(new URL('./bare-loop.ts', import.meta.url));
    const child = spawn(process.execPath, [script, this.simulator.url, this.path('people.ldif')], {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    let cpuSeconds = Number.NaN;
    child.on('message', (seconds: number) => {
      cpuSeconds = seconds;
    });
    const [code] = (await once(child, 'exit')) as [number | null];
    if (code !== 0) throw new Error(`the bare loop ended with ${String(code)}`);
    return { ...(await this.loadSoFar()), cpuSeconds };
  }

  /** Starts the operator on an empty cache; resolves when every user and group is in OX. It goes on running. */
  async loadWithOperator(): Promise<OperatorLoad> {
    const operator = this.start();
    await this.everythingCreated(operator);
    await operator.polled(2);
    const calls = await this.simulator.log();
    const secondsTo = (isIt: (call: LoggedCall) => boolean): number =>
      ((calls.find(isIt)?.startedAt ?? Number.NaN) - operator.startedAt) / 1000;
    return {
      ...(await this.loadSoFar()),
      ...operator.usage(),
      secondsToFirstWrite: secondsTo(({ writes }) => writes),
      secondsToFirstUser: secondsTo(({ operation }) => CREATE_USER.endsWith(`.${operation}`)),
    };
  }

  /** Lets the operator poll its directory some times more, where nothing has changed. */
  async idle(polls: number): Promise<Quiet> {
    const operator = this.operator ?? this.start();
    await this.simulator.clearCounters();
    const before = await operator.polls();
    await operator.polled(before + polls);
    return await this.quietOf(operator);
  }

  /** Ends the operator and starts it again on the cache that it left. */
  async restart(): Promise<Quiet & { readonly secondsToPolled: number }> {
    await this.operator?.stop();
    await this.simulator.clearCounters();
    const operator = this.start();
    await operator.polled(1);
    const secondsToPolled = (Date.now() - operator.startedAt) / 1000;
    await operator.polled(3);
    return { ...(await this.quietOf(operator)), secondsToPolled };
  }

  private async quietOf(operator: OperatorProcess): Promise<Quiet> {
    const { calls, running } = await this.simulator.counters();
    return { calls: calls + running, usage: operator.usage() };
  }

  private start(): OperatorProcess {
    const [manifests, cache, logFile] = [this.path('manifests'), this.path('cache.db'), this.path('operator.log')];
    this.operator = new OperatorProcess({ server: this.simulator.url, manifests, cache, logFile });
    return this.operator;
  }

  private async everythingCreated(operator: OperatorProcess): Promise<void> {
    const wanted = { [CREATE_USER]: this.organisation.users, [CREATE_GROUP]: groupsInOx(this.organisation) };
    let [calls, movedAt] = [0, Date.now()];
    for (;;) {
      const counters = await this.simulator.counters();
      if (Object.entries(wanted).every(([operation, count]) => (counters.operations[operation] ?? 0) >= count)) return;
      operator.check();
      if (counters.calls > calls) [calls, movedAt] = [counters.calls, Date.now()];
      if (Date.now() - movedAt > STALL_MS) throw new Error(`no call for ${STALL_MS / 1000} s, after ${calls}: ${operator.lastWords()}`);
      await pause(100);
    }
  }

  private async loadSoFar(): Promise<Omit<Load, 'cpuSeconds'>> {
    const [counters, calls] = await Promise.all([this.simulator.counters(), this.simulator.log()]);
    const first = calls.reduce((earliest, { startedAt }) => Math.min(earliest, startedAt), Number.POSITIVE_INFINITY);
    const last = calls.reduce((latest, { endedAt }) => Math.max(latest, endedAt), 0);
    return {
      seconds: (last - first) / 1000,
      operations: counters.operations,
      refused: counters.outcomes.fault,
      writes: calls.filter(({ writes }) => writes).length,
    };
  }

  private path(name: string): string {
    return join(this.folder, name);
  }
}
