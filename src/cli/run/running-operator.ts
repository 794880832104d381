import { resolve } from 'node:path';
import { type Cache, putAside } from '../../cache/index.ts';
import type { Settings, ToldSetting } from '../../config/index.ts';
import { isOfCache, type OutcomeReport } from '../../engine/index.ts';
import type { ResourceStore } from '../../kube/index.ts';
import { sleep, systemClock, systemRandom } from '../../model/index.ts';
import {
  checkDirectories,
  heldDeletions,
  Operator,
  type OperatorLog,
  operatorSummary,
  type PinoLog,
  sourceFactory,
} from '../../operator/index.ts';
import {
  adoptionRoutes,
  driftRoutes,
  explainRoutes,
  HttpFace,
  healthRoutes,
  historyRoutes,
  type KeptLog,
  Metrics,
  metricsRoutes,
  objectRoutes,
  ofLeader,
  planRoutes,
  type Routes,
  recordPages,
  type Summary,
  type SupportFacts,
  statusRoutes,
  supportRoutes,
} from '../../ops/index.ts';
import { SoapOxGateway } from '../../ox/index.ts';
import { CallTimes, type OxPlan, PlanDesk, type PlanFilter } from '../../planning/index.ts';
import { packageVersion } from '../version.ts';
import { EndpointFile } from './endpoint-file.ts';
import type { Leadership } from './leadership.ts';
import { masterPassword } from './master-password.ts';
import { openCache } from './open-cache.ts';
import { oxAuthorities } from './ox-authorities.ts';
import { PollNews } from './poll-news.ts';
import { supportFacts } from './support-facts.ts';

export interface Listening {
  readonly path: string;
  /** As somebody on this machine reaches it, without the path. */
  readonly url: string;
  /** What it listens on, for people. */
  readonly place: string;
}

export interface RunningOptions {
  readonly settings: Settings;
  readonly store: ResourceStore;
  /** The folder of manifests that the store reads, if it does. */
  readonly folder: string | undefined;
  /** Without it this process leads anyway. */
  readonly leadership?: Leadership | undefined;
  readonly log: OperatorLog & Pick<PinoLog, 'directory'>;
  /** What a support bundle tells of how it was started, and of its log. */
  readonly told: { readonly settings: readonly ToldSetting[]; readonly log: () => KeptLog };
  /** Told where each face answers, once it does. */
  readonly onListening: (face: Listening) => void;
  readonly onOutcome?: ((report: OutcomeReport) => void) | undefined;
}

interface RunningParts {
  readonly metrics: Metrics;
  readonly gateway: SoapOxGateway;
  readonly callTimes: CallTimes;
  readonly cache: Cache;
}

/** So often it is looked whether a plan has come to rest. */
const PLAN_PAUSE_MS = 10;

/** What runs may take so long to come to its end before it is cut off; a Pod is killed after 30 s. */
const STOP_GRACE_MS = 20_000;

/** The operator with everything real around it: cache file, SOAP, sources, HTTP faces. */
export class RunningOperator {
  readonly operator: Operator;
  readonly cache: Cache;
  private readonly options: RunningOptions;
  private readonly gateway: SoapOxGateway;
  private readonly metrics: Metrics;
  private readonly callTimes: CallTimes;
  private readonly faces: HttpFace[] = [];
  private readonly endpoint: EndpointFile | undefined;
  private readonly version = packageVersion();
  private readonly damage = Promise.withResolvers<string>();
  private readonly desk = new PlanDesk((filter) => this.plan(filter), systemClock);
  private statusUrl: string | undefined;
  /** Everything was read that is needed to begin. */
  private isPrepared = false;
  private isReady = false;

