import { readSettings, type Settings, tellSettings } from '../../config/index.ts';
import type { StoreLog } from '../../kube/index.ts';
import { messageOf, OperatorError, systemClock } from '../../model/index.ts';
import { createLogger, PinoLog, standardOutput } from '../../operator/index.ts';
import { RecentLog } from '../../ops/index.ts';
import { Shutdown } from '../shutdown.ts';
import { packageVersion } from '../version.ts';
import { Leadership } from './leadership.ts';
import { LiveLogLevel } from './live-log-level.ts';
import { openStore } from './open-store.ts';
import { RunningOperator } from './running-operator.ts';

export interface RunOptions {
  readonly manifests?: string;
  readonly cache?: string;
  readonly kubeconfig?: string;
}

/**
 * Runs the operator until a signal asks it to end. Rejects with ConfigurationError when settings or manifests are wrong, with OperatorError
 * when another process leads from now on: whatever runs has to end with this process, which may be started again at once.
 */
export async function runOperator(options: RunOptions, environment: NodeJS.ProcessEnv): Promise<void> {
  const shutdown = Shutdown.listen();
  const settings = withCache(readSettings(environment), options.cache);
  const recentLog = new RecentLog(standardOutput());
  const logger = createLogger(settings.logLevel, recentLog);
  const liveLevel = settings.logLevelFile === undefined ? undefined : new LiveLogLevel(settings.logLevelFile, logger, systemClock);
  const leadership = await openLeadership(options, settings, logger);
  const mayWrite = leadership && ((): boolean => leadership.mayWrite);
  const store = await openStore({ ...options, namespace: settings.namespace, mayWrite }, logger);
  const running = await RunningOperator.create({
    settings,
    store,
    folder: options.manifests,
    leadership,
    log: new PinoLog(logger),
    told: { settings: tellSettings({ ...environment, CACHE_PATH: settings.cachePath }), log: () => recentLog.kept },
    onListening: ({ path, url, place }) => logger.info({ url: `${url}${path}` }, `${path} is served on ${place}`),
  });
  logger.info(
    { version: packageVersion(), ox: settings.ox.soapServer, cache: settings.cachePath },
    `ox-operator ${packageVersion()} starts`,
  );
  await Promise.race([work(running, shutdown, logger), lossOf(leadership, shutdown), damageOf(running)]);
  liveLevel?.stop();
}

async function work(running: RunningOperator, shutdown: Shutdown, log: StoreLog): Promise<void> {
  await startOrGiveUp(running, shutdown);
  if (!shutdown.isRequested) log.info('all resources are read, work begins');
  await shutdown.requested();
  log.info('stopping: what is under way is finished first');
  await running.stop();
  log.info('stopped');
}

/** A folder of manifests has one operator. */
async function openLeadership({ manifests, kubeconfig }: RunOptions, settings: Settings, log: StoreLog): Promise<Leadership | undefined> {
  return manifests === undefined ? await Leadership.create({ settings, kubeconfig, log }) : undefined;
}

/** Never resolves. A process that ends anyway goes on to record what comes of the calls that were sent. */
async function lossOf(leadership: Leadership | undefined, shutdown: Shutdown): Promise<never> {
  const reason = await leadership?.lost();
  if (reason === undefined || shutdown.isRequested) return await new Promise<never>(() => undefined);
  throw new OperatorError(
    'BackingOff',
    `leads no more: the Lease ${leadership?.leaseName} is lost, ${reason}; ends, to stand by when it is started again`,
  );
}

/** Never resolves. */
async function damageOf(running: RunningOperator): Promise<never> {
  const found = await running.damaged();
  const aside = running.giveUpCache();
  throw new OperatorError('CacheDamaged', `${found}; it lies at ${aside} now: ends, to fill a new one when it is started again`);
}

function withCache(settings: Settings, cache: string | undefined): Settings {
  return cache === undefined ? settings : { ...settings, cachePath: cache };
}

/** A start waits for an API server that is away; a signal ends the waiting. */
async function startOrGiveUp(running: RunningOperator, shutdown: Shutdown): Promise<void> {
  const started = running.start().catch(async (error: unknown) => {
    if (shutdown.isRequested) return;
    await running.release();
    throw error instanceof Error ? error : new Error(messageOf(error));
  });
  await Promise.race([started, shutdown.requested()]);
}
