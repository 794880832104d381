import { pino } from 'pino';
import { type RunningSimulator, startSimulator } from '../../../simulator/index.ts';
import { readSettings, tellSettings } from '../../config/index.ts';
import { FolderResourceStore } from '../../kube/index.ts';
import { sleep, systemClock } from '../../model/index.ts';
import { createLogger, PinoLog } from '../../operator/index.ts';
import { RecentLog } from '../../ops/index.ts';
import { RunningOperator } from '../run/running-operator.ts';
import { DemoFolder } from './demo-folder.ts';
import { DemoVoice } from './demo-voice.ts';
import type { Line } from './lines.ts';
import type { ProgressView } from './progress.ts';
import type { DemoResult } from './report.ts';
import { DIRECTORY_NAME } from './sample/manifests.ts';
import type { Organisation } from './sample/organisation.ts';
import { isAtRest, tally } from './tally.ts';

export interface DemoOptions {
  readonly organisation: Organisation;
  readonly dir?: string;
  readonly keep?: boolean;
  /** Of the status page; 0: any free one. */
  readonly port: number;
  /** How long OX takes for a call. */
  readonly latencyMs: number;
  /** Told of whatever happens once the first load is done. */
  readonly say: (line: Line) => void;
}

const LOOK_INTERVAL_MS = 100;
/** When nothing has moved for so long, nothing will. */
const STUCK_AFTER_MS = 30_000;
const MAX_TROUBLES = 50;

/** OX simulator, sample directory, sample manifests and the operator between them, in this process. */
export class Demo {
  readonly folder: DemoFolder;
  readonly simulator: RunningSimulator;
  statusUrl = '';
  private readonly options: DemoOptions;
  private readonly running: RunningOperator;
  private readonly voice: DemoVoice;
  private readonly startedAt = systemClock.now();

  /** Everything is there, nothing is under way yet. Rejects with ConfigurationError when an option cannot be used. */
  static async create(options: DemoOptions): Promise<Demo> {
    const folder = await DemoFolder.create(options.organisation, options);
    const simulator = await startSimulator({ latencyMs: options.latencyMs });
    const recentLog = new RecentLog(pino.destination({ dest: folder.log, sync: true }));
    const logger = createLogger('info', recentLog);
    const environment = {
      OX_SOAP_SERVER: simulator.url,
      OX_MASTER_PASSWORD: simulator.control.ox.installation.master.password,
      CACHE_PATH: folder.cache,
      METRICS_ADDRESS: '',
      HEALTH_ADDRESS: '',
      STATUS_ADDRESS: `127.0.0.1:${options.port}`,
    };
    const voice = new DemoVoice(new PinoLog(logger), options.say);
    const running = await RunningOperator.create({
      settings: readSettings(environment),
      told: { settings: tellSettings(environment), log: () => recentLog.kept },
      store: FolderResourceStore.create({ folder: folder.manifests, clock: systemClock }),
      folder: folder.manifests,
      log: voice,
      onListening: ({ url }) => {
        demo.statusUrl = url;
      },
    });
    const demo = new Demo(options, { folder, simulator, running, voice });
    return demo;
  }

  private constructor(options: DemoOptions, parts: Pick<Demo, 'folder' | 'simulator'> & { running: RunningOperator; voice: DemoVoice }) {
    this.options = options;
    this.folder = parts.folder;
    this.simulator = parts.simulator;
    this.running = parts.running;
    this.voice = parts.voice;
  }

  async start(): Promise<void> {
    await this.running.start();
  }

  /** Follows the first load; resolves when everything has come to rest, nothing moves any more, or `signal` is aborted. */
  async untilRest(show: (view: ProgressView) => void, signal: AbortSignal): Promise<'rest' | 'stuck' | 'stopped'> {
    let last = { key: '', at: systemClock.now() };
    while (!signal.aborted) {
      const view = this.view();
      show(view);
      if (isAtRest(view.tallies)) return 'rest';
      const key = JSON.stringify([view.tallies, view.calls]);
      if (key !== last.key) last = { key, at: systemClock.now() };
      if (systemClock.now() - last.at > STUCK_AFTER_MS) return 'stuck';
      await sleep(systemClock, LOOK_INTERVAL_MS, signal);
    }
    return 'stopped';
  }

  /** From now on everything that happens is told. */
  listen(): void {
    this.voice.listen();
  }

  result(): DemoResult {
    const { tallies, seconds } = this.view();
    const { summary } = this.running.cache;
    const troubles = [...summary.troubles('', MAX_TROUBLES), ...summary.troubles(DIRECTORY_NAME, MAX_TROUBLES)];
    return { tallies, troubles, operations: this.simulator.control.counters().operations, seconds };
  }

  /** Resolves to whether the folder is gone. */
  async end(): Promise<boolean> {
    await this.running.stop();
    await this.simulator.close();
    return this.folder.dispose();
  }

  private view(): ProgressView {
    const { contexts, users, groups } = this.options.organisation;
    const expected = { Context: contexts.length, User: users.length, Group: groups.length };
    return {
      tallies: tally(this.running.cache.summary.census(), expected),
      calls: this.simulator.control.counters().calls,
      seconds: (systemClock.now() - this.startedAt) / 1000,
    };
  }
}