  /** Begins nothing yet. Rejects with ConfigurationError when a setting cannot be used. */
  static async create(options: RunningOptions): Promise<RunningOperator> {
    const { ox, cachePath } = options.settings;
    const { leadership } = options;
    const metrics = new Metrics(packageVersion(), systemClock);
    const callTimes = new CallTimes();
    const onProblem = (problem: string): void => options.log.warn({}, problem);
    const password = masterPassword(ox.masterPassword, systemClock, onProblem);
    const gateway = await SoapOxGateway.create({
      server: ox.soapServer,
      master: () => ({ login: ox.masterAdmin, password: password() }),
      ca: oxAuthorities(ox.caFile, systemClock, onProblem),
      maxConcurrency: ox.maxConcurrency,
      maxConcurrencyPerContext: ox.maxConcurrencyPerContext,
      maxRate: ox.maxRate,
      clock: systemClock,
      mayCall: leadership && (() => leadership.mayWrite),
      observer: (call) => {
        metrics.call(call);
        callTimes.note(call);
      },
    });
    const parts = { metrics, gateway, callTimes, cache: openCache(cachePath, systemClock, options.log) };
    return new RunningOperator(options, parts);
  }

  private constructor(options: RunningOptions, { metrics, gateway, callTimes, cache }: RunningParts) {
    this.options = options;
    this.metrics = metrics;
    this.gateway = gateway;
    this.callTimes = callTimes;
    this.cache = cache;
    this.endpoint = options.folder === undefined ? undefined : new EndpointFile(options.folder);
    this.operator = this.makeOperator();
    metrics.show({
      census: () => cache.summary.census(),
      outage: () => this.operator.engine.outage,
      drift: () => cache.drift.countsByKind(),
      heldDeletions: () => heldDeletions(options.store, cache),
      leadership: () => options.leadership && { name: options.leadership.leaseName, isLeading: options.leadership.mayWrite },
    });
  }

  /**
   * Follows resources and directories, and waits until this process leads. Resolves when work has begun. Rejects when an address is taken
   * or a manifest is wrong.
   */
  async start(): Promise<void> {
    const { metricsAddress, healthAddress, statusAddress } = this.options.settings;
    await this.listen('METRICS_ADDRESS', metricsAddress, metricsRoutes(this.metrics));
    await this.listen(
      'HEALTH_ADDRESS',
      healthAddress,
      healthRoutes(() => this.whatIsLacking()),
    );
    this.statusUrl = await this.listen('STATUS_ADDRESS', statusAddress, this.statusRoutes());
    const [epoch] = await Promise.all([this.options.leadership?.acquired(), this.prepare()]);
    const isDoubtful = epoch !== undefined && this.cache.term.begin({ lease: epoch.leaseUid, transitions: epoch.transitions });
    if (isDoubtful) {
      this.options.log.warn({}, 'another process wrote to OX since this cache was filled: what it holds is looked at before it is changed');
    }
    this.operator.begin(isDoubtful);
    if (this.statusUrl !== undefined) await this.endpoint?.write(this.statusUrl);
    this.isReady = true;
  }

  /** Nothing new begins; what is under way is finished and recorded, or cut off when it takes too long. */
  async stop(): Promise<void> {
    this.isReady = false;
    const stopped = new AbortController();
    const cutOff = sleep(systemClock, STOP_GRACE_MS, stopped.signal).then(() => this.cutOff(stopped.signal));
    await this.operator.stop();
    stopped.abort();
    await cutOff;
    await this.release();
  }

  /** Closes what was opened, after a start that failed too. */
  async release(): Promise<void> {
    await this.endpoint?.remove();
    await this.gateway.close();
    await this.options.leadership?.release();
    await Promise.all(this.faces.map((face) => face.close()));
    this.cache.close();
  }

  /** Resolves with what was found when the cache file turns out to be damaged: this process has to end then. */
  damaged(): Promise<string> {
    return this.damage.promise;
  }

  /** Moves the damaged cache out of the way of the next process, and answers where it lies. Nothing is closed: the process ends at once. */
  giveUpCache(): string {
    this.isReady = false;
    return putAside(this.options.settings.cachePath);
  }

  summary(): Summary {
    return operatorSummary({ store: this.options.store, cache: this.cache, engine: this.operator.engine, version: this.version });
  }

  private async supportFacts(): Promise<SupportFacts> {
    const { store, leadership, told } = this.options;
    const { version, cache, metrics } = this;
    return await supportFacts({ version, store, cache, metrics, leadership, engine: this.operator.engine, ...told });
  }

  private statusRoutes(): Routes {
    return {
      ...statusRoutes(() => this.summary()),
      ...supportRoutes(() => this.supportFacts()),
      ...ofLeader(() => this.isReady, {
        ...objectRoutes(this.cache),
        ...recordPages(this.cache),
        ...historyRoutes(this.cache, () => systemClock.now()),
        ...planRoutes(this.desk),
        ...explainRoutes(this.cache.list, this.operator.explainer),
        ...adoptionRoutes(this.cache.adoption),
        ...driftRoutes(this.cache.drift),
      }),
    };
  }

  /** Who can note nothing can do nothing. */
  private whatIsLacking(): string | undefined {
    const { outage } = this.operator.engine;
    if (outage !== undefined && isOfCache(outage)) return outage.message;
    const isStandingBy = this.isPrepared && this.options.leadership?.isStandingBy === true;
    return this.isReady || isStandingBy ? undefined : 'the resources are being read for the first time';
  }

  private async plan(filter: PlanFilter): Promise<OxPlan> {
    const { cachePath, ox } = this.options.settings;
    const { maxConcurrency, maxConcurrencyPerContext, maxRate } = ox;
    const speed = { maxConcurrency, maxConcurrencyPerContext, maxRate, timeOf: (operation: string) => this.callTimes.of(operation) };
    return await this.operator.plan({ copyPath: `${cachePath}.plan`, speed, filter, pause: () => sleep(systemClock, PLAN_PAUSE_MS) });
  }

  private async cutOff(stopped: AbortSignal): Promise<void> {
    if (stopped.aborted) return;
    this.options.log.warn({}, `calls to OX or the API server did not end within ${STOP_GRACE_MS / 1000} s and are cut off`);
    await Promise.all([this.gateway.close(), this.options.store.stop()]);
  }

  private async prepare(): Promise<void> {
    await this.operator.prepare(this.options.leadership !== undefined);
    this.isPrepared = true;
  }

  private makeOperator(): Operator {
    const { settings, store, log } = this.options;
    const folder = this.options.folder === undefined ? undefined : resolve(this.options.folder);
    const news = new PollNews((directory, fault) => log.directory(directory, fault));
    const sources = { store, folder, clock: systemClock };
    const checking = sourceFactory({ ...sources, observer: () => undefined });
    return new Operator({
      store,
      log,
      cache: this.cache,
      gateway: this.gateway,
      lookSource: checking,
      makeSource: sourceFactory({
        ...sources,
        observer: (report) => {
          this.metrics.poll(report);
          news.take(report);
        },
      }),
      clock: systemClock,
      random: systemRandom,
      maxConcurrency: settings.ox.maxConcurrency,
      maxConcurrencyPerContext: settings.ox.maxConcurrencyPerContext,
      directoryDefaults: settings.directoryDefaults,
      drift: settings.drift,
      onOutcome: (report) => {
        this.metrics.outcome(report);
        this.options.onOutcome?.(report);
      },
      onOutage: (outage) => {
        if (outage?.reason === 'CacheDamaged') this.damage.resolve(outage.message);
      },
      // In a cluster an admin sees a condition; whoever starts a process wants to be told at once.
      whenRead: async () => {
        if (folder !== undefined) await checkDirectories(store, checking, settings.directoryDefaults);
      },
    });
  }

  private async listen(setting: string, address: Settings['statusAddress'], routes: Routes): Promise<string | undefined> {
    if (address === 'off') return undefined;
    const face = await HttpFace.listen({ setting, host: address.host, port: address.port, routes });
    this.faces.push(face);
    this.options.onListening({ path: Object.keys(routes)[0] ?? '', url: face.url, place: face.place });
    return face.url;
  }
}
